# The commands of the repository. Each does all its own set-up; `make help` lists them.
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
PYTHON ?= $(firstword $(foreach name,python3.11 python3.12 python3.13 python3,$(shell command -v $(name))))
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8000
WORKERS ?= auto
export NO_MKDOCS_2_WARNING := 1

.PHONY: help setup preview test check bench manual pictures texts tables

help: ## this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

setup: $(VENV)/installed $(VENV)/tools ## virtual environment, packages, and what the tests need

preview: $(VENV)/runs ## the blog, its service and an inbox on http://127.0.0.1:8000 (PORT=)
	@$(BIN)/rapport preview --port $(PORT)

test: setup ## the whole suite, browser and database included, on all cores (WORKERS=0 for one process)
	@$(BIN)/pytest --numprocesses $(WORKERS) --maxprocesses 8 --dist worksteal

check: $(VENV)/installed ## format, lint, types, imports, dead code, spelling, the manual's links
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/vulture
	$(BIN)/codespell plugins service overrides tests docs handbook manual bench deploy *.md *.toml
	.ci/words $(BIN)
	$(BIN)/rapport check
	$(BIN)/mkdocs --quiet build --strict --config-file handbook/mkdocs.yml
	@.ci/html $(BIN)

bench: setup ## the side-by-side measurements, as tables
	@$(BIN)/python -m bench $(if $(N),--articles $(N))

texts: $(VENV)/installed ## the catalogues of all languages, as the sources have it now (LANGUAGE=fr begins one)
	@$(call update_texts,plugins/rapport/languages,overrides plugins/rapport)
	@$(call update_texts,service/rapport_subscriptions/languages,service/rapport_subscriptions)

manual: $(VENV)/installed ## the manual as a site with a search on http://127.0.0.1:8000 (PORT=)
	@$(BIN)/mkdocs --quiet serve --strict --config-file handbook/mkdocs.yml --dev-addr 127.0.0.1:$(PORT)

pictures: setup ## the manual's pictures of real screens, taken in the preview
	@$(BIN)/python -m handbook.pictures

tables: $(VENV)/installed ## the manual's tables of keys, options, commands and settings, from the code
	@$(BIN)/python -m handbook.tables

# $(1): the folder of the catalogues; $(2): where their messages stand.
PYBABEL = $(BIN)/pybabel --quiet
define update_texts
mkdir -p $(VENV)/texts
$(PYBABEL) extract --mapping pyproject.toml --add-comments Translators: --add-location file --no-wrap \
	--sort-by-file --project Rapport --output-file $(VENV)/texts/all.pot $(2)
for tag in $(LANGUAGE); do test -e $(1)/$$tag.po || $(PYBABEL) init --no-wrap \
	--input-file $(VENV)/texts/all.pot --output-file $(1)/$$tag.po --locale $$(echo $$tag | tr - _); done
for file in $(1)/*.po; do $(PYBABEL) update --no-wrap --no-fuzzy-matching --ignore-obsolete \
	--ignore-pot-creation-date --input-file $(VENV)/texts/all.pot --output-file $$file \
	--locale $$(basename $$file .po | sed 's/-formal$$//' | tr - _); done
$(BIN)/python .ci/only_translated.py $(wildcard $(1)/*-formal.po)
endef

# What the preview needs is installed first, and alone it is a quarter of all packages' size.
$(VENV)/runs: requirements.lock pyproject.toml
	@test -n "$(PYTHON)" || { echo "Rapport needs Python 3.11 or newer: none was found." >&2; exit 2; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Rapport needs Python 3.11 or newer; $(PYTHON) is older. Try: make $(MAKECMDGOALS) PYTHON=python3.12" >&2; exit 2; }
	@echo "Setting up $(VENV) (about a minute, the first time only) ..."
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/installed: $(VENV)/runs requirements-dev.lock
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock -r requirements-dev.lock
	@touch $@

$(VENV)/tools: $(VENV)/installed .ci/tools
	@.ci/tools $(BIN)
	@touch $@
