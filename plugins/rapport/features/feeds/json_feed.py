"""JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from rapport.blog.feed_format import FeedFormat
from rapport.features.feeds.feed import Feed, FeedEntry, FeedImage, Person
from rapport.features.feeds.valid_text import clean, first_of, uri

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

VERSION = "https://jsonfeed.org/version/1.1"


def json_item(entry: FeedEntry) -> str:
    """Return an entry as an item of JSON Feed, in one line."""
    picture = entry.picture
    checklists = [
        {"title": clean(checklist.title), "url": uri(checklist.url)}
        for checklist in entry.checklists
    ]
    extra = _known({"checklists": checklists, "comments_url": uri(entry.comments)})
    text = "" if entry.content else first_of(entry.summary, entry.title, entry.url)
    item = _known(
        {
            "id": entry.guid or entry.id,
            "url": entry.url,
            "title": clean(entry.title),
            "content_html": clean(entry.content),
            "content_text": text,
            "summary": clean(entry.summary),
            "image": uri(picture.url) if picture else "",
            "date_published": entry.published.isoformat(),
            "date_modified": entry.updated.isoformat() if entry.updated else "",
            "authors": [_author(author) for author in entry.authors],
            "language": entry.language,
            "tags": [first_of(category.name, category.url) for category in entry.categories],
            "attachments": _attachments(picture),
            "_rapport": extra,
        }
    )
    return _json(item)


def to_json_feed(feed: Feed, make_item: Callable[[FeedEntry], str] = json_item) -> bytes:
    """Return the feed as JSON Feed; unknown values are omitted, and nothing is null."""
    head = _known(
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
    fields = [f"{_json(name)}: {_json(value)}" for name, value in head.items()]
    items = ",\n".join(map(make_item, feed.entries))
    return ("{" + ",\n".join([*fields, f'"items": [\n{items}\n]']) + "}\n").encode()


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _author(person: Person) -> dict[str, object]:
    return _known(
        {
            "name": first_of(person.name, person.url, "?"),
            "url": uri(person.url),
            "avatar": uri(person.avatar),
        }
    )


def _attachments(picture: FeedImage | None) -> list[dict[str, object]]:
    if picture is None or not picture.media_type:
        return []
    size = picture.length or None
    return [
        _known({"url": uri(picture.url), "mime_type": picture.media_type, "size_in_bytes": size})
    ]


def _known(fields: Mapping[str, object]) -> dict[str, object]:
    return {name: value for name, value in fields.items() if value}
