"""What real blogs hold is read, and becomes pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from rapport.host.renderer import Renderer
from tests.blog_folder import SITE_URL, BlogFolder, BuiltSite, article, configuration

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from mkdocs.structure.files import File

    Build = Callable[[Mapping[str, str | bytes]], BuiltSite]


def test_posts_of_every_kind_become_pages(build_site: Build) -> None:
    site = build_site(
        {
            "docs/articles/bom.md": (
                b"\xef\xbb\xbf\r\n---\r\ntitle: Bom\r\ndate: 2026-01-01\r\n---\r\nA\r\n"
            ),
            "docs/articles/Hello, Wörld! (2).md": article(title="Odd", date="2026-01-02"),
            "docs/articles/人脈.md": article(title="人脈", date="2026-01-03", body="[o](bom.md)"),
            "docs/articles/2024/same.md": article(title="Same", date="2026-01-04"),
            "docs/articles/2025/same.md": article(title="Same", date="2026-01-04"),
            "docs/articles/own/index.md": article(title="Own", date="2026-01-05"),
            "docs/articles/empty.md": article(title="Empty", date="2026-01-06", body=""),
            "docs/articles/heading.md": article(
                date="2026-01-07", body="# *Big* `A_b` news\n\nText."
            ),
            "docs/articles/both.md": article(
                title="Both", date="2026-01-08", body="# Both\n\nText."
            ),
            "docs/articles/frame.md": article(
                title="F", date="2026-01-09", body='<iframe src="https://v.example/1"></iframe>\n'
            ),
            "docs/articles/long.md": article(
                title="L", date="2026-01-10", body="A line of some words.\n\n" * 13_000
            ),
            "docs/articles/number.md": article(title=2024, date="2026-01-11", slug=2024),
        }
    )
    pages = {path for path in site.files() if path.startswith("articles/")}
    assert pages == {
        f"articles/{name}/index.html"
        for name in (
            *("bom", "hello-world-2", "人脈", "2024/same", "2025/same", "own", "empty"),
            *("heading", "both", "frame", "long", "2024"),
        )
    } | {"articles/index.html", "articles/2025/index.html"}, "and the ways from above them"
    for name, title in (("heading", "Big A_b news"), ("both", "Both"), ("2024", "2024")):
        headings = site.page(f"articles/{name}/index.html").findall(".//h1")
        assert [heading.text_content() for heading in headings] == [title]
    assert site.page("articles/frame/index.html").find(".//iframe") is not None
    assert "人脈" in site.page("index.html").text_content() or site.page("page/2/index.html")


def test_ordinary_pages_show_no_head_and_lose_no_line(build_site: Build) -> None:
    site = build_site(
        {
            "docs/blank.md": "\n\n---\ntitle: Blank & <b>\n---\n# H\n\nText.\n",
            "docs/empty.md": "---\n---\nText after nothing.\n",
            "docs/mark.md": b"\xef\xbb\xbf---\ntitle: Mark\n---\nText.\n",
            "docs/note.md": "Note: bring a pen.\n\nMore.\n",
            "docs/rule.md": "---\n\nText below a rule.\n",
        }
    )
    for name in ("blank", "empty", "mark", "note", "rule"):
        text = site.page(f"{name}/index.html").cssselect("#__content")[0].text_content()
        assert "---" not in text
        assert "title:" not in text
        assert "Text" in text or "bring a pen." in text
    assert site.page("blank/index.html").findtext(".//title") == "Blank & <b> · The Blog"
    assert "Note: bring a pen." in site.page("note/index.html").text_content()


def test_a_blog_of_materials_kind_builds_with_two_options(blog_folder: BlogFolder) -> None:
    options = {"articles_dir": "blog/posts", "authors_file": "blog/.authors.yml"}
    site = blog_folder.write(
        {
            "mkdocs.yml": configuration(articles=options),
            "docs/index.md": "# Welcome\n",
            "docs/blog/index.md": "# Blog\n",
            "docs/blog/.authors.yml": "authors:\n  squidfunk:\n    name: Martin\n"
            "    description: Creator\n    avatar: https://a.example/m.png\n",
            "docs/blog/posts/2024/first.md": (
                "---\ndate:\n  created: 2024-01-31\n  updated: 2024-02-02\nauthors: [squidfunk]\n"
                "categories:\n  - Hello\n  - World\ntags: [Foo]\nslug: hello-world\npin: true\n"
                "readtime: 15\nlinks:\n  - plugins/search.md\nhide: [navigation]\n"
                "search: {boost: 2}\ncomments: false\nstatus: new\n---\n\n# Hello world!\n\n"
                "Some intro.\n\n<!-- more -->\n\nThe rest, [see](second.md).\n"
            ),
            "docs/blog/posts/second.md": (
                "---\ndate: 2024-02-01\ndraft: true\nauthors: [squidfunk]\n---\n# Second\n"
            ),
        }
    ).build(strict=False)
    page = site.page("articles/2024/hello-world/index.html")
    assert page.findtext(".//h1") == "Hello world!"
    assert "Martin" in page.cssselect(".byline")[0].text_content()
    assert "15 min read" in page.cssselect(".byline")[0].text_content()
    assert {"tags/hello", "tags/world", "tags/foo", "authors/squidfunk"} <= {
        path.removesuffix("/index.html") for path in site.files()
    }
    assert "articles/second/index.html" not in site.files()
    assert "Some intro." in site.page("index.html").text_content()


@pytest.mark.parametrize("missing", ["tags", "checklists", "feeds", "subscribe"])
def test_the_blog_builds_without_each_other_plugin(blog_folder: BlogFolder, missing: str) -> None:
    config = configuration().replace(f"- rapport/{missing}: {{}}\n", "")
    files = {"docs/articles/a.md": article(title="A", date="2026-05-01", tags=["X"])}
    site = blog_folder.write({"mkdocs.yml": config, **files}).build()
    assert site.page("articles/a/index.html").findtext(".//h1") == "A"
    if missing == "tags":
        assert not [path for path in site.files() if path.endswith(".html") and "tags/" in path]
        assert not site.page("articles/a/index.html").xpath("//a[contains(@href, 'tags/')]")


def test_five_lines_and_one_file_make_a_blog(blog_folder: BlogFolder) -> None:
    config = "site_name: Five\ntheme:\n  name: material\nplugins:\n  - rapport/articles\n"
    assert len(config.splitlines()) == 5
    files = {"docs/articles/a.md": article(title="A", date="2026-05-01", body="# A\n\nText.\n")}
    site = blog_folder.write({"mkdocs.yml": config, **files}).build()
    assert site.page("index.html").cssselect(".entry__title a")[0].get("href") == "articles/a/"
    assert "assets/stylesheets/rapport.css" in site.files()


def test_an_empty_blog_is_a_blog(build_site: Build) -> None:
    site = build_site({})
    assert "There is nothing here yet." in site.page("index.html").text_content()
    assert "There are no topics yet." in site.page("tags/index.html").text_content()
    assert {"feed.xml", "blog.json", "sitemap.xml", "archive/index.html"} <= site.files().keys()


def test_each_article_is_rendered_once(
    blog_folder: BlogFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    rendered: list[str] = []
    render = Renderer.render

    def counted(
        self: Renderer, body: str, file: File, note: Callable[[str], None], *, is_article: bool
    ) -> object:
        rendered.append(file.src_uri)
        return render(self, body, file, note, is_article=is_article)

    monkeypatch.setattr(Renderer, "render", counted)
    names = [f"a{number}" for number in range(12)]
    blog_folder.write(
        {
            f"docs/articles/{name}.md": article(
                title=name,
                date="2026-05-01",
                tags=["x", "y", "z"],
                body=f"[n](a{number // 2}.md#p)",
            )
            for number, name in enumerate(names)
        }
    )
    blog_folder.build(strict=False)
    assert sorted(rendered) == sorted(f"articles/{name}.md" for name in names)


def test_an_alias_leads_on_and_keeps_the_fragment(build_site: Build) -> None:
    site = build_site(
        {
            "docs/articles/a.md": article(
                title="A & B", date="2026-05-01", aliases=["/2019/a.html", "old/人脈/"]
            )
        }
    )
    for path in ("2019/a.html", "old/人脈/index.html"):
        page = site.page(path)
        assert page.xpath("//link[@rel='canonical']/@href") == [SITE_URL + "articles/a/"]
        assert page.xpath("//meta[@http-equiv='refresh']")
        (script,) = page.xpath("//script/@src")
        assert script.endswith("assets/javascripts/redirect.js")
    assert "location.hash" in site.text("assets/javascripts/redirect.js")


def test_two_articles_or_pages_on_one_address_are_named(blog_folder: BlogFolder) -> None:
    blog_folder.write(
        {
            "docs/articles/a.md": article(title="A", date="2026-05-01", id="1", slug="same"),
            "docs/articles/b.md": article(title="B", date="2026-05-01", id="2", slug="Same"),
            "docs/articles/c.md": article(
                title="C", date="2026-05-01", id="2", aliases=["articles/same/", "about/"]
            ),
            "docs/articles/d.md": article(title="D", date="2026-05-01", authors=["Jose"]),
            "docs/articles/e.md": article(title="E", date="2026-05-01", authors=["José"]),
            "docs/articles/f.md": article(title="F", date="2026-05-01", tags=["Job hunt", "CV"]),
            "docs/articles/g.md": article(title="G", date="2026-05-01", tags=["job-hunts", "cv"]),
            "docs/articles/h.md": article(
                title="H", date="2026-05-01", aliases=["h.html", "H.html/amp"]
            ),
            "docs/about.md": "# About\n",
        }
    )
    assert blog_folder.check() == [
        (
            "docs/articles/b.md:5:1: warning[slug-changed]: the slug `Same` is `same`"
            " in the URL. Write `same`."
        ),
        (
            "docs/articles/b.md:5:1: error[url-twice]: the URL `/articles/same/` is also that of "
            "`docs/articles/a.md`. Give one of the two another `slug`."
        ),
        (
            "docs/articles/c.md:4:1: error[id-twice]: the id `2` is also that of "
            "`docs/articles/b.md`. An id belongs to one article for good: give the newer"
            " one another."
        ),
        (
            "docs/articles/c.md:5:1: error[alias-taken]: the alias `about/` is already the URL of "
            "`docs/about.md`. Remove it from `aliases`."
        ),
        (
            "docs/articles/c.md:5:1: error[alias-taken]: the alias"
            " `articles/same/` is already the URL "
            "of `docs/articles/a.md`. Remove it from `aliases`."
        ),
        (
            "docs/articles/e.md:4:1: warning[authors-alike]: the author `José` is taken for `Jose`,"
            " used in `docs/articles/d.md`. Write both alike, or name both in the authors' file,"
            " each with a `slug`."
        ),
        (
            "docs/articles/g.md:4:1: warning[tags-alike]: the tag `cv` is nearly `CV`, used in "
            "`docs/articles/f.md`. Join them: `rapport tags rename cv CV`."
        ),
        (
            "docs/articles/g.md:4:1: warning[tags-alike]: the tag `job-hunts` is nearly `Job hunt`,"
            " used in `docs/articles/f.md`. Join them: `rapport tags rename job-hunts 'Job hunt'`."
        ),
        (
            "docs/articles/h.md:4:1: error[alias-taken]: the alias `H.html/amp/` lies"
            " below `/h.html`, which is a page, not a folder. Remove it from `aliases`; the web"
            " server can redirect it."
        ),
    ]


def test_an_alias_never_takes_the_place_of_a_page(blog_folder: BlogFolder) -> None:
    blog_folder.write(
        {"docs/articles/a.md": article(title="A", date="2026-05-01", aliases=["tags/", "feed.xml"])}
    )
    assert [line.split("]")[0] for line in blog_folder.check()] == [
        "docs/articles/a.md:4:1: error[alias-taken"
    ] * 2
