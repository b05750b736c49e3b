"""One file of a blog that is a folder of Markdown, and a function that finds all files."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rapport.importing.sources.front_matter_formats import TextWithFrontMatter
from rapport.importing.sources.text_files import TEXTS

_SKIPPED = frozenset(
    "node_modules _site public vendor site output dist .git .github themes".split()
)
"""Folders of a project without sources: build output and third-party code."""
_FOREIGN = frozenset(("node_modules",))
"""The same within a folder of articles or pages, where `output` is a name like any other."""
_DATED = re.compile(r"^(?P<date>\d{4}-\d{1,2}-\d{1,2})-(?P<name>.+)$")
INDEXES = frozenset(("index", "_index", "readme"))
"""Names of files that are called as their folder is."""


@dataclass(frozen=True)
class File:
    """A file; `inside` is its path in the folder of articles, `place` in the source."""

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
        stem = self.path.parent.name if stem.lower() in INDEXES else stem
        match = _DATED.match(stem)
        return match["name"] if match else stem

    @property
    def folder(self) -> str:
        """Where it lies, for one that is called as its folder the folder of that."""
        above = self.inside.rpartition("/")[0]
        return above.rpartition("/")[0] if self.path.stem.lower() in INDEXES else above

    @property
    def named_date(self) -> str:
        """The date at the beginning of the file name, empty if there is none."""
        for stem in (self.path.stem, self.path.parent.name):
            if match := _DATED.match(stem):
                return match["date"]
        return ""


def is_inside(folder: Path, root: Path) -> bool:
    """Return whether a folder lies in that of the source, whatever settings or links say."""
    return folder.resolve().is_relative_to(root.resolve())


def walk(folder: Path, root: Path, endings: Collection[str] = TEXTS.keys()) -> Iterator[Path]:
    """Yield the texts below a folder, without links to files outside of the source."""
    if folder.is_file():
        yield folder
        return
    if not folder.is_dir():
        return
    inside = root.resolve()
    skipped = _SKIPPED if folder.resolve() == inside else _FOREIGN
    for path in sorted(folder.rglob("*")):
        parts = path.relative_to(folder).parts
        if any(part in skipped or part.startswith(".") for part in parts[:-1]):
            continue
        if (
            path.suffix.lower() in endings
            and path.is_file()
            and path.resolve().is_relative_to(inside)
        ):
            yield path
