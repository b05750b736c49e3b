"""The handbooks say everything that there is, and nothing that is not."""

from __future__ import annotations

import re
import socket
import sys
from importlib.metadata import entry_points
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote

import markdown
import pytest
import yaml
from lxml import html as lxml_html
from mkdocs.plugins import EVENTS, BasePlugin

import rapport_subscriptions.setting_names
from handbook.tables import names_of_tables, with_tables
from rapport.blog.key_registry import KEY_TABLES
from rapport.blog.keys import ARTICLE_KEYS
from rapport.cli.main import main

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mkdocs.config.base import Config

    from tests.blog_folder import BlogFolder

ROOT = Path(__file__).parents[1]
HANDBOOKS = sorted([*ROOT.glob("*.md"), *(ROOT / "manual").rglob("*.md")])
README = (ROOT / "README.md").read_text("utf-8")
REFERENCE = ROOT / "manual" / "reference"
CHAPTERS = [path for path in HANDBOOKS if (ROOT / "manual") in path.parents]
_CODE = re.compile(r"(?<!`)`([^`]+)`(?!`)")
_FENCE = re.compile(r"^( *)```(\w*)\n(.*?)^\1```$", re.MULTILINE | re.DOTALL)
_HELP_LINE = re.compile(r"^    ([a-z][a-z-]*)(?: |$)", re.MULTILINE)


def section(text: str, heading: str) -> str:
    """Return what stands below a heading, up to the next of its level or above."""
    found: list[str] = []
    is_inside = is_code = False
    for line in text.split("\n"):
        is_code ^= line.lstrip().startswith("```")
        depth = 0 if is_code else len(line) - len(line.lstrip("#"))
        if 0 < depth <= heading.index(" "):
            is_inside = line == heading
        elif is_inside:
            found.append(line)
    assert found, f"there is no heading `{heading}`"
    return "\n".join(found)


def codes(text: str) -> set[str]:
    """Return what is written in code within a line."""
    return set(_CODE.findall(_FENCE.sub("", text)))


def fences(text: str, language: str) -> list[str]:
    """Return the blocks of code in a language, without the indentation of the fence."""
    return [
        re.sub(rf"^{indent}", "", body, flags=re.MULTILINE)
        for indent, kind, body in _FENCE.findall(text)
        if kind == language
    ]


def plugins() -> dict[str, type[BasePlugin[Config]]]:
    found = {
        entry.name: entry.load()
        for entry in entry_points(group="mkdocs.plugins")
        if entry.name.startswith("rapport/")
    }
    assert found, "no plugin is installed"
    return found


def commands(
    capsys: pytest.CaptureFixture[str], above: tuple[str, ...] = ()
) -> Iterator[tuple[str, ...]]:
    """Yield every command that asks for no further one, as its own help names it."""
    with pytest.raises(SystemExit):
        main([*above, "--help"])
    _, starts_list, rest = capsys.readouterr().out.partition("positional arguments:\n  COMMAND\n")
    if not starts_list:
        yield above
        return
    for name in _HELP_LINE.findall(rest.partition("\n\n")[0]):
        yield from commands(capsys, (*above, name))


def links(text: str) -> list[str]:
    page = lxml_html.fragment_fromstring(
        markdown.markdown(text, extensions=["fenced_code", "tables"]), create_parent="div"
    )
    return [
        *(link.get("href", "") for link in page.iter("a")),
        *(picture.get("src", "") for picture in page.iter("img")),
    ]


@pytest.mark.parametrize("name", sorted(plugins()))
def test_every_option_of_a_plugin_is_in_its_part_of_the_reference(name: str) -> None:
    options = {key for key, _ in plugins()[name].config_class._schema}  # noqa: SLF001 - no other way
    reference = (REFERENCE / "options.md").read_text("utf-8")
    assert options <= codes(section(reference, f"## {name}"))


def test_some_plugin_has_options() -> None:
    assert any(plugin.config_class._schema for plugin in plugins().values())  # noqa: SLF001 - as above


def test_every_command_that_the_help_names_is_in_the_reference(
    capsys: pytest.CaptureFixture[str],
) -> None:
    found = {" ".join(("rapport", *command)) for command in commands(capsys)}
    assert {"rapport build", "rapport feeds check", "rapport subscriptions serve"} <= found
    assert found <= codes((REFERENCE / "commands.md").read_text("utf-8"))


def test_every_variable_of_the_service_is_in_the_reference() -> None:
    settings = Path(rapport_subscriptions.setting_names.__file__).read_text("utf-8")
    variables = set(re.findall(r"\bRAPPORT_[A-Z_]+", settings))
    assert variables
    assert variables <= codes((REFERENCE / "settings.md").read_text("utf-8"))


def test_every_key_of_front_matter_is_in_the_reference() -> None:
    assert ARTICLE_KEYS.keys
    reference = (REFERENCE / "front-matter.md").read_text("utf-8")
    assert set(ARTICLE_KEYS.by_name) <= codes(section(reference, "## Articles"))


@pytest.mark.parametrize("handbook", HANDBOOKS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_the_tables_are_those_of_the_code(handbook: Path) -> None:
    text = handbook.read_text("utf-8")
    assert with_tables(text) == text, "run `make tables`"


def test_every_table_is_told_once() -> None:
    found = [names for path in HANDBOOKS for names in names_of_tables(path.read_text("utf-8"))]
    with_options = {name for name in plugins() if plugins()[name].config_class._schema}  # noqa: SLF001 - as above
    assert sorted(found) == sorted(
        [
            *(("keys", name) for name in KEY_TABLES),
            *(
                ("options", name)
                for name in with_options - {"rapport/search", "rapport/checklists"}
            ),
            ("commands", "rapport"),
            ("commands", "rapport subscriptions"),
            ("settings", "the service"),
        ]
    )


def test_a_former_table_is_replaced_between_its_marks() -> None:
    text = "Text.\n<!-- keys of tags -->\n| former row |\n<!-- end of keys -->\nText.\n"
    renewed = with_tables(text)
    assert "| `parent` | text |" in renewed
    assert "former row" not in renewed
    assert renewed.startswith("Text.\n<!-- keys of tags -->\n")
    assert renewed.endswith("<!-- end of keys -->\nText.\n")


def test_every_path_of_the_repository_layout_exists() -> None:
    contributing = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    layout = section(contributing, "## Repository layout")
    paths = re.findall(r"^\| `([^`]+)` \|", layout, re.MULTILINE)
    assert paths
    assert [path for path in paths if not (ROOT / path).exists()] == []


def test_one_plugin_conducts_the_build_and_the_others_have_no_order() -> None:
    handled = {
        (name, event)
        for name, plugin in plugins().items()
        for event in EVENTS
        if getattr(plugin, f"on_{event}", None) is not getattr(BasePlugin, f"on_{event}", None)
    }
    assert {name for name, event in handled if event != "config"} == {"rapport/articles"}
    assert {name for name, event in handled if event == "config"} == set(plugins())


def test_the_architecture_names_every_feature() -> None:
    table = section(
        (ROOT / "ARCHITECTURE.md").read_text("utf-8"), "## How a feature adds to a site"
    )
    assert {name.removeprefix("rapport/") for name in plugins()} <= codes(table)


@pytest.mark.parametrize("handbook", HANDBOOKS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_link_leads_to_a_file(handbook: Path) -> None:
    paths = [
        unquote(link.partition("#")[0])
        for link in links(handbook.read_text("utf-8"))
        if not re.match(r"[a-z]+:|#|/", link)
    ]
    assert [path for path in paths if not (handbook.parent / path).exists()] == []


def test_there_are_handbooks_with_links_between_them() -> None:
    assert {"README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md"} <= {
        path.name for path in HANDBOOKS
    }
    assert "manual/README.md" in links(README)


def test_every_chapter_is_in_the_index_of_the_manual_and_in_its_menu() -> None:
    manual = ROOT / "manual"
    chapters = {path.relative_to(manual).as_posix() for path in CHAPTERS} - {"README.md"}
    assert chapters
    assert chapters <= set(links((manual / "README.md").read_text("utf-8")))
    menu = (ROOT / "handbook" / "mkdocs.yml").read_text("utf-8")
    assert [path for path in sorted(chapters) if f": {path}\n" not in menu] == []


def test_the_readme_is_short_enough_to_be_read() -> None:
    assert 100 <= len(README.splitlines()) <= 150


@pytest.mark.parametrize("handbook", HANDBOOKS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_no_handbook_names_this_machine(handbook: Path) -> None:
    host = socket.gethostname()
    places = {str(ROOT), str(Path.home()), sys.prefix, sys.base_prefix} - {"/", "/usr"}
    names = places if host in ("", "localhost") else places | {host}
    text = handbook.read_text("utf-8")
    assert names
    assert [name for name in names if re.search(rf"(?<![\w.-]){re.escape(name)}\b", text)] == []


def test_the_first_configuration_and_the_first_article_make_a_blog(
    blog_folder: BlogFolder,
) -> None:
    part = section(README, "## A blog of your own")
    (configuration,), (article,) = fences(part, "yaml"), fences(part, "markdown")
    assert len(configuration.strip().splitlines()) == 5
    site = blog_folder.write(
        {"mkdocs.yml": configuration, "docs/articles/asking-for-advice.md": article}
    ).build()
    assert site.page("articles/asking-for-advice/index.html").xpath("//check-list//input")
    assert "Asking for advice" in site.text("feed.xml")


def test_the_sample_files_of_tags_and_authors_are_taken(blog_folder: BlogFolder) -> None:
    reference = (REFERENCE / "front-matter.md").read_text("utf-8")
    (tags,) = fences(section(reference, "## Tags"), "yaml")
    (authors,) = fences(section(reference, "## Authors"), "yaml")
    head = yaml.safe_dump({"date": "2026-05-07", "title": "One", "tags": ["cv"]})
    blog_folder.write(
        {
            "docs/tags.yml": tags,
            "docs/authors.yml": authors,
            "docs/articles/one.md": f"---\n{head}authors: editors\n---\nText.\n",
        }
    )
    assert blog_folder.check() == []


def test_every_picture_of_the_manual_is_shown_and_small() -> None:
    pictures = set((ROOT / "manual" / "images").glob("*.png"))
    shown = {
        (path.parent / link).resolve()
        for path in HANDBOOKS
        for link in links(path.read_text("utf-8"))
        if link.endswith(".png")
    }
    assert pictures
    assert sorted(pictures - shown) == []
    assert [path for path in pictures if not 0 < path.stat().st_size < 150_000] == []
