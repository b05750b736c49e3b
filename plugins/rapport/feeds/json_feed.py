"""JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from rapport.feeds.feed import Feed, FeedEntry, FeedFormat, Person, Picture
from rapport.feeds.text import clean, first_of, uri

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

VERSION = "https://jsonfeed.org/version/1.1"


def json_item(entry: FeedEntry) -> dict[str, object]:
    """Return an entry as an item of JSON Feed."""
    picture = entry.picture
    checklists = [
        {"title": clean(checklist.title), "url": uri(checklist.url)}
        for checklist in entry.checklists
    ]
    extra = _known({"checklists": checklists, "comments_url": uri(entry.comments)})
    return _known(
        {
            "id": entry.id,
            "url": entry.url,
            "title": clean(entry.title),
            "content_html": clean(entry.content),
            "content_text": ""
            if entry.content
            else first_of(entry.summary, entry.title, entry.url),
            "summary": clean(entry.summary),
            "image": uri(picture.url) if picture else "",
            "date_published": entry.published.isoformat(),
            "date_modified": entry.updated.isoformat() if entry.updated else "",
            "authors": [_author(author) for author in entry.authors],
            "tags": [first_of(category.name, category.url) for category in entry.categories],
            "attachments": _attachments(picture),
            "_rapport": extra,
        }
    )


def to_json_feed(
    feed: Feed, make_item: Callable[[FeedEntry], dict[str, object]] = json_item
) -> bytes:
    """Return the feed as JSON Feed; what is not known is left out, and nothing is null."""
    document = _known(
        {
            "version": VERSION,
            "title": first_of(feed.title, feed.page_url),
            "home_page_url": uri(feed.page_url),
            "feed_url": feed.url(FeedFormat.JSON),
            "description": first_of(feed.description, feed.title),
            "icon": uri(feed.image),
            "authors": [_author(feed.author)],
            "language": feed.language,
            "hubs": [{"type": "WebSub", "url": uri(feed.hub)}] if feed.hub else [],
        }
    )
    document["items"] = [make_item(entry) for entry in feed.entries]
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()


def _author(person: Person) -> dict[str, object]:
    return _known(
        {
            "name": first_of(person.name, person.url, "?"),
            "url": uri(person.url),
            "avatar": uri(person.avatar),
        }
    )


def _attachments(picture: Picture | None) -> list[dict[str, object]]:
    if picture is None or not picture.media_type:
        return []
    size = picture.length or None
    return [
        _known({"url": uri(picture.url), "mime_type": picture.media_type, "size_in_bytes": size})
    ]


def _known(fields: Mapping[str, object]) -> dict[str, object]:
    return {name: value for name, value in fields.items() if value}
