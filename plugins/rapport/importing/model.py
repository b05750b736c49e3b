"""The imported blog, independent of its former system, before anything is written."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from enum import Enum
from pathlib import Path
from typing import Protocol

from rapport.importing.notes import Note


class ItemKind(Enum):
    """The type of an item: an article has a date and is listed, a page is not."""

    ARTICLE = "article"
    PAGE = "page"


class Markup(Enum):
    """The markup language of an item's text."""

    HTML = "html"
    MARKDOWN = "markdown"


@dataclass(frozen=True, slots=True)
class Text:
    """The text of an item; `notes` are what was found out while its source was read.

    `folder` is where relative addresses of pictures lead, if the source is a folder of files.
    `original` is Markdown as it was written, before it was turned into what is read here.
    """

    content: str
    markup: Markup = Markup.HTML
    notes: tuple[Note, ...] = ()
    folder: Path | None = None
    original: str = ""


@dataclass(frozen=True, slots=True)
class ImportedArticle:
    """One article or page.

    `key` names it in its source for ever (`wordpress:12`), whatever else changes. `text` gives the
    text when it is asked for, so that a large blog needn't stand in memory. `address` is where it
    was, absolute or relative to the blog (`/2014/05/ask/`), `others` are further addresses that
    led to it. `guid` is what feeds called it. `file` is its own one, if the source is a
    folder of files, by which others may link to it. `extra` are further lines of front matter.
    """

    key: str
    title: str
    text: Callable[[], Text]
    kind: ItemKind = ItemKind.ARTICLE
    slug: str = ""
    date: datetime | None = None
    updated: datetime | None = None
    address: str = ""
    others: tuple[str, ...] = ()
    guid: str = ""
    authors: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    description: str = ""
    image: str = ""
    image_alt: str = ""
    language: str = ""
    is_draft: bool = False
    is_pinned: bool = False
    is_home: bool = False
    folder: str = ""
    file: Path | None = None
    extra: Mapping[str, object] = field(default_factory=dict)
    comments: tuple[Mapping[str, str], ...] = ()
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class ImportedAuthor:
    """An author; articles refer to `id`, and `addresses` are the former author pages."""

    id: str
    name: str
    description: str = ""
    url: str = ""
    addresses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ImportedTag:
    """A tag or category; `parent` is the name of the broader one, `addresses` its former pages."""

    name: str
    parent: str = ""
    description: str = ""
    is_topic: bool = False
    addresses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReaderList:
    """The subscribers of a blog, whom `rapport subscriptions import` takes: a `file` of addresses.

    `where` is a sentence that says how to get it.
    """

    file: str
    where: str


@dataclass(frozen=True, slots=True)
class ImportedBlog:
    """All but the articles; `feeds` and `lists` are former addresses of feeds and of lists.

    `left` says what did not come along and why, with a count; `files` are further files to be
    kept beside the blog, by their path; `media` are the addresses of its media library, `others`
    further pages that now lead to the home page; `per_page` is how many articles a list showed.
    """

    system: str
    name: str = ""
    description: str = ""
    url: str = ""
    language: str = ""
    timezone: tzinfo | None = None
    authors: tuple[ImportedAuthor, ...] = ()
    tags: tuple[ImportedTag, ...] = ()
    feeds: tuple[str, ...] = ()
    lists: tuple[str, ...] = ()
    left: tuple[tuple[str, int], ...] = ()
    notes: tuple[Note, ...] = ()
    files: Mapping[str, str] = field(default_factory=dict)
    media: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    per_page: int = 10
    readers: tuple[ReaderList, ...] = ()

    @property
    def was_online(self) -> bool:
        """Whether its articles had addresses; those of a mere folder are only what files say."""
        return bool(self.url or self.feeds)


class BlogSource(Protocol):
    """The source of a blog; it is read twice, first to place everything, then to write it."""

    def blog(self) -> ImportedBlog:
        """Return all but the articles."""
        ...

    def articles(self) -> Iterator[ImportedArticle]:
        """Yield the articles and pages, one after another."""
        ...


class SourceError(Exception):
    """A source can't be read; the message gives the reason in one line."""
