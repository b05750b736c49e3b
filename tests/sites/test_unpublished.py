"""Drafts and scheduled articles leave no trace in any file of a built site."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.blog_folder import BlogFolder, article

if TYPE_CHECKING:
    import pytest

SECRETS = ("Quince", "quince", "Medlar", "medlar", "Loquat", "loquat", "hidden-tag", "Hidden tag")
FILES: dict[str, str | bytes] = {
    "docs/articles/shown.md": article(title="Shown", date="2026-05-01", tags=["Seen"]),
    "docs/articles/quince.md": article(
        title="Quince",
        date="2026-05-02",
        draft=True,
        tags=["Hidden tag", "Seen"],
        authors=["Loquat"],
    ),
    "docs/articles/medlar.md": article(
        title="Medlar", date="2026-06-01 12:01", tags=["Seen"], aliases=["old/medlar/"]
    ),
    "docs/articles/loquat/index.md": article(title="Loquat", date="2099-01-01", body="![x](q.png)"),
    "docs/articles/loquat/loquat.png": b"\x89PNG\r\n\x1a\n",
    "docs/authors.yml": "authors: {loquat: {name: Loquat, email: loquat@blog.example}}\n",
}


def test_no_file_knows_of_what_is_not_published(blog_folder: BlogFolder) -> None:
    files = blog_folder.write(FILES).build().own_files()
    assert "articles/shown/index.html" in files
    assert "sitemap.xml.gz" in files
    for path, content in files.items():
        for secret in SECRETS:
            assert secret not in path
            assert secret.encode() not in content, f"{secret} in {path}"


def test_an_article_appears_with_its_minute(
    blog_folder: BlogFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    blog_folder.write(FILES)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1780315259")  # a second before 12:01
    before = blog_folder.build().own_files()
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1780315260")
    after = blog_folder.build().own_files()
    assert after.keys() - before.keys() == {
        "articles/medlar/index.html",
        "old/medlar/index.html",
    }
    for path in ("index.html", "tags/seen/index.html", "feed.xml", "sitemap.xml", "blog.json"):
        assert b"medlar" in after[path]


def test_a_preview_shows_both_and_marks_them(blog_folder: BlogFolder) -> None:
    config = blog_folder.root / "mkdocs.yml"
    text = config.read_text(encoding="utf-8")
    config.write_text(text.replace("rapport/articles: {}", "rapport/articles: {show_drafts: true}"))
    site = blog_folder.write(FILES).build(strict=False)
    assert "Draft" in site.page("articles/quince/index.html").cssselect(".mark")[0].text_content()
    assert (
        "1 June 2026"
        in site.page("articles/medlar/index.html").cssselect(".mark")[0].text_content()
    )
    titles = {link.text for link in site.page("index.html").cssselect(".entry__title a")}
    assert titles == {"Shown", "Quince", "Medlar", "Loquat"}


def test_a_vocabulary_and_the_authors_file_stay_at_home(blog_folder: BlogFolder) -> None:
    files = {
        **FILES,
        "docs/tags.yml": "tags: {seen: {name: Seen}, hidden-tag: {name: Hidden tag}}\n",
    }
    site = blog_folder.write(files).build()
    assert not {"authors.yml", "tags.yml"} & site.files().keys()
