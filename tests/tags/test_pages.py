"""The pages of tags: their trees, their letters, and where their other names lead."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from tests.blog_folder import SITE_URL, BlogFolder, BuiltSite, article, configuration

Build = Callable[[Mapping[str, str | bytes]], BuiltSite]

VOCABULARY = """\
tags:
  letters: {name: Letters, description: To people., synonyms: [Mail, "E-mails"], topic: true}
  cold-letters: {name: Cold letters, parent: letters}
  pay: {name: Pay}
  unused: {name: Unused}
  waiting: {name: Waiting, topic: true}
"""
FILES: dict[str, str | bytes] = {
    "docs/tags.yml": VOCABULARY,
    "docs/articles/a.md": article(title="A", date="2026-05-01", tags=["Mail", "letters", "Pay"]),
    "docs/articles/b.md": article(title="B", date="2026-05-02", tags=["cold-letters", "pay"]),
}


def test_a_synonym_is_its_tag_everywhere_and_its_address_leads_there(build_site: Build) -> None:
    site = build_site(FILES)
    tags = site.page("articles/a/index.html").cssselect(".tags a")
    assert [tag.text for tag in tags] == ["Letters", "Pay"]
    for name in ("mail", "e-mails"):
        page = site.page(f"tags/{name}/index.html")
        assert page.xpath("//link[@rel='canonical']/@href") == [f"{SITE_URL}tags/letters/"]
        assert page.xpath("//meta[@http-equiv='refresh']/@content") == ["0; url=../letters/"]
        assert "a" in site.text(f"tags/{name}/feed.xml")


def test_a_tags_page_leads_to_its_neighbours(build_site: Build) -> None:
    site = build_site(FILES)
    letters = site.page("tags/letters/index.html")
    assert "To people." in letters.text_content()
    hrefs = set(letters.xpath("//*[@id='__content']//a/@href"))
    assert {"../cold-letters/", "../pay/", "feed.xml", "../../articles/a/"} <= hrefs
    assert "../letters/" in site.page("tags/cold-letters/index.html").xpath("//a/@href")


def test_what_is_above_or_below_a_topic_is_not_named_as_near_it_too(build_site: Build) -> None:
    together = article(title="C", date="2026-05-03", tags=["letters", "cold-letters", "pay"])
    site = build_site({**FILES, "docs/articles/c.md": together})
    links = site.page("tags/letters/index.html").cssselect(".front__aside a.tag")
    assert [link.text for link in links] == ["Cold letters", "Pay"]


def test_topics_have_pages_before_their_first_article_and_other_tags_have_none(
    build_site: Build,
) -> None:
    files = build_site(FILES).files()
    assert "tags/waiting/index.html" in files
    assert "tags/unused/index.html" not in files


def test_a_tag_that_is_not_in_the_vocabulary_is_an_error_with_the_nearest(
    blog_folder: BlogFolder,
) -> None:
    blog_folder.write(
        {**FILES, "docs/articles/a.md": article(title="A", date="2026-05-01", tags=["Leters"])}
    )
    assert blog_folder.check() == [
        (
            "docs/articles/a.md:5:3: error[unknown-tag]: the tag `Leters` is not"
            " in the vocabulary. "
            "Nearest: `Letters`, `Cold letters`."
        )
    ]


def test_a_short_index_is_a_tree_and_a_long_one_has_letters(blog_folder: BlogFolder) -> None:
    short = blog_folder.write(FILES).build().page("tags/index.html")
    assert not short.cssselect(".letters")
    for path in ("tags.yml", "articles/a.md", "articles/b.md"):
        (blog_folder.root / "docs" / path).unlink()
    many = [f"{first}{number:03}x" for number in range(20) for first in ("a", "É", "人", "0", "Z")]
    blog_folder.write(
        {
            f"docs/articles/{number}.md": article(
                title=str(number), date="2026-05-01", tags=many[number::10]
            )
            for number in range(10)
        }
    )
    page = blog_folder.build().page("tags/index.html")
    assert [link.text for link in page.cssselect(".letters a")] == ["#", "A", "E", "Z", "人"]
    assert len(page.cssselect(".topic-index li")) >= len(many)
    for link in page.cssselect(".letters a"):
        assert page.get_element_by_id(link.get("href", "").removeprefix("#")) is not None


def test_topics_stand_in_the_order_of_the_blogs_language(blog_folder: BlogFolder) -> None:
    settings = configuration().replace("name: material", "name: material\n  language: es")
    tags = ["oficio", "ñame", "nube", "nación", "Órdenes"]
    site = blog_folder.write(
        {
            "mkdocs.yml": settings,
            "docs/articles/a.md": article(title="A", date="2026-05-01", tags=tags),
        }
    ).build()
    names = [link.text for link in site.page("tags/index.html").cssselect(".topic")]
    assert names == ["nación", "nube", "ñame", "oficio", "Órdenes"]


def test_ordinary_pages_have_tags_as_articles_have(blog_folder: BlogFolder) -> None:
    pages = {
        "docs/tags.yml": VOCABULARY,
        "docs/articles/a.md": article(title="A", date="2026-05-01", tags=["pay"]),
        "docs/ask.md": "---\ntags: [E-mails, Pay]\n---\n# Ask & <b>more</b>\n",
        "docs/kept.md": "---\ntags: [pay]\nunlisted: true\n---\n# Unlisted\n",
        "docs/over.md": "---\ntags: [pay]\nexpires: 2026-05-05\n---\n# Over\n",
        "docs/unused.md": "---\ntags: [unused]\n---\n# Alone\n",
    }
    site = blog_folder.write(pages).build()
    shown = site.page("ask/index.html").cssselect(".page-tags a")
    assert [(link.text, link.get("href")) for link in shown] == [
        ("Letters", "../tags/letters/"),
        ("Pay", "../tags/pay/"),
    ]
    listed = site.page("tags/pay/index.html").cssselect(".tagged-pages a")
    assert [(link.text, link.get("href")) for link in listed] == [
        ("Ask & more", "../../ask/"),
    ]
    assert site.page("tags/unused/index.html").cssselect(".tagged-pages a")
    assert not site.page("tags/unused/index.html").cssselect(".entries")
    index = site.page("tags/index.html").cssselect(".topic-index li")
    counts = {line.cssselect("a")[0].text: line.cssselect(".count")[0].text for line in index}
    assert counts == {
        "Letters": "1 page",
        "Pay": "1 article, 1 page",
        "Unused": "1 page",
        "Waiting": "0 articles",
    }
    blog_folder.write({"docs/ask.md": "---\ntags: [Letters]\n---\n# Asked\n"})
    again, clean = blog_folder.build(), blog_folder.build("clean")
    assert again.own_files() == clean.own_files()
    assert not again.page("tags/pay/index.html").cssselect(".tagged-pages a")


def test_tags_of_ordinary_pages_are_checked_as_those_of_articles(blog_folder: BlogFolder) -> None:
    blog_folder.write(
        {
            "docs/tags.yml": VOCABULARY,
            "docs/one.md": "---\ntags: letters, pay\n---\n# One\n",
            "docs/two.md": "---\ntags: [pai]\n---\n# Two\n",
        }
    )
    first, second = [line for line in blog_folder.check() if "/one.md" in line or "/two.md" in line]
    assert first.startswith("docs/one.md:2:7: error[list-expected]")
    assert "`[letters, pay]`" in first
    assert second.startswith("docs/two.md:2:8: error[unknown-tag]")
    assert "`Pay`" in second


def test_addresses_that_categories_had_elsewhere_lead_to_their_topics(
    blog_folder: BlogFolder,
) -> None:
    site = blog_folder.write(
        {
            "docs/tags.yml": VOCABULARY,
            "docs/articles/a.md": article(
                title="A", date="2026-05-01", tags=["pay"], categories=["E-mails"]
            ),
            "docs/categories/letters.md": "# A page of its own\n",
            "docs/redirects.yml": "redirects:\n  category/mail/: articles/a/\n",
        }
    ).build()

    def target(path: str) -> str:
        return str(site.page(f"{path}/index.html").xpath("//link[@rel='canonical']/@href")[0])

    for old in ("category/letters", "category/e-mails", "categories/mail"):
        assert target(old) == f"{SITE_URL}tags/letters/"
    assert target("category") == f"{SITE_URL}tags/"
    assert target("category/mail") == f"{SITE_URL}articles/a/"
    assert "A page of its own" in site.text("categories/letters/index.html")
    assert "category/pay/index.html" not in site.files()
