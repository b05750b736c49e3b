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
