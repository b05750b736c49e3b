"""The shared reader for blogs that are folders of Markdown files."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from rapport.importing.model import ImportedArticle, ImportedBlog, Markup, Text
from rapport.importing.notes import Note, dropped
from rapport.importing.sources.dialects import Dialect
from rapport.importing.sources.folder_settings import FolderSettings
from rapport.importing.sources.foreign_front_matter import ForeignFrontMatter, read_written
from rapport.importing.sources.front_matter_formats import (
    as_text,
    split_any_front_matter,
)
from rapport.importing.sources.html_blocks import with_markdown_blocks
from rapport.importing.sources.lists import with_wide_lists
from rapport.importing.sources.mdx import without_jsx
from rapport.importing.sources.source_file import File, is_inside, walk
from rapport.importing.sources.text_files import TEXTS, UNREAD, text_of_file

_MOST = 20 * 1024 * 1024
_MARKDOWN = frozenset(ending for ending, kind in TEXTS.items() if not kind.is_html)
_PROGRAMS = frozenset((".js", ".jsx", ".ts", ".tsx", ".vue", ".svelte"))


@dataclass
class MarkdownFolder:
    """A blog of Markdown files in `root`, as `settings` describe."""

    root: Path
    settings: FolderSettings
    _keys: Counter[str] = field(default_factory=Counter)

    def blog(self) -> ImportedBlog:
        """Return all but the articles."""
        known = ForeignFrontMatter.KEYS | self.settings.extra | {*self.settings.tag_keys}
        unknown = Counter(
            key for file in self.files for key in file.values if str(key).lower() not in known
        )
        notes = list(self.settings.notes)
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
            lists=self._lists(),
            left=tuple((what, count) for what, count in self.skipped.items() if count),
            notes=tuple(notes),
        )

    def _lists(self) -> tuple[str, ...]:
        """Return the addresses of former lists, those of years among them."""
        form, years = self.settings.year_address, set[int]()
        if form:
            dates = (self._written(file).date for file in self.files if not file.is_page)
            years = {date.year for date in dates if date is not None}
        return (*self.settings.lists, *(form.format(year) for year in sorted(years)))

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
        files: list[File] = []
        settings = self.settings
        places = [(name, False, False) for name in settings.folders]
        places += [(name, True, False) for name in settings.page_folders]
        places += [(name, False, True) for name in settings.draft_folders]
        places.sort(key=lambda place: -len((self.root / place[0]).parts))  # the innermost decides
        outside = {name for name, _, _ in places if not is_inside(self.root / name, self.root)}
        self.skipped["folders of its settings that lie outside of the source"] += len(outside)
        seen: set[Path] = set()
        for name, is_page, is_draft in places:
            if name in outside:
                continue
            for path in walk(self.root / name, self.root, settings.kinds):
                if path not in seen:
                    seen.add(path)
                    base = settings.page_root if is_page and settings.page_root else name
                    file = self._read(path, self.root / base, is_page=is_page, is_draft=is_draft)
                    why = settings.left_out(file) if file is not None else ""
                    self.skipped[why] += bool(why)
                    if file is not None and not why:
                        files.append(settings.read_as(file))
        self._count_unread(seen, {name for name, _, _ in places} - outside)
        return files

    def _count_unread(self, seen: set[Path], folders: set[str]) -> None:
        """Count possible articles and pages that are not read, for the report."""
        settings = self.settings
        for name in folders - {".", ""}:
            for path in (self.root / name).rglob("*"):
                ending = path.suffix.lower()
                if ending in UNREAD and ending not in settings.kinds and path.name[0] not in "._":
                    self.skipped[f"files of `{ending}`, which nothing here reads"] += 1
                if settings.is_mdx and name in settings.page_folders:
                    self.skipped["pages that are programs"] += ending in _PROGRAMS
        for path in walk(self.root, self.root):
            inside = path.relative_to(self.root)
            if path.suffix.lower() in _MARKDOWN and path not in seen and len(inside.parts) > 1:
                self.skipped[f"files of Markdown in `{inside.parts[0]}/`, no part of the blog"] += 1

    def _read(self, path: Path, folder: Path, *, is_page: bool, is_draft: bool) -> File | None:
        if path.stat().st_size > _MOST:
            self.skipped["files larger than 20 MB"] += 1
            return None
        parts = split_any_front_matter(text_of_file(path), plain_keys=self.settings.plain_keys)
        is_section = path.stem == "_index" and not self.settings.has_sections
        if is_section or (self.settings.needs_front_matter and not parts.values):
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
        return next((self._by_name[path] for path in candidates if path in self._by_name), "")

    def _text(self, file: File) -> Text:
        kind = self.settings.kinds[file.path.suffix.lower()]
        if kind.is_html:
            notes = (*file.parts.notes, *kind.notes(file.parts.body))
            return Text(kind.turn(file.parts.body), notes=notes, folder=file.path.parent)
        dialect, text_notes = Dialect(self._find), list[Note]()
        is_mdx = self.settings.is_mdx or file.path.suffix.lower() == ".mdx"
        body = file.parts.body
        original = without_jsx(body, text_notes) if is_mdx else body
        body = with_wide_lists(dialect.turn(original))
        body = with_markdown_blocks(body) if self.settings.is_commonmark else body
        return Text(
            body.strip("\n") + "\n",
            Markup.MARKDOWN,
            notes=(*file.parts.notes, *text_notes, *dialect.notes),
            folder=file.path.parent,
            original=original,
        )


def _has_date(values: Mapping[str, Any]) -> bool:
    return any(
        str(key).lower() in ("date", "publishdate") and value for key, value in values.items()
    )
