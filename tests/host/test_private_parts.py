"""What Rapport uses of its hosts beyond their documented interfaces is there, and does what it did.

Where one of these fails after an upgrade, its message names the module that needs another way.
"""

from __future__ import annotations

import logging
from importlib import import_module
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.config.base import Config
from mkdocs.exceptions import Abort, BuildError
from mkdocs.plugins import BasePlugin
from mkdocs.structure.files import File, Files, get_files
from mkdocs.structure.pages import Page
from mkdocs.theme import Theme

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig

NAMES = {
    "mkdocs.structure.pages:_RawHTMLPreprocessor._register": "host/renderer.py",
    "mkdocs.structure.pages:_ExtractAnchorsTreeprocessor._register": "host/renderer.py",
    "mkdocs.structure.pages:_ExtractTitleTreeprocessor._register": "host/renderer.py",
    "mkdocs.structure.pages:_RelativePathTreeprocessor._register": "host/renderer.py",
    "mkdocs.structure.pages:Page._set_canonical_url": "host/pages.py",
    "mkdocs.structure.pages:Page.present_anchor_ids": "host/pages.py",
    "mkdocs.structure.pages:Page.validate_anchor_links": "host/pages.py",
    "mkdocs.structure.files:File.is_modified": "host/write_site.py",
    "mkdocs.commands.build:get_context": "host/page_writer.py",
    "mkdocs.utils.templates:url_filter": "host/url_filter.py",
    "markdown.treeprocessors:InlineProcessor._InlineProcessor__handleInline": (
        "host/inline_patterns.py"
    ),
    "markdown.treeprocessors:InlineProcessor._InlineProcessor__applyPattern": (
        "host/inline_patterns.py"
    ),
    "markdown.blockparser:BlockParser.parseBlocks": "host/plain_blocks.py",
    "pymdownx.highlight:BlockHtmlFormatter._create_stylesheet": "host/highlighting.py",
    "pymdownx.highlight:get_lexer_by_name": "host/highlighting.py",
    "re:_parser.parse": "host/inline_patterns.py",
}
"""Each name that is private or in no manual, and the module that says what to do without it."""

TEXT = """\
# A heading

See [there](there.md#part), [nowhere](nowhere.md), <a id="raw"></a> and ![it](pictures/it.png).

## Part {#part}
"""


@pytest.mark.parametrize("name", NAMES)
def test_each_private_name_that_is_used_exists(name: str) -> None:
    module, _, path = name.partition(":")
    try:
        attrgetter(path)(import_module(module))
    except (ImportError, AttributeError):
        pytest.fail(f"{name} is gone: see rapport/{NAMES[name]}")


@pytest.fixture
def config(tmp_path: Path) -> MkDocsConfig:
    docs = tmp_path / "docs"
    docs.mkdir()
    (docs / "index.md").write_text(TEXT)
    (docs / "there.md").write_text("# There\n\n## Part\n")
    (docs / "data.txt").write_text("Data.")
    (tmp_path / "mkdocs.yml").write_text(
        "site_name: A site\nsite_url: https://blog.example/in/\ntheme: {name: mkdocs}\n"
        "plugins: []\nmarkdown_extensions: [attr_list]\n"
    )
    return load_config(str(tmp_path / "mkdocs.yml"))


def file_of(config: MkDocsConfig, source: str) -> tuple[File, Files]:
    files = get_files(config)
    return files.src_uris[source], files


def test_our_rendering_gives_what_the_hosts_own_gives(
    config: MkDocsConfig, caplog: pytest.LogCaptureFixture
) -> None:
    from rapport.host.renderer import Renderer  # noqa: PLC0415 - private names are tested first

    file, files = file_of(config, "index.md")
    page = Page(None, file, config)
    page.read_source(config)
    page.render(config, files)
    named: list[str] = []
    ours = Renderer(files, config, {}).render(TEXT, file, named.append, is_article=False)
    assert (ours.html, ours.title) == (page.content, page.title), "see rapport/host/renderer.py"
    assert set(ours.anchors) == page.present_anchor_ids == {"a-heading", "part", "raw"}
    assert [token["id"] for token in ours.toc] == [link.id for link in page.toc]
    assert [message for _, message in ours.warnings] == caplog.messages != []
    assert {"there.md", "nowhere.md", "pictures/it.png"} <= set(named)


def test_a_page_takes_its_title_from_where_name_page_puts_it(config: MkDocsConfig) -> None:
    file, _ = file_of(config, "there.md")
    page = Page(None, file, config)
    page.read_source(config)
    page._title_from_render, page.content = "A <b>title</b>", ""  # noqa: SLF001 - what is tested
    assert page.title == "A <b>title</b>", "see PageWriter.name_page of rapport/host/page_writer.py"


def test_a_page_asks_for_its_addresses_where_ours_work_them_out(config: MkDocsConfig) -> None:
    class Placed(Page):
        def _set_canonical_url(self, base: str | None) -> None:
            self.canonical_url, self.abs_url = f"{base}by-us/", "/in/by-us/"

    file, _ = file_of(config, "there.md")
    page = Placed(None, file, config)
    assert page.canonical_url == "https://blog.example/in/by-us/", "see rapport/host/pages.py"


def test_a_file_whose_place_is_changed_has_another_address(config: MkDocsConfig) -> None:
    from rapport.host.pages import _set_url  # noqa: PLC0415 - as above

    file, _ = file_of(config, "there.md")
    assert (file.url, Path(file.abs_dest_path).name) == ("there/", "index.html")
    _set_url(file, "else/where/", config)
    assert (file.url, file.dest_uri) == ("else/where/", "else/where/index.html")
    assert Path(file.abs_dest_path).parts[-3:] == ("else", "where", "index.html"), (
        "see _set_url of rapport/host/pages.py"
    )


class NoOptions(Config):
    """The settings of a plugin that has none."""


class HoldsBack(BasePlugin[NoOptions]):
    """Holds every page back, as an incremental build does, and says which text was read."""

    def on_files(self, files: Files, config: MkDocsConfig) -> Files:  # noqa: ARG002 - the host's form
        from rapport.host.write_site import hold_back  # noqa: PLC0415 - as above

        for file in files:
            hold_back(file)
        return files

    def on_page_markdown(self, markdown: str, page: Page, **_: object) -> str:
        raise AssertionError(page, markdown)


def test_a_host_that_builds_what_changed_leaves_alone_what_is_held_back(
    config: MkDocsConfig, caplog: pytest.LogCaptureFixture
) -> None:
    from rapport.host.site_build import _without_untrue_lines  # noqa: PLC0415 - as above

    site = Path(config.site_dir)
    (site / "css").mkdir(parents=True)
    config.plugins["holds-back"] = HoldsBack()
    with caplog.at_level(logging.INFO, logger="mkdocs"), _without_untrue_lines():
        build(config, dirty=True)
    written = {path.name for path in site.rglob("*") if path.is_file()}
    assert not written & {"index.html", "data.txt"}, "see hold_back of rapport/host/write_site.py"
    assert {"404.html", "sitemap.xml"} <= written
    untrue = [line for line in caplog.messages if "dirty" in line or "stale" in line]
    assert untrue == [], "see _without_untrue_lines of rapport/host/site_build.py"


class Fails(BasePlugin[NoOptions]):
    """Ends the build with an error of the content."""

    def on_files(self, files: Files, **_: object) -> Files:
        raise BuildError(f"{len(files)} files are wrong.")


def test_an_error_of_ours_is_found_behind_the_hosts_abort(config: MkDocsConfig) -> None:
    config.plugins["fails"] = Fails()
    with pytest.raises(Abort) as abort:
        build(config, dirty=True)
    assert isinstance(abort.value.__context__, BuildError), (
        "see _run_host of rapport/host/site_build.py"
    )


def test_a_lean_theme_is_the_theme_without_its_icons(config: MkDocsConfig) -> None:
    from rapport.host.theme import open_lean  # noqa: PLC0415 - as above

    before = Theme("material", language="de")
    config.theme = before
    open_lean(config, None)
    after = config.theme
    where = "see open_lean of rapport/host/theme.py"
    assert dict(after.items()) == dict(before.items()), where
    assert (after.dirs, after.static_templates) == (before.dirs, before.static_templates), where
    whole = before.get_env().list_templates()
    listed = after.get_env().list_templates()
    assert listed == [name for name in whole if "/." not in f"/{name}"], where
    assert len(listed) < len(whole) / 10
