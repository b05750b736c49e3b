"""Read the items of JSON feeds under the names that feedparser uses for RSS and Atom."""

from __future__ import annotations

import json
from html import escape
from typing import TYPE_CHECKING, Any

import feedparser

from rapport.importing.model import SourceError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


def read_json_feed(data: bytes, path: Path) -> Any:  # noqa: ANN401 - in feedparser's own shape
    """Return a JSON feed (version 1 or 1.1) as feedparser has feeds; raises `SourceError`."""
    try:
        document = json.loads(data.decode("utf-8-sig"))
        items = [item for item in document["items"] if isinstance(item, dict)]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise SourceError(f"{path}: no JSON feed: {error}") from error
    entries = []
    for item in items:
        authors = item.get("authors") or ([item["author"]] if item.get("author") else [])
        entries.append(
            {
                "id": str(item.get("id") or ""),
                "link": str(item.get("url") or item.get("external_url") or ""),
                "title": str(item.get("title") or ""),
                "content": [{"value": _html_of(item)}],
                "media_thumbnail": [{"url": item.get("image") or item.get("banner_image") or ""}],
                "enclosures": [
                    {"href": str(file.get("url") or ""), "type": str(file.get("mime_type") or "")}
                    for file in item.get("attachments") or ()
                    if isinstance(file, dict)
                ],
                "summary": str(item.get("summary") or ""),
                "published": str(item.get("date_published") or ""),
                "updated": str(item.get("date_modified") or ""),
                "authors": [author for author in authors if isinstance(author, dict)],
                "tags": [{"term": str(tag)} for tag in item.get("tags") or ()],
            }
        )
    head = {
        "title": str(document.get("title") or ""),
        "subtitle": str(document.get("description") or ""),
        "link": str(document.get("home_page_url") or ""),
        "language": str(document.get("language") or ""),
    }
    return feedparser.FeedParserDict(feed=head, entries=entries)


def _html_of(item: Mapping[str, Any]) -> str:
    """Return an item's text as HTML; in `content_text` a `<` is a sign like any other."""
    if written := item.get("content_html"):
        return str(written)
    parts = escape(str(item.get("content_text") or ""), quote=False).split("\n\n")
    paragraphs = (part.strip().replace("\n", "<br>") for part in parts)
    return "".join(f"<p>{part}</p>" for part in paragraphs if part)
