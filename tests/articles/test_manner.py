"""How lists and pages say days, minutes and summaries, by options of the blog."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from mkdocs.exceptions import ConfigurationError

from rapport.blog.dates import find_wrong_day_format
from tests.blog_folder import article, configuration

if TYPE_CHECKING:
    from tests.blog_folder import BlogFolder, BuiltSite

WORDS = "word " * 460
FILES = {
    "docs/articles/a.md": article(title="A", date="2026-05-07", body=WORDS),
    "docs/articles/b.md": article(title="B", date="2026-05-06", description="Said in a head."),
}


def build(blog_folder: BlogFolder, **options: object) -> BuiltSite:
    text = configuration(articles=options)
    return blog_folder.write({"mkdocs.yml": text, **FILES}).build()


def test_options_change_what_lists_and_pages_say_and_an_edit_of_them_makes_pages_again(
    blog_folder: BlogFolder,
) -> None:
    usual = build(blog_folder)
    assert "2 min read" in usual.text("articles/a/index.html")
    assert "7 May 2026" in usual.text("index.html")
    changed = build(blog_folder, words_per_minute=100, date_format="y/MM/dd", excerpt_length=50)
    assert "5 min read" in changed.text("articles/a/index.html")
    assert "2026/05/07" in changed.text("articles/a/index.html")
    home = changed.text("index.html")
    assert "2026/05/07" in home
    assert "word " * 8 + "word…" in home
    assert "word " * 10 not in home
    assert "Said in a head." in home


@pytest.mark.parametrize(
    ("option", "said"),
    [
        ({"date_format": "HH:mm"}, "`HH:mm` is not a date format"),
        ({"date_format": "{x}"}, "says no day"),
        ({"words_per_minute": 0}, "`words_per_minute: 0`"),
        ({"excerpt_length": 3}, "`excerpt_length: 3`"),
    ],
)
def test_a_manner_that_says_nothing_is_refused(
    blog_folder: BlogFolder, option: dict[str, object], said: str
) -> None:
    with pytest.raises(ConfigurationError, match=said):
        build(blog_folder, **option)


@pytest.mark.parametrize("pattern", ["full", "long", "medium", "short", "d. M. y", "EEE d MMM"])
def test_formats_of_cldr_are_taken(pattern: str) -> None:
    assert find_wrong_day_format(pattern) == ""
