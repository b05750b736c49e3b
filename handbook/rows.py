"""Tables in Markdown."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

NOTHING = "–"
"""What stands in a cell without a value."""


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table, a line a row, each ending in a line break."""
    lines = [heads, ["---"] * len(heads), *rows]
    return "".join(f"| {' | '.join(cells)} |\n".replace("| --- ", "|---") for cells in lines)


def cell(text: str) -> str:
    """Return text as a cell holds it: on one line, with its bars escaped."""
    return " ".join(text.split()).replace("|", "\\|")
