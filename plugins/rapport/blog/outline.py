"""What lists, cards and feeds show of an article's text, and the same as JSON."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from rapport.blog.checklist import Checklist, ChecklistItem

if TYPE_CHECKING:
    from collections.abc import Iterable


class Outline(Struct, frozen=True):
    """A text in short; `excerpt` is HTML whose links begin with `SITE_ROOT` of `rendering`.

    `item_count` is the number of checklist items.
    """

    excerpt: str
    has_more: bool
    item_count: int


def write_outline(outline: Outline) -> str:
    """Return an outline as JSON."""
    return json.dumps(
        [outline.excerpt, outline.has_more, outline.item_count],
        separators=(",", ":"),
    )


def read_outline(text: str) -> Outline:
    """Return the outline of which `write_outline` made `text`."""
    return Outline(*json.loads(text))


def write_checklists(checklists: Iterable[Checklist]) -> str:
    """Return checklists as JSON, empty if there are none."""
    rows = [[checklist.id, checklist.title, _written(checklist.items)] for checklist in checklists]
    return json.dumps(rows, separators=(",", ":")) if rows else ""


def read_checklists(text: str) -> tuple[Checklist, ...]:
    """Return the checklists of which `write_checklists` made `text`."""
    rows = json.loads(text) if text else ()
    return tuple([Checklist(id_, title, _read(items)) for id_, title, items in rows])


def _written(items: Iterable[ChecklistItem]) -> list[Any]:
    return [[item.id, item.text, item.checked, _written(item.items)] for item in items]


def _read(items: Iterable[Any]) -> tuple[ChecklistItem, ...]:
    return tuple(
        [ChecklistItem(id_, text, checked, _read(below)) for id_, text, checked, below in items]
    )
