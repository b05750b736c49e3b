"""Ghost: the JSON of *Settings › Export*; its keys and passwords are never read."""

from __future__ import annotations

import html
import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from rapport.blog.dates import read_date
from rapport.importing.model import (
    ImportedArticle,
    ImportedAuthor,
    ImportedBlog,
    ImportedTag,
    ItemKind,
    ReaderList,
    SourceError,
    Text,
)
from rapport.importing.notes import Note, dropped, to_do
from rapport.importing.sources.lexical import lexical_html
from rapport.importing.sources.mobiledoc import mobiledoc_html

NAME = "Ghost"
HOW = "the .json of Settings › Advanced › Import/Export › Export content"
_FEEDS = ("rss/", "feed/")
_HERE = ("__GHOST_URL__", "%7B%7B__GHOST_URL__%7D%7D")

Row = Mapping[str, Any]


def recognises(beginning: bytes) -> bool:
    """Return whether a file that begins so is an export of Ghost."""
    plain = beginning.lstrip()
    return plain.startswith(b"{") and (b'"exported_on"' in plain or b'"posts_meta"' in plain)


@dataclass
class Ghost:
    """A blog from one export."""

    path: Path
    url: str = ""

    @cached_property
    def data(self) -> Mapping[str, Sequence[Row]]:
        """The tables of the export that are read, by name."""
        try:
            document = json.loads(self.path.read_text("utf-8-sig"))
            whole = document["db"][0]["data"] if "db" in document else document["data"]
        except (ValueError, KeyError, IndexError, TypeError, RecursionError) as error:
            raise SourceError(f"{self.path}: no export of Ghost: {error}") from error
        names = "posts tags users posts_tags posts_authors posts_meta settings".split()
        return {
            name: [row for row in whole.get(name) or () if isinstance(row, dict)] for name in names
        }

    @cached_property
    def settings(self) -> Mapping[str, str]:
        """The few settings that are of use here."""
        wanted = (
            "title",
            "description",
            "timezone",
            "active_timezone",
            "lang",
            "locale",
            "default_locale",
        )
        return {
            str(row.get("key")): str(row.get("value") or "")
            for row in self.data["settings"]
            if row.get("key") in wanted
        }

    def blog(self) -> ImportedBlog:
        """Return all but the posts."""
        from zoneinfo import ZoneInfo  # noqa: PLC0415 - one setting needs it

        name = self.settings.get("timezone") or self.settings.get("active_timezone") or ""
        try:
            zone = ZoneInfo(name) if name else None
        except (ValueError, OSError, LookupError):
            zone = None
        tags = [row for row in self.data["tags"] if not _is_internal(row)]
        return ImportedBlog(
            system=NAME,
            name=self.settings.get("title", ""),
            description=self.settings.get("description", ""),
            url=self.url,
            language=self.settings.get("locale") or self.settings.get("lang") or "",
            timezone=zone,
            authors=tuple(_author(row) for row in self.data["users"]),
            tags=tuple(
                ImportedTag(
                    str(row.get("name") or ""),
                    description=str(row.get("description") or ""),
                    addresses=(f"tag/{row.get('slug')}/", f"tag/{row.get('slug')}/rss/"),
                )
                for row in tags
            ),
            feeds=_FEEDS,
            notes=(
                dropped(
                    "members, staff's addresses, keys and passwords: the export is not copied."
                ),
            ),
            readers=(
                ReaderList("members.csv", "In Ghost, *Members › Export all members* gives it."),
            ),
        )

    def articles(self) -> Iterator[ImportedArticle]:
        """Yield posts and pages."""
        names = {str(row.get("id")): row for row in self.data["tags"]}
        users = {str(row.get("id")): str(row.get("slug") or "") for row in self.data["users"]}
        tags = _joined(self.data["posts_tags"], "tag_id")
        authors = _joined(self.data["posts_authors"], "author_id")
        metas = {str(row.get("post_id")): row for row in self.data["posts_meta"]}
        for post in self.data["posts"]:
            key = str(post.get("id"))
            yield _article(
                post,
                [names[tag] for tag in tags.get(key, ()) if tag in names],
                [
                    users[author]
                    for author in authors.get(key, [str(post.get("author_id"))])
                    if users.get(author)
                ],
                metas.get(key, {}),
            )


def _joined(rows: Sequence[Row], name: str) -> dict[str, list[str]]:
    values: dict[str, list[str]] = {}
    for row in sorted(rows, key=lambda row: int(row.get("sort_order") or 0)):
        values.setdefault(str(row.get("post_id")), []).append(str(row.get(name)))
    return values


def _is_internal(tag: Row) -> bool:
    return tag.get("visibility") == "internal" or str(tag.get("name") or "").startswith("#")


def _author(row: Row) -> ImportedAuthor:
    slug = str(row.get("slug") or "")
    return ImportedAuthor(
        slug,
        str(row.get("name") or slug),
        str(row.get("bio") or ""),
        str(row.get("website") or ""),
        (f"author/{slug}/", f"author/{slug}/rss/"),
    )


def _article(post: Row, tags: list[Row], authors: list[str], meta: Row) -> ImportedArticle:
    notes: list[Note] = []
    is_page = post.get("type") == "page" or post.get("page") in (1, True)
    is_draft = _is_held_back(post, notes)
    internal = [str(tag.get("name")) for tag in tags if _is_internal(tag)]
    if internal:
        notes.append(dropped(f"internal tags: {', '.join(internal)}."))
    notes += [
        dropped(f"code of its own (`{name}`).")
        for name in ("codeinjection_head", "codeinjection_foot")
        if str(post.get(name) or "").strip()
    ]
    slug = str(post.get("slug") or "")
    canonical = str(meta.get("canonical_url") or post.get("canonical_url") or "")
    return ImportedArticle(
        key=f"ghost:{post.get('uuid') or post.get('id')}",
        title=str(post.get("title") or slug or "Untitled"),
        text=lambda: _text(post),
        kind=ItemKind.PAGE if is_page else ItemKind.ARTICLE,
        slug=slug,
        date=_moment(post.get("published_at")) or _moment(post.get("created_at")),
        updated=_moment(post.get("updated_at")),
        address=f"/{slug}/",
        others=(f"/{slug}/amp/", f"/p/{post.get('uuid')}/"),
        guid=str(post.get("comment_id") or post.get("id") or ""),
        authors=tuple(authors),
        tags=tuple(str(tag.get("name")) for tag in tags if not _is_internal(tag)),
        description=str(
            post.get("custom_excerpt")
            or meta.get("meta_description")
            or post.get("meta_description")
            or ""
        ),
        image=_here(str(post.get("feature_image") or post.get("image") or "")),
        image_alt=str(meta.get("feature_image_alt") or ""),
        language=str(post.get("locale") or ""),
        is_draft=is_draft,
        is_pinned=bool(post.get("featured")) and not is_page,
        extra={"canonical": canonical} if canonical else {},
        notes=tuple(notes),
    )


def _is_held_back(post: Row, notes: list[Note]) -> bool:
    visibility, status = str(post.get("visibility") or "public"), str(post.get("status") or "draft")
    if visibility != "public":
        notes.append(to_do(f"it was for some readers only (`{visibility}`): it is held back."))
        return True
    if status == "sent":
        notes.append(to_do("it was an email, never a page: it is held back."))
        return True
    return status not in ("published", "scheduled")


def _text(post: Row) -> Text:
    """Return the text: the HTML that Ghost made of it, else what its editors keep."""
    unknown: Counter[str] = Counter()
    content = str(post.get("html") or "")
    if not content and post.get("lexical"):
        content = lexical_html(str(post["lexical"]), unknown)
    elif not content and post.get("mobiledoc"):
        content = mobiledoc_html(str(post["mobiledoc"]), unknown)
    elif not content and post.get("plaintext"):
        content = "".join(
            f"<p>{html.escape(line)}</p>" for line in str(post["plaintext"]).split("\n\n")
        )
    notes = tuple(
        dropped(f"a card of the kind `{name}` ({count}).") for name, count in unknown.items()
    )
    return Text(_here(content), notes=notes)


def _here(address: str) -> str:
    for sign in _HERE:
        address = address.replace(f"{sign}/", "/").replace(sign, "/")
    return address


def _moment(value: object) -> datetime | None:
    if isinstance(value, int | float) and value > 0:
        return datetime.fromtimestamp(value / 1000, UTC)
    return read_date(str(value), UTC) if value else None
