"""What each format looks like, to the byte, and what its specification asks for."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import feedparser
import pytest
from lxml import etree
from msgspec.structs import replace

from rapport.blog.feed_format import FeedFormat
from rapport.features.feeds.atom import to_atom
from rapport.features.feeds.feed_files import write as write_feed
from rapport.features.feeds.json_feed import to_json_feed
from rapport.features.feeds.rss import to_rss
from rapport.features.feeds.validation import check
from tests.feeds.samples import EMPTY, FULL, FULL_ENTRY

if TYPE_CHECKING:
    from collections.abc import Callable

    from rapport.features.feeds.feed import Feed

HERE = Path(__file__).parent
WRITERS: dict[str, Callable[[Feed], bytes]] = {
    "full.rss.xml": to_rss,
    "full.atom.xml": to_atom,
    "full.json": to_json_feed,
}
ATOM = {"a": "http://www.w3.org/2005/Atom", "media": "http://search.yahoo.com/mrss/"}
SCHEMA = etree.RelaxNG(etree.parse(HERE / "atom.rng"))


@pytest.mark.parametrize("name", WRITERS)
def test_a_feed_with_everything_is_as_written_down(name: str) -> None:
    assert WRITERS[name](FULL).decode() == (HERE / "golden" / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("feed", [FULL, EMPTY], ids=["everything", "nothing"])
@pytest.mark.parametrize("name", WRITERS)
def test_the_gate_and_feedparser_take_every_format(name: str, feed: Feed) -> None:
    data = WRITERS[name](feed)
    assert check(data) == []
    if name.endswith(".xml"):
        parsed = feedparser.parse(data)
        assert not parsed.bozo
        assert len(parsed.entries) == len(feed.entries)


@pytest.mark.parametrize("feed", [FULL, EMPTY], ids=["everything", "nothing"])
def test_atom_follows_the_schema(feed: Feed) -> None:
    SCHEMA.assertValid(etree.fromstring(to_atom(feed)))


def test_the_schema_refuses_what_rfc_4287_does() -> None:
    good = to_atom(FULL)
    for good_part, bad in {
        b"<id>https://blog.example/articles/plain/</id>": b"<id>articles/plain/</id>",
        b"<updated>2026-01-02T00:00:00+00:00</updated>": b"<updated>2026-01-02</updated>",
        b'type="html"': b'type="CDATA"',
        b'length="1234"': b'length="None"',
        b"<name>Blog</name>": b"",
    }.items():
        assert good_part in good
        assert not SCHEMA.validate(etree.fromstring(good.replace(good_part, bad)))


def test_nothing_is_null_or_none_in_any_format() -> None:
    for feed in (FULL, EMPTY):
        for write in WRITERS.values():
            data = write(feed)
            assert b"None" not in data
            assert b"null" not in data


def test_the_newest_change_is_the_date_of_the_feed_and_an_empty_one_has_a_fixed_date() -> None:
    assert b"<lastBuildDate>Tue, 01 Dec 2026 09:00:00 +0100</lastBuildDate>" in to_rss(FULL)
    assert b"<lastBuildDate>Thu, 01 Jan 1970 00:00:00 +0000</lastBuildDate>" in to_rss(EMPTY)
    assert b"<updated>1970-01-01T00:00:00+00:00</updated>" in to_atom(EMPTY)


def test_entries_keep_their_order() -> None:
    parsed = feedparser.parse(to_rss(FULL))
    assert [entry.id for entry in parsed.entries] == [entry.id for entry in FULL.entries]


def test_rss_names_every_author_in_an_element_of_its_own() -> None:
    item = etree.fromstring(to_rss(FULL)).find("channel/item")
    assert item is not None
    creators = item.findall("{http://purl.org/dc/elements/1.1/}creator")
    assert [creator.text for creator in creators] == ["Ada “A” Lovelace", "Бob"]
    assert item.find("author") is None


def test_an_enclosure_needs_a_length_that_is_known() -> None:
    assert b'<enclosure url="https://blog.example/images/desk%201.png" length="1234"' in to_rss(
        FULL
    )
    assert FULL_ENTRY.picture is not None


def test_atom_links_say_what_they_are_for() -> None:
    entry = etree.fromstring(to_atom(FULL)).find("a:entry", ATOM)
    assert entry is not None
    assert {link.get("rel", "alternate") for link in entry.findall("a:link", ATOM)} == {
        "alternate",
        "enclosure",
        "related",
        "replies",
    }


def test_the_hub_is_announced_in_all_three() -> None:
    assert b'<atom:link href="https://hub.example/" rel="hub"/>' in to_rss(FULL)
    assert b'<link href="https://hub.example/" rel="hub"/>' in to_atom(FULL)
    assert json.loads(to_json_feed(FULL))["hubs"] == [
        {"type": "WebSub", "url": "https://hub.example/"}
    ]


def test_a_browser_is_given_a_style_sheet_that_is_css() -> None:
    for write in (to_rss, to_atom):
        second = write(FULL).splitlines()[1]
        assert second == (
            b'<?xml-stylesheet type="text/css" href="../../assets/stylesheets/feed.css"?>'
        )


def test_json_gives_a_summary_as_text_where_there_is_no_whole_text() -> None:
    _, item = json.loads(to_json_feed(FULL))["items"]
    assert item["content_text"] == "Nothing more."
    assert "content_html" not in item


def test_an_entry_that_feeds_share_is_the_same_whatever_was_written_before() -> None:
    plain = replace(FULL, entries=FULL.entries[1:])
    turned = replace(FULL, entries=FULL.entries[::-1])
    alone: dict[FeedFormat, Callable[[Feed], bytes]] = {
        FeedFormat.RSS: to_rss,
        FeedFormat.ATOM: to_atom,
        FeedFormat.JSON: to_json_feed,
    }
    for kind, write_alone in alone.items():
        for feed in (FULL, plain, turned, FULL, plain):
            assert write_feed(feed, kind) == write_alone(feed)
