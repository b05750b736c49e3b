"""What of a text is drawn: formulas and diagrams, and where their Markdown stands."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import TYPE_CHECKING

from msgspec import Struct

from rapport.blog.problem import BLOCKED, Problem, Severity

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator


class DrawingKind(StrEnum):
    """What a page shows as text if nothing draws it."""

    NONE = ""
    DIAGRAMS = "diagrams"
    FORMULAS = "formulas"


class PlacedMarkdown(Struct, frozen=True):
    """The Markdown of the file at `path`, which begins on `first_line`."""

    path: str
    markdown: str
    first_line: int

    def find(self, needle: str) -> tuple[int, int]:
        """Return line and column of the first place of `needle`, or of the text's beginning."""
        at = self.markdown.find(needle) if needle else -1
        if at < 0:
            return self.first_line, 1
        line = self.first_line + self.markdown.count("\n", 0, at)
        return line, at - self.markdown.rfind("\n", 0, at)


DIAGRAM = re.compile(r'<(?:pre|div) class="mermaid"')
_FORMULA = re.compile(
    r'<(?:span|div) class="arithmatex">\s*(?P<tex>.*?)</'
    r'|<script type="math/tex[^>]*>(?P<old>.*?)</',
    re.DOTALL,
)
_WORDS = {
    DrawingKind.DIAGRAMS: (
        "diagrams of Mermaid stay text under the policy of rapport/security.",
        "Add `rapport/diagrams` to `plugins`, which draws them by a script of the site itself.",
    ),
    DrawingKind.FORMULAS: (
        "formulas stay text under the policy of rapport/security.",
        "Add `rapport/maths` to `plugins`, which makes MathML of them while the site is built.",
    ),
}


def find_undrawn(
    html: str, text: PlacedMarkdown, drawn: Collection[DrawingKind]
) -> Iterator[Problem]:
    """Yield a warning for diagrams and formulas of a page that nothing draws."""
    if DrawingKind.DIAGRAMS not in drawn and DIAGRAM.search(html):
        yield _undrawn(DrawingKind.DIAGRAMS, text, "mermaid")
    formula = _FORMULA.search(html) if DrawingKind.FORMULAS not in drawn else None
    if formula:
        written = formula["tex"] or formula["old"] or ""
        yield _undrawn(DrawingKind.FORMULAS, text, written.strip(" \n\\()[]$")[:_SHORT])


def may_hold_drawing(html: str) -> bool:
    """Return whether something in HTML may be a formula or a diagram, drawn or not."""
    return any(mark in html for mark in ("mermaid", "arithmatex", "math/tex", "<math"))


_SHORT = 12


def _undrawn(kind: DrawingKind, text: PlacedMarkdown, needle: str) -> Problem:
    line, _ = text.find(needle)
    return Problem(text.path, line, 1, BLOCKED, *_WORDS[kind], Severity.WARNING)
