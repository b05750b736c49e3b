"""The notes of an import on an article or page: content dropped, changed, or left to do."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


BECAME_A_LINK = "an embedded page became a link."
OPENS_BY_CLICK = "an embedded page is opened by a click (`!!! embed`)."


class NoteKind(Enum):
    """The subject of a note; the value is its heading in the report."""

    DROPPED = "Dropped"
    CHANGED = "Changed"
    TODO = "To do"


@dataclass(frozen=True, slots=True)
class Note:
    """A note; the report finds the line number by `near`, a text of the new file."""

    kind: NoteKind
    message: str
    near: str = ""


def dropped(message: str, near: str = "") -> Note:
    """Return a note on something that did not come along."""
    return Note(NoteKind.DROPPED, message, near)


def changed(message: str, near: str = "") -> Note:
    """Return a note on something that came along in another form."""
    return Note(NoteKind.CHANGED, message, near)


def to_do(message: str, near: str = "") -> Note:
    """Return a note on something that a person has to look at."""
    return Note(NoteKind.TODO, message, near)


def counted(notes: Iterable[Note]) -> list[Note]:
    """Return the notes in order without duplicates; a repeated note ends in `(3 times)`."""
    counts = Counter(notes)
    return [
        note
        if count == 1
        else Note(note.kind, f"{note.message.removesuffix('.')} ({count} times).", note.near)
        for note, count in counts.items()
    ]
