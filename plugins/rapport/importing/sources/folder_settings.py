"""The settings of a system that describe its folder of Markdown."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import tzinfo

from rapport.blog.urls import slug
from rapport.importing.model import ImportedAuthor
from rapport.importing.notes import Note
from rapport.importing.sources.source_file import File
from rapport.importing.sources.text_files import TEXTS, TextKind


@dataclass(frozen=True)
class FolderSettings:
    """What a system's settings say; `permalink` gives the former address of a file.

    `folders` hold articles, `page_folders` pages: those with a date in a folder are articles, too,
    if `dated_are_articles`. Where pages lie is seen from `page_root`, or else from their folder.
    `extra` are keys that the report need not name. With `is_mdx`, `.md` is MDX, too, and pages may
    be programs. With `is_commonmark`, blocks of HTML hold Markdown. `lists` are addresses of lists
    of articles, `year_address` is that of a year's.
    `kinds` are the endings of files that hold texts. With `has_sections`, `_index.md` is a page.
    `tag_keys` are further keys whose values are tags; the lists of these lie at `key/{}/`.
    `slugged` makes what stands in addresses of tags.
    `left_out` says why a file does not come along, empty if it does; `read_as` is what it is then.
    """

    system: str
    name: str = ""
    description: str = ""
    url: str = ""
    language: str = ""
    timezone: tzinfo | None = None
    folders: tuple[str, ...] = ()
    page_folders: tuple[str, ...] = ()
    draft_folders: tuple[str, ...] = ()
    authors: tuple[ImportedAuthor, ...] = ()
    feeds: tuple[str, ...] = ()
    notes: tuple[Note, ...] = ()
    lists: tuple[str, ...] = ()
    year_address: str = ""
    tag_address: str = "tags/{}/"
    category_address: str = "categories/{}/"
    tag_keys: tuple[str, ...] = ()
    slugged: Callable[[str], str] = slug
    plain_keys: bool = False
    splits_tags: bool = False
    needs_front_matter: bool = False
    dated_are_articles: bool = False
    page_root: str = ""
    is_mdx: bool = False
    is_commonmark: bool = False
    extra: frozenset[str] = frozenset()
    permalink: Callable[[File], str] = lambda file: file.inside.rpartition(".")[0] + "/"
    others: Callable[[File], list[str]] = lambda _: []
    kinds: Mapping[str, TextKind] = field(default_factory=lambda: TEXTS)
    has_sections: bool = False
    left_out: Callable[[File], str] = lambda _: ""
    read_as: Callable[[File], File] = lambda file: file
