"""Tags and authors in several spellings are one page each, and each pair is said once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.blog_folder import article

if TYPE_CHECKING:
    from tests.blog_folder import BlogFolder

FILES = {
    f"docs/articles/{name}.md": article(title=name, date=date, tags=tags, authors=authors)
    for name, date, tags, authors in (
        ("a", "2026-01-01", ["CV", "workflow"], ["Ann LEE"]),
        ("b", "2026-01-02", ["cv"], ["Ann Lee"]),
        ("c", "2026-01-03", ["cv", "Workflows", "Café"], ["Ann Lee"]),
        ("d", "2026-01-04", ["cv", "CV", "cafe", "Café"], ["Bob"]),
    )
}


def test_spellings_of_one_tag_or_author_are_joined_to_the_usual_one(
    blog_folder: BlogFolder,
) -> None:
    site = blog_folder.write(FILES).build(strict=False)
    for path in ("articles/a/index.html", "articles/d/index.html"):
        names = site.page(path).xpath("//ul[@class='tags']//a/text()")
        assert "cv" in names
        assert "CV" not in names
    assert site.page("articles/d/index.html").xpath("//ul[@class='tags']//a/text()") == [
        "cv",
        "Café",
    ]
    assert site.page("authors/ann-lee/index.html").xpath("//h1")[0].text_content() == "Ann Lee"
    entries = site.page("authors/ann-lee/index.html").xpath("//main//h2/a/text()")
    assert entries == ["c", "b", "a"]


def test_each_pair_is_one_warning_with_the_command_that_joins_it(blog_folder: BlogFolder) -> None:
    lines = blog_folder.write(FILES).check()
    said = [line.split(": ", 2)[2].split(", used")[0] for line in lines]
    assert sorted(said) == [
        "the author `Ann LEE` is taken for `Ann Lee`",
        "the tag `CV` is nearly `cv`",
        "the tag `Workflows` is nearly `workflow`",
        "the tag `cafe` is nearly `Café`",
    ]
    assert all("warning[" in line for line in lines)
    (renaming,) = [line for line in lines if "`CV`" in line]
    assert renaming.endswith("Join them: `rapport tags rename CV cv`.")


def test_another_spelling_in_another_article_makes_those_pages_again(
    blog_folder: BlogFolder,
) -> None:
    blog_folder.write(FILES).build(strict=False)
    more = {
        f"docs/articles/e{number}.md": article(
            title="E", date="2026-02-01", tags=["CV"], slug=f"e{number}"
        )
        for number in range(3)
    }
    site = blog_folder.write(more).build(strict=False)
    assert "CV" in site.page("articles/b/index.html").xpath("//ul[@class='tags']//a/text()")
    assert site.files() == blog_folder.build("again", strict=False).files()


def test_two_known_authors_with_one_page_are_an_error(blog_folder: BlogFolder) -> None:
    known = "authors:\n  ann-lee: {name: Ann}\n  Ann Lee: {name: Other}\n"
    files = {
        "docs/authors.yml": known,
        "docs/articles/a.md": article(title="A", date="2026-01-01", authors=["ann-lee", "Ann Lee"]),
    }
    (line,) = blog_folder.write(files).check()
    assert "error[authors-alike]" in line
