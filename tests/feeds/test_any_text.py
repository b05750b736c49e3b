"""Any text in any field comes through all three formats, and they stay well-formed."""

import json
from datetime import UTC, datetime, timedelta, timezone
from html import unescape

import feedparser
from hypothesis import example, given
from hypothesis import strategies as st
from lxml import etree

from rapport.features.feeds.atom import to_atom
from rapport.features.feeds.feed import Category, Feed, FeedEntry, Person
from rapport.features.feeds.json_feed import to_json_feed
from rapport.features.feeds.rss import to_rss
from rapport.features.feeds.valid_text import clean
from rapport.features.feeds.validation import check

AWKWARD = (
    "<&\">'",
    "AT&amp;T &lt;b&gt;",
    "]]>",
    "<![CDATA[x]]>",
    "a\x00b\x0bc\x7f\ud800\uffff",
    "דוא״ל \u202eabc\u202c",
    "👩🏽\u200d💻 é e\u0301",
    "<!-- x --> <?php ?>",
    "C++ <vector> & **bold**",
    "&nosuch; &#0; &#x1F;",
)
texts = st.text(max_size=40) | st.sampled_from(AWKWARD)
moments = st.datetimes(
    min_value=datetime(1971, 1, 1),  # noqa: DTZ001 - the zone is drawn beside it
    max_value=datetime(2099, 1, 1),  # noqa: DTZ001
    timezones=st.sampled_from([UTC, timezone(timedelta(hours=-4)), timezone(timedelta(hours=13))]),
).map(lambda moment: moment.replace(microsecond=0))


def make_feed(title: str, name: str, tag: str, summary: str, moment: datetime) -> Feed:
    entry = FeedEntry(
        id="https://blog.example/a/",
        url="https://blog.example/a/",
        title=title,
        summary=summary,
        content="<p>x</p>",
        published=moment,
        updated=None,
        authors=(Person(name),),
        categories=(Category(tag, "https://blog.example/tags/x/"),),
    )
    return Feed(
        site_url="https://blog.example/",
        folder="",
        page_url="https://blog.example/",
        id="https://blog.example/",
        title=title,
        description=summary,
        language="en",
        author=Person(name),
        entries=(entry,),
        rights=summary,
    )


def shown(text: str) -> str:
    """What of a text can be read: no controls, and no white space at its ends."""
    return clean(text).replace("\r\n", "\n").replace("\r", "\n").strip()


def is_taken_for_bytes(text: str) -> bool:
    """Whether feedparser thinks that a text is UTF-8 that was read as Latin-1."""
    try:
        return text.encode("latin-1").decode() != text
    except UnicodeError:
        return False


filled = texts.filter(shown).filter(lambda text: not is_taken_for_bytes(shown(text)))


@given(filled, filled, filled, filled, moments)
@example(*(4 * ["<&\">'"]), datetime(2026, 7, 1, tzinfo=UTC))
@example(*(4 * ["]]><![CDATA["]), datetime(2026, 7, 1, tzinfo=UTC))
def test_rss_gives_back_every_text(
    title: str, name: str, tag: str, summary: str, moment: datetime
) -> None:
    data = to_rss(make_feed(title, name, tag, summary, moment))
    assert check(data) == []
    item = etree.fromstring(data)[0].find("item")
    assert item is not None
    assert shown(item.findtext("title") or "") == shown(title)
    parsed = feedparser.parse(data, sanitize_html=False, resolve_relative_uris=False)
    assert not parsed.bozo
    [entry] = parsed.entries
    assert shown(entry.author) == shown(name)
    assert shown(entry.tags[0].term) == shown(tag)
    assert shown(unescape(item.findtext("description") or "")) == shown(summary)
    assert entry.published_parsed[:6] == moment.astimezone(UTC).timetuple()[:6]


@given(filled, filled, filled, filled, moments)
@example(*(4 * ["<&\">'"]), datetime(2026, 7, 1, tzinfo=UTC))
def test_atom_gives_back_every_text(
    title: str, name: str, tag: str, summary: str, moment: datetime
) -> None:
    data = to_atom(make_feed(title, name, tag, summary, moment))
    assert check(data) == []
    parsed = feedparser.parse(data, sanitize_html=False, resolve_relative_uris=False)
    assert not parsed.bozo
    [entry] = parsed.entries
    assert shown(entry.title) == shown(title)
    assert shown(entry.author_detail.name) == shown(name)
    assert shown(entry.tags[0].term) == shown(tag)
    assert shown(entry.summary) == shown(summary)
    assert entry.updated_parsed[:6] == moment.astimezone(UTC).timetuple()[:6]


@given(texts, texts, texts, texts, moments)
def test_json_feed_gives_back_every_text(
    title: str, name: str, tag: str, summary: str, moment: datetime
) -> None:
    feed = make_feed(title, name or "x", tag, summary, moment)
    document = json.loads(to_json_feed(feed))
    [item] = document["items"]
    assert item.get("title", "") == clean(title)
    assert item.get("summary", "") == clean(summary)
    assert datetime.fromisoformat(item["date_published"]) == moment


@given(texts, moments)
def test_a_feed_of_any_text_passes_the_gate_even_if_nothing_of_it_can_be_read(
    text: str, moment: datetime
) -> None:
    feed = make_feed(text, text, text, text, moment)
    for data in (to_rss(feed), to_atom(feed), to_json_feed(feed)):
        assert check(data) == []
