"""Code between fences, as `pymdownx.superfences` finds it.

A fence closes with exactly the mark that opened it, at the same indentation; otherwise it is text.
It may be in lists, admonitions, tabs and quotations. CommonMark is more lenient in all of this.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_FENCE = re.compile(
    r"(?P<mark>`{3,}|~{3,})"
    r"(?P<understood>(?:[ \t]*\.?[\w#.+-]+(?=[ \t{]|$))?(?:[ \t]*\{.*\}"
    r"""|(?:[ \t]+(?:hl_lines|linenums|title|title_mode)=(?:"[^"]*"|'[^']*'))+)?$)?"""
    r"(?P<info>[^`]*)"
)
_TAB = 4


class Fence(NamedTuple):
    """Code between fences: where it opens, with which mark, and the number of its last line."""

    number: int
    column: int
    mark: str
    last: int


class BrokenFence(NamedTuple):
    """Lines that look like a fence but are not: unclosed, or with unknown words after the mark."""

    number: int
    column: int
    mark: str
    unknown_words: str


class FenceFinder:
    """Finds the fences of a text; lines must be asked for in order."""

    def __init__(self, texts: list[str], first_line: int) -> None:
        self.fences: list[Fence] = []
        self.broken_fences: list[BrokenFence] = []
        self._texts = texts
        self._first_line = first_line
        self._next_fence = 0  # the first line on which one may open

    def last_line(self, at: int, prefix: str, text: str) -> int | None:
        """Return the last line of the code that a line opens, or None if it opens none."""
        opening = _FENCE.fullmatch(text)
        if opening is None or at < self._next_fence:
            return None
        mark, number, column = opening["mark"], at + self._first_line, len(prefix) + 1
        if opening["understood"] is None:
            self.broken_fences.append(BrokenFence(number, column, mark, opening["info"].strip()))
            return None
        last = self._last_of_fence(at, prefix.expandtabs(_TAB), mark)
        if last is None:
            self.broken_fences.append(BrokenFence(number, column, mark, ""))
        else:
            self.fences.append(Fence(number, column, mark, last + self._first_line))
        return last

    def _last_of_fence(self, at: int, prefix: str, mark: str) -> int | None:
        """Return the line that closes a fence, or None if a less indented line ends it."""
        width, depth = len(prefix), prefix.count(">")
        after_empty = False
        self._next_fence = len(self._texts)
        for number in range(at + 1, len(self._texts)):
            line = self._texts[number].expandtabs(_TAB)
            inner, rest = line[:width], line[width:].rstrip()
            if not rest and not inner.strip(" >" if depth else " "):
                after_empty = True
                continue
            quotes = inner.count(">")
            if inner.strip(" >") or quotes > depth or (after_empty and quotes < depth):
                self._next_fence = number + 1
                return None
            if rest == mark:
                self._next_fence = 0
                return number
            after_empty = False
        return None
