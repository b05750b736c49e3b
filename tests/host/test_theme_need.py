"""Pages stand on a frame of ours, and on the theme's where something on them needs its files."""

from __future__ import annotations

import shutil
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import yaml
from mkdocs.config.defaults import MkDocsConfig

from rapport.host.look import SiteLook
from rapport.host.templates import Templates
from rapport.host.theme import template_dir
from rapport.host.theme_need import page_needs_theme, site_needs_theme
from tests.blog_folder import BlogFolder, BuiltSite, article, configuration

TABS = '=== "One"\n    First.\n\n=== "Two"\n    Second.\n'


@pytest.mark.parametrize(
    "html",
    [
        '<div class="tabbed-set tabbed-alternate" data-tabs="1:2">',
        '<div class="grid cards">',
        "<p class='annotate'>",
        '<li class="task-list-item">',
        '<table class="highlighttable">',
        '<span class="md-tooltip">',
        '<img src="a.png#only-dark" alt="">',
    ],
)
def test_what_gets_its_form_from_the_theme_only_needs_it(html: str) -> None:
    assert page_needs_theme(f"<p>Text.</p>{html}", (), {})


@pytest.mark.parametrize(
    "html",
    [
        '<a class="md-button md-button--primary" href="a/">Go</a>',
        '<div class="admonition note"><p class="admonition-title">Note</p></div>',
        "<p>A page about class=tabbed-set, md-grid and #only</p>",
        '<div class="highlight"><pre><code>grid</code></pre></div>',
        '<sup id="fnref:1"><a class="footnote-ref" href="#fn:1">1</a></sup>',
    ],
)
def test_what_has_a_form_of_ours_needs_no_theme(html: str) -> None:
    assert not page_needs_theme(html, (), {})


def test_a_feature_needs_the_theme_on_the_pages_that_have_what_it_is_for() -> None:
    code = '<div class="highlight"><pre><code>a</code></pre></div>'
    assert page_needs_theme(code, (), {"features": ["content.code.annotate"]})
    assert not page_needs_theme("<p>Text.</p>", (), {"features": ["content.code.annotate"]})


def test_a_list_needs_the_theme_for_a_pinned_excerpt_only() -> None:
    entries = [SimpleNamespace(excerpt='<div class="grid">', is_pinned=False)]
    assert not page_needs_theme("", entries, {})  # type: ignore[arg-type]
    entries.append(SimpleNamespace(excerpt='<div class="grid">', is_pinned=True))
    assert page_needs_theme("", entries, {})  # type: ignore[arg-type]


def need(tmp_path: Path, settings: dict[str, Any], look: SiteLook | None = None) -> str:
    """Return why a site needs the theme, with `theme` settings and files in `overrides/`."""
    config = MkDocsConfig()
    theme = {"name": "material", **settings.pop("theme", {})}
    given = {"site_name": "B", "docs_dir": str(tmp_path), "plugins": [], "theme": theme, **settings}
    config.load_dict(given)
    errors, _ = config.validate()
    assert errors == []
    custom = tmp_path / "overrides"
    templates = Templates(
        str(custom) if custom.is_dir() else "", str(template_dir()), (), look or SiteLook()
    )
    return site_needs_theme(config, templates)


@pytest.mark.parametrize(
    ("settings", "reason"),
    [
        ({}, ""),
        ({"theme": {"features": ["content.code.copy", "content.tabs.link"]}}, ""),
        ({"theme": {"features": ["navigation.instant"]}}, "the feature `navigation.instant`"),
        ({"plugins": ["search"]}, "the plugin `material/search`"),
        ({"theme": {"icon": {"logo": "material/email"}}}, ""),
        (
            {"theme": {"icon": {"admonition": {"note": "octicons/tag-16"}}}},
            "icons of notes and annotations in `theme.icon`",
        ),
        ({"extra_javascript": ["plain.js", "https://example.org/a.js"]}, ""),
        ({"extra_javascript": ["plain.js", "speaks.js"]}, "the script speaks.js"),
    ],
)
def test_settings_say_whether_every_page_needs_the_theme(
    tmp_path: Path, settings: dict[str, Any], reason: str
) -> None:
    (tmp_path / "plain.js").write_text("document.title += '!'")
    (tmp_path / "speaks.js").write_text("document$.subscribe(() => {})")
    assert need(tmp_path, settings) == reason


def test_pages_beside_documentation_share_the_themes_files(tmp_path: Path) -> None:
    assert need(tmp_path, {}, SiteLook(is_beside=True))


def test_a_template_of_the_owner_that_speaks_to_the_theme_needs_it(tmp_path: Path) -> None:
    parts = tmp_path / "overrides/partials"
    parts.mkdir(parents=True)
    shutil.copy(template_dir() / "partials/search.html", parts)
    (tmp_path / "overrides/main.html").write_text('{% extends "base.html" %}')
    assert need(tmp_path, {}) == ""
    (parts / "header.html").write_text('<header data-md-component="topbar">')
    assert need(tmp_path, {}) == "the template partials/header.html"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> BuiltSite:
    settings = yaml.safe_load(configuration())
    settings["theme"].update(
        custom_dir="overrides",
        palette={"scheme": "slate"},
        features=["content.code.copy"],
    )
    settings["extra_css"] = ["own.css"]
    settings["extra_javascript"] = ["own.js"]
    settings["markdown_extensions"] += [
        "pymdownx.superfences",
        {"pymdownx.tabbed": {"alternate_style": True}},
    ]
    files = {
        "mkdocs.yml": yaml.safe_dump(settings),
        "docs/own.css": "p { color: red }",
        "docs/own.js": "document.title += '!'",
        "docs/articles/plain.md": article(
            title="Plain", date="2026-01-01", body="```\ncode\n```\n"
        ),
        "docs/articles/tabs.md": article(title="Tabs", date="2026-01-02", body=TABS),
        "overrides/main.html": '{% extends "base.html" %}'
        "{% block announce %}We <b>moved</b>.{% endblock %}"
        '{% block extrahead %}<meta name="own" content="yes">{% endblock %}'
        '{% block scripts %}{{ super() }}<script src="last.js"></script>{% endblock %}',
    }
    return BlogFolder(tmp_path_factory.mktemp("need")).write(files).build()


PLAIN, TABBED = "articles/plain/index.html", "articles/tabs/index.html"


@pytest.mark.parametrize("path", [PLAIN, "index.html", "404.html", "tags/index.html"])
def test_a_page_that_does_not_need_them_names_no_file_of_the_theme(
    site: BuiltSite, path: str
) -> None:
    page = site.page(path)
    named = [*page.xpath("//link/@href"), *page.xpath("//script/@src")]
    assert any("/rapport." in name and name.endswith(".css") for name in named)
    assert not [name for name in named if "main." in name or "bundle." in name]


def test_a_page_with_tabs_stands_on_the_theme(site: BuiltSite) -> None:
    page = site.page(TABBED)
    named = [*page.xpath("//link/@href"), *page.xpath("//script/@src")]
    assert [name for name in named if "main." in name and name.endswith(".css")]
    assert [name for name in named if "bundle." in name]
    assert [name for name in named if "rapport-on-theme." in name]


@pytest.mark.parametrize("path", [PLAIN, TABBED])
def test_what_the_owner_adds_is_on_both_frames(site: BuiltSite, path: str) -> None:
    page = site.page(path)
    assert "We <b>moved</b>." in site.text(path)
    assert page.xpath("//meta[@name='own']/@content") == ["yes"]
    assert "../../own.css" in page.xpath("//link/@href")
    scripts = page.xpath("//script/@src")
    assert "../../own.js" in scripts
    assert scripts[-1] == "last.js"
    assert page.xpath("//body/@data-md-color-scheme") == ["slate"]
    assert page.xpath("//title/text()")[0].endswith("The Blog")
    assert len(page.xpath("//h1")) == 1
