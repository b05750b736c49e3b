"""Substack: the zip of *Settings › Exports*, with `posts.csv` and a folder of HTML."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC
from functools import cached_property
from pathlib import Path

from rapport.blog.dates import read_date
from rapport.importing.model import (
    ImportedArticle,
    ImportedBlog,
    ItemKind,
    ReaderList,
    SourceError,
    Text,
)
from rapport.importing.notes import Note, dropped, to_do
from rapport.importing.plain import plain_text

NAME = "Substack"
HOW = "the .zip of Settings › Exports › New export"
_WIDGETS = re.compile(
    r'<(?P<tag>div|p)\b[^>]*class="[^"]*(?:subscription-widget|button-wrapper|subscribe-widget|captioned-button-wrap)'
    r'[^"]*"[^>]*>.*?(?:</form></div></div></div>|</(?P=tag)>)',
    re.DOTALL,
)
_FETCH = re.compile(r"https://substackcdn\.com/image/fetch/[^\"'\s]*?(https?%3A%2F%2F[^\"'\s?]+)")
_LIMIT = 1 << 24


def find(folder: Path) -> Path | None:
    """Return the folder in which the export lies."""
    tables = sorted(folder.glob("posts.csv")) + sorted(folder.glob("*/posts.csv"))
    return tables[0].parent if tables else None


@dataclass
class Substack:
    """A newsletter from one export."""

    folder: Path

    @cached_property
    def rows(self) -> list[Mapping[str, str]]:
        """The posts as the table has them."""
        csv.field_size_limit(_LIMIT)
        try:
            with (self.folder / "posts.csv").open(encoding="utf-8-sig", newline="") as file:
                return [
                    {key: value or "" for key, value in row.items() if key}
                    for row in csv.DictReader(file)
                    if row.get("post_id")
                ]
        except (csv.Error, UnicodeDecodeError) as error:
            raise SourceError(f"{self.folder / 'posts.csv'}: {error}") from error

    def blog(self) -> ImportedBlog:
        """Return all but the posts."""
        threads = Counter(row.get("type", "") for row in self.rows if row.get("type") in _OTHERS)
        return ImportedBlog(
            system=NAME,
            feeds=("feed", "feed/"),
            lists=("archive", "archive/"),
            left=tuple((f"posts of the type `{kind}`", count) for kind, count in threads.items()),
            notes=(
                dropped("numbers of opens and deliveries, and readers' addresses beside them."),
            ),
            readers=tuple(
                ReaderList(path.name, "It lies in the export; keep it out of the blog’s folder.")
                for path in sorted(self.folder.glob("*email_list*.csv"))
            )
            or (ReaderList("email_list.csv", "In Substack, *Subscribers › Export* gives it."),),
        )

    def articles(self) -> Iterator[ImportedArticle]:
        """Yield the posts and pages."""
        for row in self.rows:
            if row.get("type") not in _OTHERS:
                yield self._article(row)

    def _article(self, row: Mapping[str, str]) -> ImportedArticle:
        number, _, slug = row["post_id"].partition(".")
        notes: list[Note] = []
        audience = row.get("audience", "everyone") or "everyone"
        is_draft = row.get("is_published", "").lower() != "true"
        if audience != "everyone":
            notes.append(to_do(f"it was for some readers only (`{audience}`): it is held back."))
            is_draft = True
        if row.get("podcast_url"):
            notes.append(to_do(f"its recording is at {row['podcast_url']}."))
        date = read_date(row.get("post_date") or row.get("email_sent_at") or "", UTC)
        if date is None:
            notes.append(to_do("no date in the export: look at `date`.", "date:"))
            date = read_date("2000-01-01", UTC)
            is_draft = True
        return ImportedArticle(
            key=f"substack:{number}",
            title=plain_text(row.get("title", "")) or slug or number,
            text=lambda: _text(self.folder / "posts" / f"{row['post_id']}.html"),
            kind=ItemKind.PAGE if row.get("type") == "page" else ItemKind.ARTICLE,
            slug=slug or number,
            date=date,
            address=f"/p/{slug}" if slug else "",
            others=(f"/p/{slug}/comments",) if slug else (),
            description=plain_text(row.get("subtitle", "")),
            is_draft=is_draft,
            notes=tuple(notes),
        )


_OTHERS = frozenset(("thread", "restack", "note"))


def _text(path: Path) -> Text:
    from urllib.parse import unquote  # noqa: PLC0415 - pictures of this one system need it

    if not path.is_file() or not path.resolve().is_relative_to(path.parent.resolve()):
        return Text("", notes=(to_do("its text is not in the export."),))
    html = path.read_text("utf-8", "replace")
    without, count = _WIDGETS.subn("", html)
    notes = (dropped(f"{count} form(s) and button(s) to subscribe or share."),) if count else ()
    return Text(_FETCH.sub(lambda match: unquote(match[1]), without), notes=notes)
