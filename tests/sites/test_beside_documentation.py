"""A blog beside documentation of Material: each wears its own look, and nothing gets lost."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urljoin

import pytest
import yaml
from mkdocs.commands.build import build as mkdocs_build
from mkdocs.config import load_config

from rapport.host.look import is_documentation
from tests.blog_folder import SITE_URL, BlogFolder, BuiltSite, article

if TYPE_CHECKING:
    from pathlib import Path

OURS = ("articles", "tags", "checklists", "feeds", "search", "security")
NAV = [
    "index.md",
    {"Guides": ["guides/index.md", {"Letters": ["guides/a.md", {"Deeper": ["guides/b.md"]}]}]},
    {"Community": [{"Taking part": [{"How": "community/how.md"}]}, "community/who.md"]},
    {"Blog": "blog/index.md"},
]
DOCUMENTATION = {
    "docs/index.md": "# Welcome & more\n\nText.\n",
    "docs/guides/index.md": "# Guides\n\n- [ ] A task\n- [x] Another\n\n## Part\n\nText.\n",
    "docs/guides/a.md": "# A\n\n![Drawn](../plan.svg)\n\n| a |\n|:-:|\n| b |\n",
    "docs/guides/b.md": "---\ndescription: B.\nhide: [toc]\n---\n# B\n\n## One\n\n## Two\n",
    "docs/community/how.md": "# How\n\n!!! note\n    Text.\n",
    "docs/community/who.md": "---\ntags: [x, Y & z]\n---\n# Who\n\n[A post](../blog/posts/p.md)\n",
    "docs/plan.svg": '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"/>',
}
OWNERS = {
    "overrides/main.html": '{% extends "base.html" %}\n'
    "{% block announce %}We moved.{% endblock %}\n"
    '{% block extrahead %}<meta name="own" content="yes">{% endblock %}\n',
    "overrides/partials/header.html": "<header>The owner's {{ page.title }}</header>\n",
}
POSTS = {
    "docs/blog/index.md": "# News\n\nWhat is new.\n",
    "docs/blog/posts/p.md": article(
        title="Post", date="2026-05-01", tags=["x"], body="- [ ] Tick\n\n## A\n\nText.\n"
    ),
    "docs/blog/posts/q.md": article(title="Second", date="2026-05-02", pin=True),
}


def settings(*plugins: object, features: tuple[str, ...] = ("navigation.tabs",)) -> str:
    return yaml.safe_dump(
        {
            "site_name": "Letters",
            "site_url": SITE_URL,
            "repo_url": "https://code.example/x",
            "edit_uri": "edit/main/docs/",
            "theme": {
                "name": "material",
                "custom_dir": "overrides",
                "font": False,
                "features": [*features, "content.action.edit", "toc.follow"][: len(features) + 2],
                "palette": {"scheme": "slate", "primary": "teal"},
            },
            "plugins": list(plugins),
            "nav": NAV,
            "markdown_extensions": [
                "attr_list",
                "admonition",
                "tables",
                {"toc": {"permalink": True}},
                {"pymdownx.tasklist": {"custom_checkbox": True}},
            ],
        }
    )


def with_rapport(**options: object) -> str:
    given = {"articles_dir": "blog/posts", **options}
    return settings(
        "search", {"rapport/articles": given}, *(f"rapport/{name}" for name in OURS[1:])
    )


@pytest.fixture
def site(blog_folder: BlogFolder) -> BlogFolder:
    return blog_folder.write({**DOCUMENTATION, **OWNERS, **POSTS, "mkdocs.yml": with_rapport()})


def stock(folder: Path) -> BuiltSite:
    """Return the site as its owner's own settings make it."""
    (folder / "stock.yml").write_text(settings("search"))
    mkdocs_build(load_config(str(folder / "stock.yml"), site_dir=str(folder / "stock")))
    return BuiltSite(folder / "stock", ())


PAGES = (
    "index.html",
    "404.html",
    "guides/index.html",
    "guides/a/index.html",
    "guides/b/index.html",
    "community/how/index.html",
)


@pytest.mark.parametrize("command", ["rapport build", "mkdocs build", "without other plugins"])
def test_documentation_keeps_its_bytes(site: BlogFolder, command: str) -> None:
    expected = stock(site.root).files()
    if command == "mkdocs build":
        config = load_config(site.config_file(), site_dir=str(site.root / "site"))
        mkdocs_build(config)
        found = BuiltSite(site.root / "site", ()).files()
    elif command == "rapport build":
        found = site.build().files()
    else:
        text = with_rapport().replace("- search\n", "", 1)
        found = site.write({"mkdocs.yml": text}).build(strict=False).files()
        (site.root / "stock.yml").write_text(settings())
        mkdocs_build(load_config(str(site.root / "stock.yml"), site_dir=str(site.root / "stock")))
        expected = BuiltSite(site.root / "stock", ()).files()
    for path in PAGES:
        assert found[path] == expected[path], path
    assert found["assets/images/favicon.png"] == expected["assets/images/favicon.png"]


def test_the_blog_has_its_own_look_and_the_owners_words_above_it(site: BlogFolder) -> None:
    built = site.build()
    for path in ("blog/index.html", "blog/p/index.html", "tags/x/index.html", "archive/index.html"):
        page = built.page(path)
        assert "We moved." in page.text_content()
        assert page.cssselect("meta[name=own]")
        assert page.cssselect("link[href*='stylesheets/rapport']")
        assert page.cssselect("meta[http-equiv]"), path
        assert page.cssselect(".site-header__name")
        assert len(page.cssselect("h1")) == 1, path
        assert len(page.cssselect("nav ul a[href$='guides/']")) == 1  # the menu stands once
    assert built.page("blog/p/index.html").cssselect("check-list")
    titles = [link.text for link in built.page("blog/index.html").cssselect(".entry__title a")]
    assert titles == ["Second", "Post"]
    assert built.page("blog/index.html").cssselect(".entry--lead")
    assert "What is new." in built.page("blog/index.html").text_content()


def test_documentation_shows_its_tags_as_the_theme_does(site: BlogFolder) -> None:
    built = site.build()
    tags = built.page("community/who/index.html").cssselect("nav.md-tags a.md-tag")
    assert [(tag.text, tag.get("href")) for tag in tags] == [
        ("x", "../../tags/x/"),
        ("Y & z", "../../tags/y-and-z/"),
    ]
    listed = built.page("tags/x/index.html").cssselect(".tagged-pages a")
    assert [link.get("href") for link in listed] == ["../../community/who/"]


def test_the_blogs_pages_wear_the_owners_header_if_asked(site: BlogFolder) -> None:
    site.write({"mkdocs.yml": with_rapport(header="theme")})
    page = site.build().page("blog/p/index.html")
    assert page.cssselect("header")[0].text == "The owner's Post"
    assert not page.cssselect(".site-header__name")
    assert page.cssselect("link[href*='stylesheets/rapport']")
    assert page.cssselect("[data-md-type=navigation]")


def test_a_template_of_ours_is_replaced_below_its_own_folder(site: BlogFolder) -> None:
    site.write({"overrides/archive.html": "<p>Some theme's archive</p>"})
    assert site.build().page("archive/index.html").cssselect(".site-header__name")
    site.write({"overrides/rapport/archive.html": "<p>My own</p>"})
    assert site.build().text("archive/index.html") == "<p>My own</p>"


@pytest.mark.parametrize("other_pages", ["theme", "rapport"])
def test_a_template_that_changes_changes_the_pages_that_have_it(
    site: BlogFolder, other_pages: str
) -> None:
    text = with_rapport(other_pages=other_pages, blog_dir="blog").replace("- search\n", "", 1)
    site.write({"mkdocs.yml": text}).build(strict=False)
    moved = OWNERS["overrides/main.html"].replace("We moved", "We stay")
    site.write({"overrides/main.html": moved})
    after = site.build(strict=False)
    assert "We stay" in after.text("blog/p/index.html")
    assert "We stay" in after.text("guides/a/index.html")
    assert after.files() == site.build("clean", strict=False).files()


def test_the_headers_of_all_answers_leave_documentation_alone(site: BlogFolder) -> None:
    text = with_rapport().replace(
        "- rapport/security", "- rapport/security: {headers_file: true, meta: false}"
    )
    built = site.write({"mkdocs.yml": text}).build()
    assert "Content-Security-Policy: frame-ancestors 'none'\n" in built.text("_headers")
    assert built.page("blog/p/index.html").cssselect("meta[http-equiv]")


def test_settings_without_effect_are_named_with_their_line(site: BlogFolder) -> None:
    text = with_rapport(other_pages="rapport") + "extra:\n  analytics: {provider: google}\n"
    lines = [line for line in site.write({"mkdocs.yml": text}).check() if "setting-idle" in line]
    names = [line.partition("`")[2].partition("`")[0] for line in lines]
    assert sorted(names) == [
        "extra.analytics",
        "repo_url",
        "theme.features: content.action.edit",
        "theme.features: navigation.tabs",
        "theme.features: toc.follow",
        "theme.palette: primary: teal",
    ]
    written = text.splitlines()
    for line, name in zip(lines, names, strict=True):
        number = int(line.split(":")[1])
        assert name.split(".", 1)[-1].split(": ")[-1] in written[number - 1]


def test_a_search_that_documentation_would_lose_is_named(site: BlogFolder) -> None:
    assert not [line for line in site.check() if "search-missing" in line]
    text = with_rapport().replace("- search\n", "", 1)
    (line,) = [
        line for line in site.write({"mkdocs.yml": text}).check() if "search-missing" in line
    ]
    assert "Add `search` to `plugins`" in line


def test_every_page_of_nav_can_be_reached_at_any_depth(site: BlogFolder) -> None:
    (site.root / "overrides/partials/header.html").unlink()
    site.write({"mkdocs.yml": with_rapport(other_pages="rapport")})
    built = site.build(strict=False)
    reached, waiting = set(), [""]
    while waiting:
        url = waiting.pop()
        if url in reached or not (built.folder / url / "index.html").is_file():
            continue
        reached.add(url)
        for link in built.page(f"{url}index.html").cssselect("a[href]"):
            target = urljoin(SITE_URL + url, str(link.get("href"))).partition("#")[0]
            if target.startswith(SITE_URL) and target.endswith("/"):
                waiting.append(target.removeprefix(SITE_URL))
    wanted = {"guides/", "guides/a/", "guides/b/", "community/how/", "community/who/", "blog/"}
    assert wanted <= reached
    menu = built.page("index.html").cssselect(".site-header__nav a")
    assert {"Guides", "Blog"} <= {link.text for link in menu}
    sections = built.page("index.html").cssselect(".site-header__group summary")
    assert [section.text for section in sections] == ["Guides", "Community"]


def test_a_long_menu_opens_from_its_button_with_every_entry(blog_folder: BlogFolder) -> None:
    names = [f"p{number}.md" for number in range(12)]
    blog_folder.write({f"docs/{name}": f"# Page {name}\n" for name in (*names, "index.md")})
    settings = (blog_folder.root / "mkdocs.yml").read_text()
    for entries, is_long in ((names[:3], False), ([*names[:9], {"More": names[9:]}], True)):
        nav = yaml.safe_dump({"nav": ["index.md", *entries]})
        page = blog_folder.write({"mkdocs.yml": settings + nav}).build().page("p1/index.html")
        (header,) = page.cssselect(".site-header")
        assert ("site-header--many" in header.get("class", "")) is is_long
        (button,) = header.cssselect("button.site-header__menu")
        (menu,) = header.cssselect(f"#{button.get('popovertarget')}")
        shown = [link.get("href") for link in menu.cssselect("a")]
        wanted = names if is_long else names[:3]
        others = {f"../{name.removesuffix('.md')}/" for name in wanted if name != "p1.md"}
        assert others <= {*shown}
        assert [link.text for link in menu.cssselect("a[aria-current=page]")] == ["Page p1.md"]


@pytest.mark.parametrize(
    ("features", "nav", "is_beside"),
    [
        (["content.code.copy"], ["index.md", {"A": ["a.md", "b.md"]}], False),
        ([], None, False),
        (["navigation.sections"], None, True),
        ([], [{"A": [{"B": ["c.md"]}]}], True),
        (None, [], False),
    ],
)
def test_documentation_is_told_by_its_features_or_a_nested_nav(
    features: object, nav: object, *, is_beside: bool
) -> None:

    assert is_documentation(features, nav) == is_beside


def test_an_owners_main_template_on_a_blog_changes_the_blogs_look_by_its_words_only(
    blog_folder: BlogFolder,
) -> None:
    text = yaml.safe_load((blog_folder.root / "mkdocs.yml").read_text())
    text["theme"]["custom_dir"] = "overrides"
    blog_folder.write(
        {
            "mkdocs.yml": yaml.safe_dump(text),
            "overrides/main.html": OWNERS["overrides/main.html"],
            "docs/index.md": "# Hello\n\nWords.\n",
            "docs/about.md": "# About\n",
            "docs/articles/a.md": article(title="A", date="2026-05-01"),
        }
    )
    built = blog_folder.build()
    for path in ("index.html", "about/index.html", "articles/a/index.html"):
        page = built.page(path)
        assert "We moved." in page.text_content()
        assert page.cssselect("link[href*='stylesheets/rapport']")
        assert page.cssselect("link[type='application/atom+xml']")
        assert len(page.cssselect("h1")) == 1


def test_authors_are_read_from_the_file_of_materials_blog(site: BlogFolder) -> None:
    ann = "authors:\n  ann: {name: Ann Lee, description: Writer, avatar: https://a.example/a.png}\n"
    site.write(
        {
            "docs/blog/.authors.yml": ann,
            "docs/blog/posts/p.md": article(title="Post", date="2026-05-01", authors=["ann"]),
        }
    )
    (blocked,) = [line for line in site.check() if "a.example" in line]
    assert blocked.startswith("docs/blog/.authors.yml:2:53: warning[blocked]")
    assert "Ann Lee" in site.build(strict=False).text("blog/p/index.html")
    site.write({"docs/authors.yml": "authors:\n  ann: {name: Anna}\n"})
    assert "docs/blog/.authors.yml:1:1: warning[authors-unread]: this file is not read, as" in str(
        site.check()
    )
    assert "Anna" in site.build(strict=False).text("blog/p/index.html")
    (site.root / "docs/authors.yml").unlink()
    site.write({"docs/blog/.authors.yml": ann.replace("authors:", "people:")})
    (wrong,) = [line for line in site.check() if "authors-key" in line]
    assert wrong.startswith("docs/blog/.authors.yml:1:1: error[authors-key]")
