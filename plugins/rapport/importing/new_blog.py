"""The files of `rapport init` that a new blog keeps after an import."""

from __future__ import annotations

import posixpath
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from rapport.blog.front_matter import USUAL_ADDRESSES
from rapport.importing.model import ItemKind
from rapport.importing.notes import to_do

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from rapport.importing.model import ImportedBlog
    from rapport.importing.notes import Note
    from rapport.importing.placing import Placed
    from rapport.importing.staging import Staging
    from rapport.importing.target import TargetBlog

STARTER_PAGES = "import/starter-pages"
"""Where pages of a new blog go whose addresses belong to pages that came."""
_FEW = 40


def write_new_blog(target: TargetBlog, blog: ImportedBlog, folder: Path) -> None:
    """Write the files of a new blog into an empty `folder`, without its first article."""
    from rapport.host.languages import UnknownLanguageError, texts_in  # noqa: PLC0415 - MkDocs takes its time
    from rapport.starter.new_blog import NewBlog, write_blog  # noqa: PLC0415 - a blog that is there needs none of it

    language = blog.language.replace("_", "-") or "en"
    for tag in (language, language.split("-")[0], "en"):
        try:
            texts = texts_in(tag)
            break
        except UnknownLanguageError:
            continue
    zone = target.timezone if isinstance(target.timezone, ZoneInfo) else ZoneInfo("UTC")
    url = f"{blog.url.rstrip('/')}/" if blog.url.startswith("http") else "https://blog.example/"
    new = NewBlog(
        name=blog.name or target.folder.name,
        url=url,
        timezone=zone.key,
        today=datetime.now(zone).date(),
        texts=texts,
        url_format="" if target.addresses == USUAL_ADDRESSES else target.addresses.pattern,
    )
    write_blog(folder, new)
    for first in (folder / "docs" / "articles").glob("*.md"):
        first.unlink()


def add_new_blog(folder: Path, staging: Staging, placed: Sequence[Placed]) -> list[Note]:
    """Prepare the files of a new blog that the import lacks; return the remaining tasks.

    A page that gives way to one that came is kept beside the blog: what it says may be wanted.
    """
    notes = _in_no_menu((folder / "mkdocs.yml").read_text("utf-8"), placed)
    for path in sorted(file for file in folder.rglob("*") if file.is_file()):
        place = path.relative_to(folder).as_posix()
        if place in staging.fates and place.endswith(".md"):
            page = posixpath.join(STARTER_PAGES, path.name)
            notes.append(
                to_do(
                    f"{place} came from the former blog; a new blog’s own page lies in {page}:"
                    " compare them, and take over what yours lacks."
                )
            )
            staging.put(page, path.read_text("utf-8"))
        elif not staging.has(place):
            staging.put(place, path.read_text("utf-8"))
    return notes


def _in_no_menu(config: str, placed: Sequence[Placed]) -> list[Note]:
    """Return a note on the pages that came and that the menu of a new blog does not hold."""
    paths = [
        item.path.removeprefix("docs/")
        for item in placed
        if item.kind is ItemKind.PAGE and item.is_public and item.url
    ]
    missing = [path for path in sorted(paths) if f": {path}\n" not in config]
    if not missing:
        return []
    names = ", ".join(f"`{path}`" for path in missing[:_FEW])
    more = f", and {len(missing) - _FEW} more" if len(missing) > _FEW else ""
    return [
        to_do(
            f"pages that came and are in no menu: {names}{more}. Write those that readers shall"
            " find there into `nav` of mkdocs.yml."
        )
    ]
