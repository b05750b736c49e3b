"""Detect the system that a source comes from, and choose its reader."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from rapport.importing.model import SourceError
from rapport.importing.sources import (
    astro,
    docusaurus,
    eleventy,
    feeds,
    ghost,
    hugo,
    jekyll,
    material,
    medium,
    nikola,
    pelican,
    plain_folder,
    substack,
    tumblr,
    wordpress,
)

if TYPE_CHECKING:
    from rapport.importing.model import BlogSource

_BEGINNING = 65536


@dataclass(frozen=True, slots=True)
class System:
    """A system that blogs come from: `--list` shows `name` and `how`.

    `opens` returns its reader for a file or folder, None if that is from elsewhere.
    """

    name: str
    how: str
    opens: Callable[[Path], BlogSource | None]

    def is_called(self, name: str) -> bool:
        """Return whether somebody means this one: by its name, or the first word of it."""
        plain = name.casefold()
        return plain in (self.name.casefold(), self.name.split()[0].casefold())


def _wordpress(path: Path) -> BlogSource | None:
    parts = [file for file in _files(path, ".xml") if wordpress.recognises(beginning(file))]
    return wordpress.WordPress(parts) if parts else None


def _ghost(path: Path) -> BlogSource | None:
    exports = [file for file in _files(path, ".json") if ghost.recognises(beginning(file))]
    return ghost.Ghost(exports[0]) if exports else None


def _substack(path: Path) -> BlogSource | None:
    folder = substack.find(path) if path.is_dir() else None
    return substack.Substack(folder) if folder else None


def _medium(path: Path) -> BlogSource | None:
    folder = medium.find(path) if path.is_dir() else None
    return medium.Medium(folder) if folder else None


def _tumblr(path: Path) -> BlogSource | None:
    folder = tumblr.find(path) if path.is_dir() else None
    return tumblr.Tumblr(folder) if folder else None


def _blogger(path: Path) -> BlogSource | None:
    for file in (*_files(path, ".xml"), *_files(path, ".atom")):
        start = beginning(file)
        if feeds.recognises(start) and feeds.is_blogger(start):
            return feeds.ImportedFeed(file, feeds.BLOGGER)
    return None


def _feed(path: Path) -> BlogSource | None:
    if path.is_file() and feeds.recognises(beginning(path)):
        return feeds.ImportedFeed(path)
    return None


def _document(path: Path) -> BlogSource | None:
    if path.is_dir():
        pages = [file for file in path.iterdir() if file.suffix.lower() in (".html", ".htm")]
        is_one = len(pages) == 1 and not any(path.rglob("*.md"))
        return plain_folder.OneDocument(pages[0]) if is_one else None
    is_document = path.suffix.lower() in (".docx", ".html", ".htm")
    return plain_folder.OneDocument(path) if is_document else None


def _one_text(path: Path) -> BlogSource | None:
    return plain_folder.open_folder(path)


SYSTEMS: tuple[System, ...] = (
    System(wordpress.NAME, wordpress.HOW, _wordpress),
    System(ghost.NAME, ghost.HOW, _ghost),
    System(substack.NAME, substack.HOW, _substack),
    System(medium.NAME, medium.HOW, _medium),
    System(feeds.BLOGGER, feeds.BLOGGER_HOW, _blogger),
    System(tumblr.NAME, tumblr.HOW, _tumblr),
    System(feeds.NAME, feeds.HOW, _feed),
    System(material.NAME, material.HOW, material.open_folder),
    System(jekyll.NAME, jekyll.HOW, jekyll.open_folder),
    System(hugo.NAME, hugo.HOW, hugo.open_folder),
    System(pelican.NAME, pelican.HOW, pelican.open_folder),
    System(nikola.NAME, nikola.HOW, nikola.open_folder),
    System(eleventy.NAME, eleventy.HOW, eleventy.open_folder),
    System(docusaurus.NAME, docusaurus.HOW, docusaurus.open_folder),
    System(astro.NAME, astro.HOW, astro.open_folder),
    System(plain_folder.WORD, plain_folder.WORD_HOW, _document),
    System(plain_folder.NAME, plain_folder.HOW, _one_text),
)


def open_source(path: Path, name: str | None = None) -> tuple[System, BlogSource]:
    """Return the system of a file or folder, and its reader; raises `SourceError` for none.

    `name` is a system that somebody said it is.
    """
    if not path.exists():
        raise SourceError(f"{path}: there is no such file or folder.")
    for system in SYSTEMS:
        if name is None or system.is_called(name):
            source = system.opens(path)
            if source is not None:
                return system, source
    raise SourceError(f"{path}: not recognised as a blog; `rapport import --list` says what is.")


def beginning(path: Path) -> bytes:
    """Return the first bytes of a file."""
    with path.open("rb") as file:
        return file.read(_BEGINNING)


def _files(path: Path, ending: str) -> Sequence[Path]:
    """Return the files of an ending: the file itself, or those of a folder."""
    if path.is_dir():
        return sorted(file for file in path.glob(f"*{ending}") if file.is_file())
    return [path] if path.suffix.lower() == ending else []
