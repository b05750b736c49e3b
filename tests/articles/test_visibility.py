"""Where an article or a page shows: the table in the manual, cell by cell."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from rapport_subscriptions.rules.blog import read_blog
from tests.blog_folder import SITE_URL, article, configuration

if TYPE_CHECKING:
    from tests.blog_folder import BlogFolder, BuiltSite

MANUAL = Path(__file__).parents[2] / "manual" / "articles.md"
CHECKLIST = '\n!!! checklist "Zucchini list"\n    - [ ] Zucchini\n'


def table(name: str) -> dict[str, dict[str, bool]]:
    """Return a table of the manual: what stands in front matter, and the cells by column."""
    text = MANUAL.read_text(encoding="utf-8")
    _, _, rest = text.partition(f"<!-- where {name} show -->\n")
    lines = [
        [cell.strip().strip("`") for cell in line.strip("|").split("|")]
        for line in rest.partition("<!-- end")[0].splitlines()
    ]
    (_, *columns), _, *rows = lines
    assert len(rows) > 4
    return {
        key: dict(zip(columns, [{"yes": True, "no": False}[cell] for cell in cells], strict=True))
        for key, *cells in rows
    }


def written(key: str) -> str:
    return "" if key == "none of these" else f"{key}\n"


def build(blog_folder: BlogFolder, head: str) -> BuiltSite:
    lines = f"title: Zucchini\ndate: 2026-05-02\nauthors: [Ann, Zora]\ntags: [both, zed]\n{head}"
    if "date: 2099" in head:
        lines = lines.replace("date: 2026-05-02\n", "")
    others = {
        f"docs/articles/{name}.md": article(
            title=name, date=f"2026-05-0{day}", tags=["both"], authors=["Ann"]
        )
        for name, day in (("before", 1), ("after", 3))
    }
    return blog_folder.write(
        {
            "mkdocs.yml": configuration(search={}),
            **others,
            "docs/articles/z.md": article(lines, f"Zucchini.\n{CHECKLIST}", id="zed"),
        }
    ).build()


def places(site: BuiltSite) -> dict[str, bool]:
    """Return in which places of a built site the article can be met."""
    files = site.own_files()
    page = "articles/z/index.html"
    pages = {path: data for path, data in files.items() if path.endswith(".html") and path != page}
    lists = {path for path, data in pages.items() if b"Zucchini" in data}
    feeds = {path for path in files if path.endswith(("feed.xml", "atom.xml", "feed.json"))}
    assert len(feeds) >= 9
    index = {path for path in files if path.startswith("search/") and path.endswith(".json")}
    assert index
    sitemap = gzip.decompress(files["sitemap.xml.gz"]).decode()
    assert sitemap == site.text("sitemap.xml")
    blog = read_blog(site.text("blog.json"))
    entries = json.loads(site.text("blog.json"))["articles"]
    return {
        "page": page in files,
        "lists": bool(lists),
        "feeds": any(b"Zucchini" in files[path] for path in feeds),
        "search": any(
            b"Zucchini" in data for path, data in files.items() if path.startswith("search/")
        ),
        "sitemap": f"{SITE_URL}articles/z/" in sitemap,
        "blog.json": "zed" in {entry["id"] for entry in entries},
        "letters": "zed" in {listed.id for listed in blog.articles} - blog.unmailed,
    }


@pytest.mark.parametrize("key", table("articles"))
def test_an_article_shows_where_the_manual_says(blog_folder: BlogFolder, key: str) -> None:
    assert places(build(blog_folder, written(key))) == table("articles")[key]


def test_an_unlisted_article_leads_to_no_page_that_is_not_there(blog_folder: BlogFolder) -> None:
    page = build(blog_folder, "unlisted: true\n").page("articles/z/index.html")
    assert [link.text for link in page.cssselect("a.tag")] == ["both"]
    assert [link.text for link in page.cssselect("a[rel=author]")] == ["Ann"]
    assert "Zora" in page.cssselect(".byline")[0].text_content()
    assert page.cssselect("meta[name=robots]")[0].get("content") == "noindex"


def test_a_canonical_address_is_what_search_engines_and_sharing_are_told(
    blog_folder: BlogFolder,
) -> None:
    site = build(blog_folder, "canonical: https://other.example/x/\n")
    page = site.page("articles/z/index.html")
    assert page.cssselect("link[rel=canonical]")[0].get("href") == "https://other.example/x/"
    assert page.cssselect("meta[property='og:url']")[0].get("content") == (
        "https://other.example/x/"
    )
    assert not page.cssselect("meta[name=robots]")


@pytest.mark.parametrize("written", ["other.example/x/", "/x/", "javascript:alert(1)", "https://"])
def test_a_canonical_address_that_is_none_is_an_error(
    blog_folder: BlogFolder, written: str
) -> None:
    blog_folder.write(
        {
            "docs/articles/a.md": article(title="A", date="2026-05-01", canonical=written),
            "docs/about.md": article(canonical=written),
        }
    )
    found = [line for line in blog_folder.check() if "error[address-wrong]" in line]
    assert [line.partition(":")[0] for line in found] == ["docs/about.md", "docs/articles/a.md"]


def test_an_article_whose_time_is_over_takes_its_address_along_on_purpose(
    blog_folder: BlogFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = build(blog_folder, "expires: 2026-06-02\naliases: [old/z/]\n")
    assert "old/z/index.html" in site.own_files()
    assert blog_folder.due() == ["expires 2026-06-02 00:00 UTC: docs/articles/z.md"]
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1780358400")  # the first second of 2 June
    options = {"published": str(site.folder)}
    after = blog_folder.write({"mkdocs.yml": configuration(articles=options, search={})}).build(
        "after"
    )
    assert not {"articles/z/index.html", "old/z/index.html"} & after.own_files().keys()


@pytest.mark.parametrize("key", table("pages"))
def test_an_ordinary_page_shows_where_the_manual_says(blog_folder: BlogFolder, key: str) -> None:
    settings = configuration(search={}).replace("rapport/search", "search")
    site = blog_folder.write(
        {
            "mkdocs.yml": settings,
            "docs/articles/a.md": article(title="A", date="2026-05-01"),
            "docs/other.md": "# Other\n\nText.\n",
            "docs/zucchini.md": f"---\n{written(key)}---\n# Zucchini\n\nText.\n",
        }
    ).build()
    files = site.own_files()
    nav = site.page("other/index.html").cssselect(".site-header__nav a")
    found = {
        "page": "zucchini/index.html" in files,
        "navigation": "Zucchini" in [link.text for link in nav],
        "search of the theme": b"Zucchini" in files["search/search_index.json"],
        "sitemap": b"zucchini" in files["sitemap.xml"],
    }
    assert found == table("pages")[key]
    if found["page"]:
        asked = site.page("zucchini/index.html").cssselect("meta[name=robots]")
        assert bool(asked) == (key in ("unlisted: true", "noindex: true"))


def test_an_unlisted_page_in_nav_is_named(blog_folder: BlogFolder) -> None:
    nav = "nav: [index.md, {Deep: [{Deeper: [{Plan: plan.md}]}]}]\n"
    blog_folder.write(
        {
            "mkdocs.yml": configuration() + nav,
            "docs/articles/a.md": article(title="A", date="2026-05-01"),
            "docs/plan.md": "---\ntitle: Plan\nunlisted: true\n---\nText.\n",
        }
    )
    (line,) = [line for line in blog_folder.check() if "unlisted-in-nav" in line]
    assert line.startswith("docs/plan.md:3:1: warning")


def test_a_link_to_a_page_whose_time_is_over_is_named(blog_folder: BlogFolder) -> None:
    blog_folder.write(
        {
            "docs/articles/a.md": article(
                title="A", date="2026-05-01", body="[x](../gone.md) and [y](b.md).\n"
            ),
            "docs/articles/b.md": article(title="B", date="2026-05-01", expires="2026-05-31"),
            "docs/gone.md": article(expires="2026-05-31"),
        }
    )
    lines = [line for line in blog_folder.check() if "link-broken" in line]
    assert len(lines) == 2
    assert "`../gone.md` leads to a page that is not on the site" in lines[0]
    assert "`b.md` leads to an article that is over" in lines[1]
