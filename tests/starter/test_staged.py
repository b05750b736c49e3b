"""What `git add .` stages in a new blog, after a preview, a build and a service have been there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import yaml

from rapport.cli.main import main
from rapport.starter.requirements import WHEELS
from tests.publish.remote_site import run

if TYPE_CHECKING:
    from pathlib import Path

OURS = {
    ".github/dependabot.yml",
    ".github/workflows/publish.yml",
    ".gitignore",
    ".gitlab-ci.yml",
    "README.md",
    "docs/about.md",
    "docs/articles/the-first-article.md",
    "docs/authors.yml",
    "docs/imprint.md",
    "docs/index.md",
    "docs/privacy.md",
    "mkdocs.yml",
    "overrides/README.md",
    "requirements.txt",
}
SECRETS = (
    "subscriptions.db subscriptions.db-wal subscriptions.db-shm subscriptions.sqlite "
    "inbox/new/1.mail subscribers.csv everything.backup .env service.env dkim.key dkim.pem "
    ".cache/rapport/preview/subscriptions.db .cache/rapport/preview/key "
    ".cache/rapport/preview/inbox/new/1.mail site/index.html public/index.html "
    ".venv/bin/python venv/bin/python __pycache__/hook.pyc"
).split()


def _staged(blog: Path) -> set[str]:
    assert run("git", "add", ".", cwd=blog).code == 0
    return set(run("git", "ls-files", cwd=blog).lines)


def test_no_address_no_key_and_nothing_that_was_built_is_staged(tmp_path: Path) -> None:
    blog = tmp_path / "blog"
    assert main(["init", str(blog), "--git"]) == 0
    for path in SECRETS:
        (blog / path).parent.mkdir(parents=True, exist_ok=True)
        (blog / path).write_text("ann@reader.example")
    staged = _staged(blog)
    assert {path for path in staged if not path.startswith(f"{WHEELS}/")} == OURS


@pytest.mark.parametrize("language", ["en", "de", "es", "fr"])
def test_a_blog_of_any_language_has_the_same_settings_and_ignores_the_same(
    tmp_path: Path, language: str
) -> None:
    assert main(["init", str(tmp_path / "en"), "--name", "A"]) == 0
    assert main(["init", str(tmp_path / "other"), "--name", "A", "--language", language]) == 0
    ignored, settings = [], []
    for blog in (tmp_path / "en", tmp_path / "other"):
        lines = (blog / ".gitignore").read_text("utf-8").splitlines()
        ignored.append([line for line in lines if not line.startswith("#")])
        settings.append(yaml.safe_load((blog / "mkdocs.yml").read_text("utf-8")))
    assert ignored[0] == ignored[1]
    for words in ("site_description", "theme", "nav", "extra"):
        for document in settings:
            del document[words]
    assert settings[0] == settings[1]


@pytest.mark.parametrize("language", ["de", "es"])
def test_a_translated_blog_has_no_english_left_in_it(tmp_path: Path, language: str) -> None:
    assert main(["init", str(tmp_path / "en"), "--name", "A"]) == 0
    assert main(["init", str(tmp_path / "own"), "--name", "A", "--language", language]) == 0
    english = {
        line.strip()
        for path in (tmp_path / "en").rglob("*")
        if path.suffix in (".md", ".yml") and ".git" not in str(path.relative_to(tmp_path))
        for line in path.read_text("utf-8").splitlines()
        if len(line.split()) > 5
    }
    assert english
    for path in (tmp_path / "own").rglob("*"):
        if path.suffix in (".md", ".yml") and ".git" not in str(path.relative_to(tmp_path)):
            said = {line.strip() for line in path.read_text("utf-8").splitlines()}
            assert said & english == set(), path
