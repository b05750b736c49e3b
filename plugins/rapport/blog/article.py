"""One article, as its author wrote it and as the whole blog knows it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any

from msgspec import Struct, field
from msgspec.structs import force_setattr

from rapport.blog.author import Author
from rapport.blog.located_yaml import Position
from rapport.blog.tag import Tag


class Direction(StrEnum):
    """The text direction of an article; empty if its language determines it."""

    AS_LANGUAGE = ""
    LEFT_TO_RIGHT = "ltr"
    RIGHT_TO_LEFT = "rtl"


class Article(Struct, frozen=True):
    """A whole article; `path` is its file's, relative to the repository: `docs/articles/x.md`.

    `source` is the same file relative to the docs folder, as MkDocs names it. `body` is Markdown
    without front matter and without the opening heading, which is the `headline`; it begins on
    `body_line`. `is_letter` is true for the page of an emailed letter, which no list of articles
    contains. `categories` are the slugs of those `tags` that the author calls categories.
    `language` (BCP 47) and `direction` are empty if they are the blog's. `extra` holds what belongs
    to the theme: `hide`, `template`, `comments` and the like. `keys` says which key of front matter
    fills which field.
    """

    path: str
    source: str
    id: str
    url: str
    title: str
    headline: str
    date: datetime
    body: str
    body_line: int
    guid: str = ""
    updated: datetime | None = None
    reviewed: datetime | None = None
    aliases: tuple[str, ...] = ()
    authors: tuple[Author, ...] = ()
    tags: tuple[Tag, ...] = ()
    categories: tuple[str, ...] = ()
    description: str = ""
    image: str = ""
    is_draft: bool = False
    is_pinned: bool = False
    is_mailed: bool = True
    is_unlisted: bool = False
    is_letter: bool = False
    is_noindex: bool = False
    canonical: str = ""
    expires: datetime | None = None
    readtime: int | None = None
    stages: tuple[str, ...] = ()
    series: str = ""
    order: int | None = None
    language: str = ""
    direction: Direction = Direction.AS_LANGUAGE
    extra: Mapping[str, Any] = field(default_factory=dict)
    positions: Mapping[str, Position] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Raise ValueError for a date without a time zone, or an unknown direction."""
        force_setattr(self, "direction", Direction(self.direction))
        for moment in (self.date, self.updated, self.reviewed, self.expires):
            if moment is not None and moment.tzinfo is None:
                raise ValueError(f"{self.path}: the date {moment} has no time zone.")

    @property
    def changed(self) -> datetime:
        """When a reader last got something new: `updated`, else `date`."""
        return self.updated or self.date

    def is_over(self, now: datetime) -> bool:
        """Return whether the article has expired at `now`."""
        return self.expires is not None and self.expires <= now

    def position(self, key: str) -> Position:
        """Return the position of `key` in the file, or its first line."""
        return self.positions.get(key, Position())
