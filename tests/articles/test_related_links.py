"""What an article's front matter names under `links` stands below it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.blog_folder import BlogFolder, article

if TYPE_CHECKING:
    from pathlib import Path

LINKS = """\
links:
  - articles/b.md
  - about.md#who
  - The law: https://law.example/?a=1&b=2
  - More:
      - Another <one>: articles/b.md#end
"""
FILES = {
    "docs/about.md": "# About us\n\nText.\n\n## Who\n",
    "docs/articles/a.md": article(LINKS, title="A", date="2026-05-01"),
    "docs/articles/b.md": article(title="B & C", date="2026-05-02"),
}


def test_links_of_front_matter_are_shown_with_their_titles(blog_folder: BlogFolder) -> None:
    site = blog_folder.write(FILES).build()
    (section,) = site.page("articles/a/index.html").cssselect(".related-links")
    links = [(link.text, link.get("href")) for link in section.cssselect("a")]
    assert links == [
        ("B & C", "../b/"),
        ("About us", "../../about/#who"),
        ("The law", "https://law.example/?a=1&b=2"),
        ("Another <one>", "../b/#end"),
    ]
    assert [item.text for item in section.cssselect("li:not(:has(> a))")] == ["More"]
    assert not site.page("articles/b/index.html").cssselect(".related-links")


def test_a_page_that_is_missing_is_named_with_its_line(blog_folder: BlogFolder) -> None:
    links = "links:\n  - articles/gone.md\n  - Also: [nowhere.md, articles/b.md]\n"
    blog_folder.write({**FILES, "docs/articles/a.md": article(links, title="A", date="2026-05-01")})
    said = "warning[link-broken]: `links`: there is no page"
    hint = "Write the path relative to the docs folder."
    assert blog_folder.check() == [
        f"docs/articles/a.md:4:1: {said} `articles/gone.md`. {hint}",
        f"docs/articles/a.md:4:1: {said} `nowhere.md`. {hint}",
    ]
    site = blog_folder.build(strict=False)
    assert len(site.page("articles/a/index.html").cssselect(".related-links a")) == 1


def test_a_new_title_shows_where_it_is_linked(blog_folder: BlogFolder, tmp_path: Path) -> None:
    blog_folder.write(FILES).build()
    blog_folder.write({"docs/articles/b.md": article(title="New", date="2026-05-02")})
    site = blog_folder.build()
    assert site.page("articles/a/index.html").cssselect(".related-links a")[0].text == "New"
