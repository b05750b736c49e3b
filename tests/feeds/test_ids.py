"""Ids of entries outlive everything that may change."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

import feedparser

from tests.feeds.small_site import entries, items

if TYPE_CHECKING:
    from tests.feeds.small_site import SmallSite


def ids(site: SmallSite) -> list[str]:
    """Build the site; return the ids of its entries, which all three formats must agree on."""
    made = site.build()
    found = [entry.id for entry in entries(made / "feed.xml")]
    assert [entry.id for entry in entries(made / "atom.xml")] == found
    assert [item["id"] for item in items(made / "feed.json")] == found
    return found


def test_an_article_without_an_id_has_that_of_its_first_url(site: SmallSite) -> None:
    site.article("one")
    assert ids(site) == ["https://blog.example/articles/one/"]


def test_a_first_url_is_a_permanent_link_only_while_it_is_the_link(site: SmallSite) -> None:
    site.article("one")
    site.article("two", aliases=["blog/2020/two/"], date="2020-01-01")
    text = (site.build() / "feed.xml").read_text(encoding="utf-8")
    assert '<guid isPermaLink="true">https://blog.example/articles/one/</guid>' in text
    assert '<guid isPermaLink="false">https://blog.example/blog/2020/two/</guid>' in text


def test_ids_outlive_a_new_title_and_headline(site: SmallSite) -> None:
    site.article("one", title="Before")
    before = ids(site)
    site.article("one", "# Headline\n\nText.\n", title="After")
    assert ids(site) == before


def test_ids_outlive_a_rename_that_leaves_an_alias(site: SmallSite) -> None:
    site.article("one")
    before = ids(site)
    (site.folder / "docs/articles/one.md").unlink()
    site.article("deep/two", slug="three", aliases=["articles/one/"])
    assert ids(site) == before


def test_ids_outlive_a_second_rename(site: SmallSite) -> None:
    site.article("three", aliases=["articles/one/", "articles/two/"])
    assert ids(site) == ["https://blog.example/articles/one/"]


def test_a_written_id_outlives_slug_folder_and_domain(site: SmallSite) -> None:
    site.article("one", id="letters-2026")
    before = ids(site)
    assert UUID(before[0].removeprefix("urn:uuid:")).version == 5
    (site.folder / "docs/articles/one.md").unlink()
    site.article("deep/two", id="letters-2026", slug="new")
    site.config = {"site_url": "https://other.example/blog/"}
    assert ids(site) == before


def test_a_first_url_outlives_a_move_to_another_domain_that_is_told(site: SmallSite) -> None:
    site.article("one")
    before = ids(site)
    site.config = {"site_url": "https://other.example/"}
    site.options = {"id_base": "https://blog.example"}
    assert ids(site) == before
    parsed = feedparser.parse((site.folder / "site/atom.xml").read_bytes())
    assert parsed.feed.id == "https://blog.example/"


def test_an_id_that_is_a_uri_stays_as_it_is(site: SmallSite) -> None:
    site.article("one", id="tag:blog.example,2020:letters")
    assert ids(site) == ["tag:blog.example,2020:letters"]


def test_an_id_that_is_a_path_is_what_it_would_be_without_being_written(site: SmallSite) -> None:
    site.article("two", id="articles/one/")
    assert ids(site) == ["https://blog.example/articles/one/"]


def test_what_a_former_blogs_feeds_said_stays_as_it_is(site: SmallSite) -> None:
    site.article("one", guid="https://old.example/?p=1&x=é")
    assert ids(site) == ["https://old.example/?p=1&x=é"]


def test_a_former_id_that_is_no_uri_stays_where_its_format_takes_any_text(site: SmallSite) -> None:
    site.article("one", guid="5f2b1c9e8d7a6b0039f1a2c3")
    made = site.build()
    assert [entry.id for entry in entries(made / "feed.xml")] == ["5f2b1c9e8d7a6b0039f1a2c3"]
    assert [item["id"] for item in items(made / "feed.json")] == ["5f2b1c9e8d7a6b0039f1a2c3"]
    assert [entry.id for entry in entries(made / "atom.xml")] == [
        "https://blog.example/articles/one/"
    ]
