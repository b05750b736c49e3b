"""Blogs that come from mkdocs-rss-plugin 1.19."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from mkdocs.config import load_config
from mkdocs.exceptions import ConfigurationError

from rapport.features.feeds.legacy import ANSWERS
from tests.feeds.small_site import entries, items

if TYPE_CHECKING:
    from tests.feeds.small_site import SmallSite

DEFAULT_NAMES = {
    "feed_rss_created.xml": "feed.xml",
    "feed_rss_updated.xml": "feed.xml",
    "feed_json_created.json": "feed.json",
    "feed_json_updated.json": "feed.json",
}


def test_former_names_are_kept_as_copies(site: SmallSite) -> None:
    site.options = {"feeds_filenames": {}}
    site.article("one", tags=["x"])
    made = site.build()
    for name, ours in DEFAULT_NAMES.items():
        assert (made / name).read_bytes() == (made / ours).read_bytes()
    assert not (made / "tags/x/feed_rss_created.xml").exists()


def test_names_of_ones_own_are_kept_and_ours_win(site: SmallSite) -> None:
    site.options = {"feeds_filenames": {"rss_created": "rss.xml", "rss_updated": "atom.xml"}}
    site.article("one")
    made = site.build()
    assert (made / "rss.xml").read_bytes() == (made / "feed.xml").read_bytes()
    assert b"<feed " in (made / "atom.xml").read_bytes()
    assert not (made / "feed_rss_created.xml").exists()


def test_title_description_image_and_ttl_are_those_that_are_asked_for(site: SmallSite) -> None:
    site.options = {
        "feed_title": "All & more",
        "feed_description": "What is new",
        "feed_ttl": 5,
        "image": "images/a.png",
    }
    site.article("one")
    text = (site.build() / "feed.xml").read_text(encoding="utf-8")
    assert "<title>All &amp; more</title>" in text
    assert "<description>What is new</description>" in text
    assert "<ttl>5</ttl>" in text
    assert "<url>https://blog.example/images/a.png</url>" in text


def test_parameters_are_added_to_links_and_not_to_ids(site: SmallSite) -> None:
    site.options = {"url_parameters": {"utm_source": "feed", "q": "a b"}}
    site.article("one")
    [entry] = entries(site.build() / "feed.xml")
    assert entry.link == "https://blog.example/articles/one/?utm_source=feed&q=a+b"
    assert entry.id == "https://blog.example/articles/one/"


def test_only_articles_whose_path_matches_are_in_the_feeds(site: SmallSite) -> None:
    site.options = {"match_path": "articles/news/.*"}
    site.article("news/one", tags=["x"])
    site.article("two", tags=["x"])
    made = site.build()
    assert [item["title"] for item in items(made / "feed.json")] == ["News/One"]
    assert [item["title"] for item in items(made / "tags/x/feed.json")] == ["News/One"]


@pytest.mark.parametrize(
    ("options", "gone"),
    [
        ({"json_feed_enabled": False}, "feed.json"),
        ({"rss_feed_enabled": False}, "feed.xml"),
        ({"formats": ["rss", "json"]}, "atom.xml"),
    ],
)
def test_a_format_that_is_not_wanted_is_nowhere(
    site: SmallSite, options: dict[str, object], gone: str
) -> None:
    site.options = options
    site.article("one", tags=["x"])
    made = site.build()
    assert not list(made.rglob(gone))
    assert gone not in (made / "index.html").read_text(encoding="utf-8")


def test_abstracts_of_any_length_are_the_whole_text(site: SmallSite) -> None:
    site.options = {"content": "summary", "abstract_chars_count": -1}
    site.article("one", "First.\n\nSecond.\n")
    [item] = items(site.build() / "feed.json")
    assert item["content_html"] == "<p>First.</p>\n<p>Second.</p>"


@pytest.mark.parametrize("name", ANSWERS)
def test_an_option_without_a_meaning_is_answered_in_one_line(site: SmallSite, name: str) -> None:
    site.options = {name: {"as_creation": "date"} if name == "date_from_meta" else "x"}
    loaded = load_config(str(site.configure()))
    _, said = loaded.plugins["rapport/feeds"].config.validate()
    assert [line for _, line in said] == ["rapport/feeds: " + ANSWERS[name]]
    assert f"remove `{name}`" in ANSWERS[name]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"categories": ["tags", "kind"]}, "write those of `kind` as tags"),
        ({"match_path": "("}, "`match_path` is not a regular expression"),
        ({"feeds_filenames": {"rss": "x.xml"}}, "`feeds_filenames` knows rss_created"),
        ({"formats": []}, "`formats` is empty"),
    ],
)
def test_an_option_that_can_not_be_followed_is_one_clear_error(
    site: SmallSite, options: dict[str, object], said: str
) -> None:
    site.options = options
    site.article("one")
    with pytest.raises(ConfigurationError, match=said):
        site.build()
