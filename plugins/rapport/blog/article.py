"""One article, as its author wrote it and as the whole blog knows it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from rapport.blog.author import Author
from rapport.blog.located_yaml import Position
from rapport.blog.tag import Tag


@dataclass(frozen=True, slots=True)
class Article:
    """A whole article; `path` is its file's, relative to the repository: `docs/articles/x.md`.

    `source` is the same file relative to the docs folder, as MkDocs names it. `body` is Markdown
    without the head and without the heading that opens it, which is the `headline`; it begins on
    `body_line`.
    `language` (BCP 47) and `direction` are empty where they are the blog's.
    `extra` holds what belongs to the theme: `hide`, `template`, `comments` and the like.
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
    updated: datetime | None = None
    reviewed: datetime | None = None
    aliases: tuple[str, ...] = ()
    authors: tuple[Author, ...] = ()
    tags: tuple[Tag, ...] = ()
    description: str = ""
    image: str = ""
    is_draft: bool = False
    is_pinned: bool = False
    readtime: int | None = None
    language: str = ""
    direction: str = ""
    extra: Mapping[str, Any] | None = None
    positions: Mapping[str, Position] | None = None

    @property
    def changed(self) -> datetime:
        """When a reader last got something new: `updated`, else `date`."""
        return self.updated or self.date

    def position(self, key: str) -> Position:
        """Return where `key` stands in the file, or its first line."""
        return (self.positions or {}).get(key, Position())
