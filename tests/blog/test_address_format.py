"""The address of an article by a pattern."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from rapport.blog.address_format import AddressFormat, SlugFrom, find_wrong_format

DATE = datetime(2014, 1, 8, tzinfo=UTC)


@pytest.mark.parametrize(
    ("pattern", "below", "url"),
    [
        ("articles/{folders}/{slug}/", "2014/A b/my_post.md", "articles/2014/a-b/my-post/"),
        ("/{year}/{month}/{day}/{slug}", "x.md", "2014/01/08/x/"),
        ("{date}/{slug}", "x.md", "2014-01-08/x/"),
        ("articles/{path}/", "2014/2014-01-08_Geo.Tribu.md", "articles/2014/2014-01-08_Geo.Tribu/"),
        ("articles/{path}", "2014/Bundle/index.md", "articles/2014/Bundle/"),
        ("{category}/{slug}/", "deep/x.md", "career/x/"),
        ("blog/{file}", "deep/A_b.md", "blog/A_b/"),
        ("blog/{folders}/{slug}/", "index.md", "blog/index/"),
    ],
)
def test_a_pattern_makes_the_address(pattern: str, below: str, url: str) -> None:
    assert not find_wrong_format(pattern)
    found = AddressFormat(pattern).url(below, "", "Title", DATE, ["Career"])
    assert found == url


@pytest.mark.parametrize(
    ("slug_from", "written", "url"),
    [
        (SlugFrom.FILE, "", "2014-01-08-ask-me/"),
        (SlugFrom.UNDATED, "", "ask-me/"),
        (SlugFrom.TITLE, "", "how-to-ask/"),
        (SlugFrom.TITLE, "Own", "own/"),
    ],
)
def test_a_slug_comes_from_where_the_owner_says(
    slug_from: SlugFrom, written: str, url: str
) -> None:
    addresses = AddressFormat("{slug}", slug_from)
    assert addresses.url("2014-01-08-ask-me.md", written, "How to ask?", DATE) == url


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        ("{yeer}/{slug}", "there is no {yeer}; there are {year}"),
        ("{year}/{month}/", "it needs {slug}, {file} or {path}"),
        ("../{slug}", "not a path on this site"),
        ("a//{slug}", "not a path on this site"),
        ("https://x.example/{slug}", "not a path on this site"),
        ("a?{slug}", "not a path on this site"),
        ("{slug", "it needs {slug}"),
        ("{slug}}", "not a path on this site"),
    ],
)
def test_a_pattern_that_makes_no_addresses_is_told_why(pattern: str, words: str) -> None:
    assert words in find_wrong_format(pattern)
