"""What validation refuses, one problem at a time, and that it says so in words."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rapport.features.feeds.atom import to_atom
from rapport.features.feeds.findings import html_problems
from rapport.features.feeds.json_feed import to_json_feed
from rapport.features.feeds.rss import to_rss
from rapport.features.feeds.validation import check
from tests.feeds.samples import FULL, FULL_ENTRY

RSS, ATOM = to_rss(FULL), to_atom(FULL)
IN_RSS = {
    "ill-formed": ("R&amp;D", "R&D", "not well-formed"),
    "control character": ("Nothing more.", "Nothing \x0b more.", "not well-formed"),
    "entity bomb": ("<rss ", "<!DOCTYPE rss [<!ENTITY a 'b'>]><html><rss ", "not well-formed"),
    "version": ('version="2.0"', 'version="0.91"', "version 2.0"),
    "no title": ("<title>R&amp;D · Blog</title>\n    <link>", "<link>", "no <title>"),
    "no link": ("<link>https://blog.example/tags/r-and-d/</link>\n    <desc", "<desc", "no <link>"),
    "no description": ("<description>All", "<x>All", "not well-formed"),
    "image without address": (
        "<url>https://blog.example/images/blog.png</url>",
        "<url>None</url>",
        "<url> of <image> is not an absolute address: `None`",
    ),
    "enclosure without length": (
        'length="1234"',
        'length="None"',
        "is not a number of bytes: `None`",
    ),
    "enclosure without type": (
        'length="1234" type="image/png"',
        'length="1234" type="None"',
        "no media type",
    ),
    "relative link": (
        "<link>https://blog.example/articles/plain/",
        "<link>/a/",
        "<link> is not an abs",
    ),
    "guid that is not an address": (
        ">https://blog.example/articles/plain/</guid>",
        ">plain</guid>",
        "<guid> is not an absolute address",
    ),
    "guid twice": (
        ">https://blog.example/articles/plain/</guid>",
        f">{FULL_ENTRY.id}</guid>",
        "is also that of another entry",
    ),
    "no guid": (
        '<guid isPermaLink="true">https://blog.example/articles/plain/</guid>',
        "",
        "no <guid>",
    ),
    "date": ("Fri, 02 Jan 2026 00:00:00 +0000", "2026-01-02", "not a date of RFC 822"),
    "day of the week": ("Fri, 02 Jan 2026", "Mon, 02 Jan 2026", "wrong day of the week"),
    "day that is none": ("Fri, 02 Jan 2026", "Fri, 32 Jan 2026", "not a date of RFC 822"),
    "author without mail": (
        "<dc:creator>Бob</dc:creator>",
        "<author>Bob</author>",
        "holds no mail address: `Bob`",
    ),
    "empty creator": ("<dc:creator>Бob</dc:creator>", "<dc:creator/>", "<dc:creator> is empty"),
    "relative address in the text": (
        'href="https://blog.example/about/"',
        'href="/about/"',
        "has a relative address",
    ),
    "script in the text": ("&lt;p&gt;Read", "&lt;script&gt;x&lt;/script&gt;Read", "<script>"),
    "handler in the text": ("&lt;p&gt;Read", '&lt;p onclick="x"&gt;Read', "runs a script"),
    "space in an address": ("desk%201.png", "desk 1.png", "not an absolute address"),
    "two titles": ("<title>Plain</title>", "<title>A</title><title>B</title>", "one <title>"),
    "ttl": ("<ttl>90</ttl>", "<ttl>soon</ttl>", "not a number of minutes"),
}
IN_ATOM = {
    "no id": ("<id>https://blog.example/articles/plain/</id>", "", "expected one <id>, found 0"),
    "relative id": (
        "<id>https://blog.example/articles/plain/</id>",
        "<id>x</id>",
        "<id> is not an abs",
    ),
    "no updated": ("<updated>2026-01-02T00:00:00+00:00</updated>", "", "one <updated>, found 0"),
    "naive date": ("2026-01-02T00:00:00+00:00</up", "2026-01-02T00:00:00</up", "RFC 3339"),
    "date that is none": ("2026-01-02T00:00:00+00:00</up", "2026-02-31T00:00:00Z</up", "RFC 3339"),
    "unknown type": ('type="html"', 'type="CDATA"', "unknown type CDATA"),
    "markup in text": ("<title>Plain</title>", "<title><b/>Plain</title>", "holds elements"),
    "two alternates": (
        '<link href="https://blog.example/articles/plain/"/>',
        2 * '<link href="https://blog.example/articles/plain/"/>',
        "alike in type and language",
    ),
    "neither content nor link": (
        '<link href="https://blog.example/articles/plain/"/>',
        "",
        "neither <content> nor an alternate link",
    ),
    "author without name": ("<name>Бob</name>", "", "has no <name>"),
    "nobody wrote it": (
        "<author>\n    <name>Blog</name>\n    <uri>https://blog.example/</uri>\n  </author>",
        "",
        "neither the feed nor the entry has an <author>",
    ),
    "category without term": ('term="C++"', 'term=""', "no term"),
    "relative address in the text": (
        'href="https://blog.example/about/"',
        'srcset="a.png 2x"',
        "has a relative address",
    ),
}


@pytest.mark.parametrize(("found", "bad", "said"), IN_RSS.values(), ids=IN_RSS)
def test_a_problem_of_rss_is_found_and_named(found: str, bad: str, said: str) -> None:
    assert found.encode() in RSS
    problems = check(RSS.replace(found.encode(), bad.encode(), 1))
    assert any(said in str(problem) for problem in problems), problems


@pytest.mark.parametrize(("found", "bad", "said"), IN_ATOM.values(), ids=IN_ATOM)
def test_a_problem_of_atom_is_found_and_named(found: str, bad: str, said: str) -> None:
    assert found.encode() in ATOM
    problems = check(ATOM.replace(found.encode(), bad.encode(), 1))
    assert any(said in str(problem) for problem in problems), problems


IN_JSON: dict[str, tuple[list[Any], Any, str]] = {
    "version": (["version"], "1.1", "`version` is none of JSON Feed"),
    "no title": (["title"], "", "`title` is missing"),
    "null": (["items", 0, "image"], None, "`items[0].image` is null"),
    "items": (["items"], {}, "`items` is not a list"),
    "item": (["items", 0], "x", "an item is not an object"),
    "number as id": (["items", 0, "id"], 7, "no `id`, or one that is not text"),
    "id twice": (["items", 0, "id"], "https://blog.example/articles/plain/", "another entry"),
    "nothing to read": (["items", 1, "content_text"], "", "neither `content_html` nor"),
    "relative": (["items", 1, "url"], "/plain/", "`url` is not an absolute address: `/plain/`"),
    "date": (["items", 1, "date_published"], "2026-01-02", "not a date and time of RFC 3339"),
    "tags": (["items", 0, "tags"], [1], "a tag is not text"),
    "author": (["authors"], [{}], "an author has neither"),
    "attachment": (["items", 0, "attachments", 0, "mime_type"], "", "no `mime_type`"),
    "size": (["items", 0, "attachments", 0, "size_in_bytes"], "12", "is not a number: `12`"),
    "hub": (["hubs", 0, "type"], "", "a hub has no `type`"),
    "text": (["description"], 4, "`description` is not text"),
    "html": (["items", 0, "content_html"], '<img src="x.png">', "has a relative address"),
}


@pytest.mark.parametrize(("path", "bad", "said"), IN_JSON.values(), ids=IN_JSON)
def test_a_problem_of_json_feed_is_found_and_named(path: list[Any], bad: object, said: str) -> None:
    document = json.loads(to_json_feed(FULL))
    place = document
    for step in path[:-1]:
        place = place[step]
    assert place[path[-1]] != bad
    place[path[-1]] = bad
    problems = check(json.dumps(document).encode())
    assert any(said in str(problem) for problem in problems), problems


def test_what_is_no_feed_at_all_is_said_to_be_none() -> None:
    assert [str(problem) for problem in check(b"<html/>")] == [
        "line 1: is not a feed: its first element is <html>."
    ]
    assert "is not JSON" in str(check(b'{"version": }')[0])
    assert "not well-formed" in str(check(b"")[0])
    assert "not an object" in str(check(b"[1]")[0])
    assert "not UTF-8" in str(check(b'{"a": "\xff"}')[0])


def test_an_entry_of_the_future_is_a_problem_in_every_format() -> None:
    now = FULL_ENTRY.published - timedelta(seconds=1)
    for write in (to_rss, to_atom, to_json_feed):
        problems = check(write(FULL), now)
        assert {problem.entry for problem in problems} == {FULL_ENTRY.id}
        assert any("is in the future" in problem.message for problem in problems)


def test_a_draft_is_a_problem_in_every_format() -> None:
    for write in (to_rss, to_atom, to_json_feed):
        [problem] = check(write(FULL), held_back=frozenset({FULL_ENTRY.id}))
        assert str(problem).endswith("is a draft, or its time has not come.")


def test_a_problem_names_line_and_entry() -> None:
    data = RSS.replace(b"Fri, 02 Jan 2026", b"Mon, 02 Jan 2026")
    line = data[: data.index(b"<title>Plain")].count(b"\n")
    [problem] = check(data)
    assert str(problem) == (
        f"line {line}: entry https://blog.example/articles/plain/: <pubDate> names the wrong day"
        " of the week: `Mon, 02 Jan 2026 00:00:00 +0000`."
    )


def test_an_entry_at_this_very_moment_may_be_published() -> None:
    assert check(RSS, datetime.fromisoformat("2026-12-01T08:00:00+00:00")) == []


@given(st.binary(max_size=200))
def test_no_bytes_stop_the_gate(data: bytes) -> None:
    assert isinstance(check(data), list)
    for start in (b"{", b"<rss version='2.0'><channel>", b"[", b"<feed"):
        check(start + data)


keys = st.sampled_from(
    [
        "version",
        "title",
        "items",
        "id",
        "url",
        "authors",
        "tags",
        "hubs",
        "attachments",
        "mime_type",
        "size_in_bytes",
        "date_published",
        "content_html",
        "image",
    ]
)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=6),
    max_leaves=12,
)


@given(
    st.dictionaries(st.sampled_from(["version", "title", "items", "authors", "hubs"]), json_values)
)
def test_no_json_stops_the_gate(document: dict[str, object]) -> None:
    assert check(json.dumps(document).encode())


@pytest.mark.parametrize(
    "html",
    [
        '<a href="/x">',
        "<a href='https://x.example/'><a href=x>",
        '<a HREF ="x">',
        '<img/src="x">',
        '<p onclick="x">',
        '<p\nonload = "x">',
        '<a href="JavaScript:x">',
        '<a href="java&#83;CRIPT:x">',
        '<IFRAME src="x"></IFRAME>',
        '<p style="background:url(x)">',
        '<img srcset="x 2x">',
        "<Script>x</Script>",
    ],
)
def test_no_spelling_hides_a_problem_of_html(html: str) -> None:
    assert html_problems(html)
