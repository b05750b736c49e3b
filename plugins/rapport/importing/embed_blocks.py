"""Turn standalone links to embeddable pages into blocks that load a frame on click."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from rapport.blog.frames import FrameKind, frame_of
from rapport.blog.source import read_source
from rapport.importing.notes import BECAME_A_LINK, OPENS_BY_CLICK

if TYPE_CHECKING:
    from rapport.importing.notes import Note

_ALONE = re.compile(
    r"<(?P<plain>https://[^<>\s]+)>|\[(?P<text>[^\[\]\n]*)\]\((?P<address>https://[^()\s]+)\)"
)


def with_embeds(markdown: str, notes: list[Note]) -> tuple[str, list[Note]]:
    """Return Markdown with `!!! embed` for the videos, recordings and maps that `notes` name.

    A link within a sentence stays one, and so does a page whose player nobody here knows.
    """
    pages = {note.near for note in notes if note.message == BECAME_A_LINK}
    pages = {page for page in pages if (frame := frame_of(page)) and frame.kind != FrameKind.PAGE}
    if not pages:
        return markdown, notes
    lines = markdown.split("\n")
    prose = read_source(markdown, 1).prose.split("\n")
    turned: set[str] = set()
    for at, line in enumerate(lines):
        match = _ALONE.fullmatch(line.rstrip())
        if match is None or line != prose[at] or not _is_alone(lines, at):
            continue
        page = match["plain"] or match["address"]
        if page in pages:
            title = (match["text"] or "").replace('"', "”").strip()
            is_title = title and title not in page
            lines[at] = "!!! embed" + (f' "{title}"' if is_title else "") + f"\n    {page}"
            turned.add(page)
    embed_notes = [
        replace(note, message=OPENS_BY_CLICK)
        if note.message == BECAME_A_LINK and note.near in turned
        else note
        for note in notes
    ]
    return "\n".join(lines), embed_notes


def _is_alone(lines: list[str], at: int) -> bool:
    around = (lines[at - 1] if at else "", lines[at + 1] if at + 1 < len(lines) else "")
    return not any(line.strip() for line in around)
