"""What lists, cards and feeds say of an article's text, and the same as JSON."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from rapport.blog.checklist import Checklist, ChecklistItem

if TYPE_CHECKING:
    from collections.abc import Iterable

WORDS_A_MINUTE = 230


@dataclass(frozen=True, slots=True)
class Outline:
    """A text in short; `excerpt` is HTML whose links begin with `SITE_ROOT` of `rendering`."""

    excerpt: str
    has_more: bool
    words: int
    checklists: tuple[Checklist, ...]

    @property
    def minutes(self) -> int:
        """How long reading takes, in whole minutes, at least one."""
        return max(1, round(self.words / WORDS_A_MINUTE))

    @property
    def item_count(self) -> int:
        """How many boxes there are to tick."""
        return sum(1 for checklist in self.checklists for _ in checklist.walk())


def write_outline(outline: Outline) -> str:
    """Return an outline as JSON."""
    checklists = [
        [checklist.id, checklist.title, _written(checklist.items)]
        for checklist in outline.checklists
    ]
    return json.dumps(
        [outline.excerpt, outline.has_more, outline.words, checklists], separators=(",", ":")
    )


def read_outline(text: str) -> Outline:
    """Return the outline of which `write_outline` made `text`."""
    excerpt, has_more, words, checklists = json.loads(text)
    return Outline(
        excerpt,
        has_more,
        words,
        tuple([Checklist(id_, title, _read(items)) for id_, title, items in checklists]),
    )


def _written(items: Iterable[ChecklistItem]) -> list[Any]:
    return [[item.id, item.text, item.checked, _written(item.items)] for item in items]


def _read(items: Iterable[Any]) -> tuple[ChecklistItem, ...]:
    return tuple(
        [ChecklistItem(id_, text, checked, _read(below)) for id_, text, checked, below in items]
    )
