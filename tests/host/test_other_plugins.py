"""Plugins of others that are known take part in an incremental build, which is the clean one.

The plugins here have the hooks of those that they are named after: mkdocs-redirects,
mkdocs-macros-plugin, mkdocs-git-revision-date-localized-plugin, mkdocs-glightbox and
mkdocs-minify-plugin; the search is Material's own.
"""

from __future__ import annotations

import json
import logging
from importlib.metadata import EntryPoint
from typing import TYPE_CHECKING, Any

import pytest
from mkdocs.config.defaults import MkDocsConfig

from rapport.host.foreign_events import full_build_reason
from rapport.host.site_build import build_site, load
from tests.blog_folder import BlogFolder, article, configuration

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PLUGINS = """\
from pathlib import Path

from jinja2 import Template
from mkdocs.config import config_options as c
from mkdocs.plugins import BasePlugin


class Redirects(BasePlugin):
    config_scheme = (("redirect_maps", c.Type(dict, default={})),)

    def on_files(self, files, config):
        self.pages = {file.src_uri: file.url for file in files.documentation_pages()}

    def on_post_build(self, config):
        for old, new in self.config["redirect_maps"].items():
            Path(config.site_dir, old).write_text(self.pages[new])


class Macros(BasePlugin):
    def on_nav(self, nav, config, files):
        self.nav = nav

    def on_page_markdown(self, markdown, page, config, files):
        data = Path(config.config_file_path).with_name("data.txt").read_text()
        return Template(markdown).render(data=data, count=len(self.nav.pages))


class Dates(BasePlugin):
    def on_page_markdown(self, markdown, page, config, files):
        date = Path(config.config_file_path).with_name("date.txt").read_text()
        page.meta["git_date"] = date
        return markdown.replace("GIT_DATE", date)


class Boxes(BasePlugin):
    config_scheme = (("word", c.Type(str, default="boxed")),)

    def on_page_content(self, html, page, config, files):
        if (page.meta.get("extra") or page.meta).get("boxes") is False:
            return html
        return html.replace("<p>", f"<p>{self.config['word']}: ")

    def on_post_page(self, output, page, config):
        return output.replace("</body>", "<!-- boxes --></body>")


class Minify(BasePlugin):
    def on_post_page(self, output, page, config):
        return output.replace("  ", " ")


class Redirecting(BasePlugin):
    def on_env(self, env, config, files):
        pass
"""

NAMES = {
    "redirects": "Redirects",
    "macros": "Macros",
    "git-revision-date-localized": "Dates",
    "glightbox": "Boxes",
    "minify": "Minify",
}
SETTINGS = {
    "redirects": "{redirect_maps: {old.html: about.md}}",
    "glightbox": "{word: boxed}",
}


@pytest.fixture(scope="module")
def blog(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BlogFolder]:
    """A blog with all of them, built once."""
    root = tmp_path_factory.mktemp("others")
    lines = "".join(f"- {name}: {SETTINGS.get(name, '{}')}\n" for name in NAMES)
    settings = configuration(security={}).replace("plugins:\n", f"plugins:\n- search\n{lines}")
    folder = BlogFolder(root).write(
        {
            "packages/plugins_of_others.py": PLUGINS,
            "mkdocs.yml": settings,
            "data.txt": "seven",
            "date.txt": "2026-01-01",
            "docs/about.md": "# About\n\nOf {{ data }}, GIT_DATE.\n",
            "docs/articles/plain.md": article(title="Plain", date="2026-01-01", body="Words.\n"),
            "docs/articles/shown.md": article(
                title="Shown",
                date="2026-01-02",
                body="We have {{ data }} of {{ count }}, GIT_DATE.",
            ),
            "docs/articles/bare.md": article(
                title="Bare", date="2026-01-03", extra={"boxes": False}
            ),
        }
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURCE_DATE_EPOCH", "1780315200")
        patch.syspath_prepend(str(root / "packages"))
        for name, kind in NAMES.items():
            _install(patch, name, kind)
        folder.build(strict=False)
        yield folder


def _install(patch: pytest.MonkeyPatch, name: str, kind: str) -> None:
    """Let MkDocs know a plugin, as a package that is installed does."""
    option: Any = dict(MkDocsConfig._schema)["plugins"]  # noqa: SLF001 - it is read at import
    installed = getattr(option, "option", option).installed_plugins
    patch.setitem(installed, name, EntryPoint(name, f"plugins_of_others:{kind}", "mkdocs.plugins"))


def _build(blog: BlogFolder, caplog: pytest.LogCaptureFixture) -> tuple[dict[str, bytes], str]:
    """Build what changed, see that it is what a clean build makes, and return it with the log."""
    with caplog.at_level(logging.INFO, logger="mkdocs"):
        caplog.clear()
        built = blog.build(strict=False)
        said = caplog.text
    clean = blog.root / "clean"
    build_site(load(blog.config_file(), site_dir=str(clean)), clean=True)
    others = {
        path.relative_to(clean).as_posix(): path.read_bytes()
        for path in clean.rglob("*")
        if path.is_file()
    }
    files = built.files()
    assert {name for name in files | others if files.get(name) != others.get(name)} == set()
    return files, said


def _modified(blog: BlogFolder) -> dict[str, int]:
    site = blog.root / "site"
    return {path.relative_to(site).as_posix(): path.stat().st_ino for path in site.rglob("*.html")}


def test_a_change_of_what_a_macro_reads_is_shown_and_other_articles_are_left(
    blog: BlogFolder, caplog: pytest.LogCaptureFixture
) -> None:
    before = _modified(blog)
    blog.write({"data.txt": "nine"})
    files, said = _build(blog, caplog)
    assert b"We have nine of " in files["articles/shown/index.html"]
    assert b"Of nine, " in files["about/index.html"]
    assert "Full build" not in said
    after = _modified(blog)
    changed = {name for name, number in after.items() if before.get(name) != number}
    assert "articles/shown/index.html" in changed
    assert not {"articles/plain/index.html", "articles/bare/index.html"} & changed


def test_a_date_of_the_repository_is_shown_in_articles_and_pages_when_it_changes(
    blog: BlogFolder, caplog: pytest.LogCaptureFixture
) -> None:
    blog.write({"date.txt": "2026-02-02"})
    files, _ = _build(blog, caplog)
    for page in ("articles/shown/index.html", "about/index.html"):
        assert b", 2026-02-02" in files[page]


def test_html_is_changed_by_plugins_for_pages_feeds_and_search(
    blog: BlogFolder, caplog: pytest.LogCaptureFixture
) -> None:
    settings = (blog.root / "mkdocs.yml").read_text()
    blog.write({"mkdocs.yml": settings.replace("{word: boxed}", "{word: framed}")})
    files, _ = _build(blog, caplog)
    assert b"<p>framed: Words." in files["articles/plain/index.html"]
    assert b"framed: Words." in files["feed.xml"]
    assert b"<p>Some text." in files["articles/bare/index.html"]
    assert b"<!-- boxes -->" in files["articles/plain/index.html"]
    assert files["old.html"] == b"about/"
    found = {
        document["location"] for document in json.loads(files["search/search_index.json"])["docs"]
    }
    assert {"articles/plain/", "articles/bare/", "about/"} <= found


@pytest.mark.parametrize(
    ("name", "kind", "reason"),
    [
        ("of-nobody", "Minify", "the plugin `of-nobody` may change any page"),
        ("redirects", "Redirecting", "does more than is known of it (`on_env`)"),
        ("minify", "Minify", ""),
    ],
)
def test_a_plugin_that_is_not_known_or_does_more_is_named_as_the_reason_of_a_full_build(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, kind: str, reason: str
) -> None:
    settings = configuration().replace("plugins:\n", f"plugins:\n- {name}\n")
    folder = BlogFolder(tmp_path).write({"mkdocs.yml": settings, "docs/index.md": "# A\n"})
    (tmp_path / "plugins_of_others.py").write_text(PLUGINS)
    monkeypatch.syspath_prepend(str(tmp_path))
    _install(monkeypatch, name, kind)
    said = full_build_reason(load(folder.config_file()))
    assert reason in said
    assert bool(said) == bool(reason)
