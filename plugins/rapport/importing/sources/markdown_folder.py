"""A blog that is a folder of Markdown: what all such systems share."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import tzinfo
from functools import cached_property
from pathlib import Path
from typing import Any

from rapport.importing.model import ImportedArticle, ImportedAuthor, ImportedBlog, Markup, Text
from rapport.importing.notes import Note, dropped
from rapport.importing.sources.dialects import Dialect
from rapport.importing.sources.foreign_front_matter import ForeignFrontMatter, read_written
from rapport.importing.sources.front_matter_formats import (
    TextWithFrontMatter,
    as_text,
    split_any_front_matter,
)
from rapport.importing.sources.lists import with_wide_lists
from rapport.importing.sources.mdx import without_jsx
from rapport.importing.sources.texts import TEXTS, text_of_file

_MOST = 20 * 1024 * 1024
_SKIPPED = frozenset(
    "node_modules _site public vendor site output dist .git .github themes".split()
)
_MARKDOWN = frozenset(ending for ending, kind in TEXTS.items() if not kind.is_html)
_PROGRAMS = frozenset((".js", ".jsx", ".ts", ".tsx", ".vue", ".svelte"))
_DATED = re.compile(r"^(?P<date>\d{4}-\d{1,2}-\d{1,2})-(?P<name>.+)$")


@dataclass(frozen=True)
class FolderSettings:
    """What a system's settings say; `permalink` gives the former address of a file.

    `folders` hold articles, `page_folders` pages: those with a date in a folder are articles, too,
    if `dated_are_articles`. Where pages lie is seen from `page_root`, or else from their folder.
    `extra` are keys that the report need not name. With `is_mdx`, `.md` is MDX, too.
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
    tag_address: str = "tags/{}/"
    category_address: str = "categories/{}/"
    plain_keys: bool = False
    splits_tags: bool = False
    needs_front_matter: bool = False
    dated_are_articles: bool = False
    page_root: str = ""
    is_mdx: bool = False
    extra: frozenset[str] = frozenset()
    permalink: Callable[[File], str] = lambda file: file.inside.rpartition(".")[0] + "/"
    others: Callable[[File], list[str]] = lambda _: []


@dataclass(frozen=True)
class File:
    """One file; `inside` is its path below the folder of articles, `place` below the source."""

    path: Path
    inside: str
    place: str
    parts: TextWithFrontMatter
    is_page: bool = False
    is_draft: bool = False

    @property
    def values(self) -> Mapping[str, Any]:
        """Its front matter."""
        return self.parts.values

    @property
    def name(self) -> str:
        """What it is called: its file's name, or its folder's, without a date."""
        stem = self.path.stem
        stem = self.path.parent.name if stem.lower() in ("index", "_index", "readme") else stem
        found = _DATED.match(stem)
        return found["name"] if found else stem

    @property
    def named_date(self) -> str:
        """The date that its name begins with, empty if none does."""
        for stem in (self.path.stem, self.path.parent.name):
            if found := _DATED.match(stem):
                return found["date"]
        return ""


@dataclass
class MarkdownFolder:
    """A blog of Markdown files in `root`, as `settings` say."""

    root: Path
    settings: FolderSettings
    _keys: Counter[str] = field(default_factory=Counter)

    def blog(self) -> ImportedBlog:
        """Return all but the articles."""
        unknown = Counter(
            key
            for file in self.files
            for key in file.values
            if str(key).lower() not in ForeignFrontMatter.KEYS | self.settings.extra
        )
        notes: list[Note] = []
        if unknown:
            names = ", ".join(f"`{key}` ({count})" for key, count in unknown.most_common(40))
            notes.append(dropped(f"keys of front matter that nothing here reads: {names}."))
        settings = self.settings
        return ImportedBlog(
            system=settings.system,
            name=settings.name,
            description=settings.description,
            url=settings.url,
            language=settings.language,
            timezone=settings.timezone,
            authors=settings.authors,
            tags=tuple(tag for file in self.files for tag in self._written(file).as_tags(settings)),
            feeds=settings.feeds,
            left=tuple((what, count) for what, count in self.skipped.items() if count),
            notes=tuple(notes),
        )

    def articles(self) -> Iterator[ImportedArticle]:
        """Yield the articles and pages."""
        for file in self.files:
            yield self._written(file).article(lambda file=file: self._text(file))  # type: ignore[misc] # bound now

    def _written(self, file: File) -> ForeignFrontMatter:
        return read_written(file, self.settings)

    @cached_property
    def skipped(self) -> Counter[str]:
        """Files that were not read, by why."""
        return Counter()

    @cached_property
    def files(self) -> list[File]:
        """All files of articles and pages."""
        found: list[File] = []
        settings = self.settings
        places = [(name, False, False) for name in settings.folders]
        places += [(name, True, False) for name in settings.page_folders]
        places += [(name, False, True) for name in settings.draft_folders]
        seen: set[Path] = set()
        for name, is_page, is_draft in places:
            for path in _walk(self.root / name, self.root):
                if path not in seen:
                    seen.add(path)
                    base = settings.page_root if is_page and settings.page_root else name
                    file = self._read(path, self.root / base, is_page=is_page, is_draft=is_draft)
                    if file is not None:
                        found.append(file)
        self._count_unread(seen)
        return found

    def _count_unread(self, seen: set[Path]) -> None:
        """Count pages that are programs, and Markdown that lies elsewhere, for the report."""
        for name in self.settings.page_folders:
            for path in (self.root / name).rglob("*"):
                self.skipped["pages that are programs"] += path.suffix.lower() in _PROGRAMS
        for path in _walk(self.root, self.root):
            inside = path.relative_to(self.root)
            if path.suffix.lower() in _MARKDOWN and path not in seen and len(inside.parts) > 1:
                self.skipped[f"files of Markdown in `{inside.parts[0]}/`, no part of the blog"] += 1

    def _read(self, path: Path, folder: Path, *, is_page: bool, is_draft: bool) -> File | None:
        if path.stat().st_size > _MOST:
            self.skipped["files larger than 20 MB"] += 1
            return None
        parts = split_any_front_matter(text_of_file(path), plain_keys=self.settings.plain_keys)
        if path.stem == "_index" or (self.settings.needs_front_matter and not parts.values):
            self.skipped["files that are no article or page"] += 1
            return None
        if not is_page and as_text(parts.values.get("type")) == "page":
            is_page = True
        inside = path.relative_to(folder).as_posix()
        if self.settings.dated_are_articles and "/" in inside and _has_date(parts.values):
            is_page = False
        place = path.relative_to(self.root).as_posix()
        return File(path, inside, place, parts, is_page, is_draft)

    @cached_property
    def _by_name(self) -> dict[str, str]:
        return {
            key: self._written(file).address
            for file in self.files
            for key in (file.path.stem, file.inside, file.inside.rpartition(".")[0], file.name)
        }

    def _find(self, name: str) -> str:
        plain = re.sub(r"\.(?:md|html|markdown)$", "", name.strip("/\"' ").partition("#")[0])
        parts = plain.split("/")
        candidates = ("/".join(parts[start:]) for start in range(len(parts)))
        return next((self._by_name[each] for each in candidates if each in self._by_name), "")

    def _text(self, file: File) -> Text:
        kind = TEXTS[file.path.suffix.lower()]
        if kind.is_html:
            return Text(kind.turn(file.parts.body), notes=file.parts.notes, folder=file.path.parent)
        dialect, found = Dialect(self._find), list[Note]()
        is_mdx = self.settings.is_mdx or file.path.suffix.lower() == ".mdx"
        body = file.parts.body
        original = without_jsx(body, found) if is_mdx else body
        body = with_wide_lists(dialect.turn(original))
        return Text(
            body.strip("\n") + "\n",
            Markup.MARKDOWN,
            notes=(*file.parts.notes, *found, *dialect.notes),
            folder=file.path.parent,
            original=original,
        )


def _has_date(values: Mapping[str, Any]) -> bool:
    return any(
        str(key).lower() in ("date", "publishdate") and value for key, value in values.items()
    )


def _walk(folder: Path, root: Path) -> Iterator[Path]:
    """Yield the texts below a folder; nothing that a link leads to outside of the source."""
    if folder.is_file():
        yield folder
        return
    if not folder.is_dir():
        return
    inside = root.resolve()
    for path in sorted(folder.rglob("*")):
        parts = path.relative_to(folder).parts
        if any(part in _SKIPPED or part.startswith(".") for part in parts[:-1]):
            continue
        if (
            path.suffix.lower() in TEXTS
            and path.is_file()
            and path.resolve().is_relative_to(inside)
        ):
            yield path
