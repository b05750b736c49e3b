"""Any RSS, Atom or JSON feed, and Blogger's export, which is one large Atom feed."""

from __future__ import annotations

import calendar
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import feedparser

from rapport.blog.dates import read_date
from rapport.importing.model import (
    ImportedArticle,
    ImportedBlog,
    ImportedTag,
    ItemKind,
    SourceError,
    Text,
)
from rapport.importing.notes import to_do
from rapport.importing.plain import plain_text
from rapport.importing.sources.attachments import attached, picture_of
from rapport.importing.sources.json_feed import read_json_feed

NAME = "RSS, Atom or JSON feed"
HOW = (
    "a feed as a file (.xml, .rss, .atom, .json) or its address; it holds the newest articles only"
)
BLOGGER = "Blogger"
BLOGGER_HOW = "the .xml of Settings › Manage blog › Back up content, or Takeout's feed.atom"
_KIND = "http://schemas.google.com/blogger/2008/kind#"
_SYNDICATED = ("rss", "feed", "atom")


def recognises(beginning: bytes) -> bool:
    """Return whether a file that begins so is a feed."""
    plain = beginning.lstrip(b"\xef\xbb\xbf \r\n\t")
    if plain.startswith(b"{"):
        return b"jsonfeed.org/version" in plain
    return bool(re.search(rb"<(?:rss|feed|rdf:RDF)[\s>]", plain[:4096]))


def is_blogger(beginning: bytes) -> bool:
    """Return whether a feed is an export of Blogger."""
    return _KIND.encode() in beginning or b"schemas.google.com/blogger" in beginning


@dataclass
class ImportedFeed:
    """The articles of a feed; `system` is its name in the report."""

    path: Path
    system: str = NAME

    @cached_property
    def parsed(self) -> Any:  # noqa: ANN401 - feedparser has no types
        """The feed as feedparser has it; its cleaning is off, as ours says what it drops."""
        data = self.path.read_bytes()
        if data.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"{"):
            return read_json_feed(data, self.path)
        if re.search(rb"<!ENTITY", data, re.IGNORECASE):
            raise SourceError(f"{self.path}: it declares entities of its own, as no feed does.")
        feed = feedparser.parse(data, sanitize_html=False)
        if not feed.entries and feed.bozo:
            raise SourceError(f"{self.path}: no feed that can be read: {feed.bozo_exception}")
        return feed

    def blog(self) -> ImportedBlog:
        """Return the blog's metadata from the feed."""
        feed = self.parsed.feed
        kinds = Counter(_kind(entry) for entry in self.parsed.entries)
        left = [
            (f"entries of the kind `{kind}`", kinds[kind]) for kind in kinds if kind not in _OURS
        ]
        names = {tag for entry in self.parsed.entries for tag in _tags(entry)}
        is_whole = self.system == BLOGGER
        labels = "search/label/{}" if is_whole else "tag/{}/"
        return ImportedBlog(
            system=self.system,
            name=plain_text(feed.get("title", "")),
            description=plain_text(feed.get("subtitle", "")),
            url=_site(feed),
            language=feed.get("language", "") or "",
            tags=tuple(
                ImportedTag(name, addresses=(labels.format(name),)) for name in sorted(names)
            ),
            feeds=("feeds/posts/default", "rss.xml", "atom.xml") if is_whole else (),
            left=tuple(left),
            notes=()
            if is_whole
            else (to_do("a feed holds the newest articles only: look what lacks."),),
        )

    def articles(self) -> Iterator[ImportedArticle]:
        """Yield the entries."""
        for entry in self.parsed.entries:
            if _kind(entry) in _OURS:
                yield _article(entry)


_OURS = frozenset(("", "post", "page", "template-post"))


def _site(feed: Mapping[str, Any]) -> str:
    links = [
        link.get("href", "") for link in feed.get("links", ()) if link.get("rel") == "alternate"
    ]
    address = next((link for link in links if link.startswith("http")), feed.get("link", "") or "")
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}{parts.path.rstrip('/')}/" if parts.hostname else ""


def _kind(entry: Mapping[str, Any]) -> str:
    terms = [tag.get("term") or "" for tag in entry.get("tags", ())]
    kind = next((term.removeprefix(_KIND) for term in terms if term.startswith(_KIND)), "")
    return kind or str(entry.get("blogger_type", "")).lower()


def _tags(entry: Mapping[str, Any]) -> list[str]:
    terms = [plain_text(tag.get("term") or tag.get("label") or "") for tag in entry.get("tags", ())]
    return [
        term for term in dict.fromkeys(terms) if term and not term.startswith("http://schemas.")
    ]


def _article(entry: Mapping[str, Any]) -> ImportedArticle:
    link = str(entry.get("link") or "")
    path = urlsplit(link).path
    slug = re.sub(r"\.\w{2,5}$", "", path.rstrip("/").rpartition("/")[2])
    control = entry.get("app_draft") or entry.get("draft") or ""
    status = str(entry.get("blogger_status", "")).lower()
    is_draft = str(control).lower() in ("yes", "true") or status in (
        "draft",
        "soft_trashed",
        "deleted",
    )
    date = _moment(entry, "published") or _moment(entry, "created") or _moment(entry, "updated")
    notes = [] if date else [to_do("no date in the feed: look at `date`.", "date:")]
    names = [author.get("name", "") for author in entry.get("authors", ()) if author.get("name")]
    title = plain_text(entry.get("title") or "")
    return ImportedArticle(
        key=f"feed:{entry.get('id') or link}",
        title=title or slug or "Untitled",
        text=lambda: Text(_content(entry) + attached(entry, _content(entry))),
        kind=ItemKind.PAGE if _kind(entry) == "page" else ItemKind.ARTICLE,
        slug=slug,
        date=date or datetime(2000, 1, 1, tzinfo=UTC),
        updated=_moment(entry, "updated"),
        address=link or str(entry.get("blogger_filename") or ""),
        guid=str(entry.get("id") or ""),
        authors=tuple(dict.fromkeys(names)),
        tags=tuple(_tags(entry)),
        description=""
        if not entry.get("content")
        else plain_text(entry.get("summary") or "")[:300],
        image=picture_of(entry),
        is_draft=is_draft or date is None,
        notes=tuple(notes),
    )


def _content(entry: Mapping[str, Any]) -> str:
    contents = entry.get("content") or ()
    values = [str(content.get("value") or "") for content in contents] or [
        str(entry.get("summary") or "")
    ]
    return max(values, key=len)


def _moment(entry: Mapping[str, Any], name: str) -> datetime | None:
    if f"{name}_parsed" in entry.keys() and (parsed := entry[f"{name}_parsed"]):  # noqa: SIM118 - `in` itself guesses
        return datetime.fromtimestamp(calendar.timegm(parsed), UTC)
    return read_date(str(entry[name] or ""), UTC) if name in entry.keys() else None  # noqa: SIM118 - as above
