"""The lines of a Markdown text that are text, and the positions of the others.

Code, comments and text are told apart as in Python-Markdown, not CommonMark: what belongs to a list
item, an admonition, a tab, a footnote or a definition is indented by four spaces.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from rapport.blog.fences import FenceFinder

if TYPE_CHECKING:
    from collections.abc import Iterator

_PREFIX = re.compile(r"[ \t>]*")
_MARKER = re.compile(
    r"(?P<item>(?:[-+*]|\d{1,9}\.)(?:[ \t]|$)(?P<box>[ \t]*\[[ xX]\](?:[ \t]|$))?)"
    r"|(?P<outermost>\[\^[^\]\s]+\]:|:(?: {1,3}|\t))|!!!|\?\?\?|===[!+]? "
)
_MARKERS = frozenset("-+*!?=[:0123456789")
_BLOCK = re.compile(r"#|!!!|\?\?\?|===[!+]? ")
"""A line after which another block begins without an empty line between them."""
_RAW = re.compile(r"<!--|<(?P<tag>pre|script|style|textarea)(?=[\s>])", re.IGNORECASE)
_TAB = 4
_NEST = 2
"""Checklists accept two spaces for nested items, the rest of Markdown four."""


class MarkdownLine(NamedTuple):
    """A line of text without its indentation and its marks of quotation.

    `number` and `column`, where `text` begins, count from 1; a tab indents to the next fourth.
    """

    number: int
    column: int
    indent: int
    text: str
    after_blank: bool


class Scanner:
    """Scans a text once; `hidden` are the positions of code, comments and raw HTML."""

    def __init__(self, markdown: str, first_line: int) -> None:
        self.hidden: list[tuple[int, int]] = []
        self._markdown = markdown
        self._first_line = first_line
        self._texts = markdown.split("\n")
        self.fences = FenceFinder(self._texts, first_line)
        self._containers: list[int] = []  # how far in the items and blocks around a line begin
        self._outer: list[list[int]] = []  # the containers around each quotation
        self._after_blank = True
        self._is_in_list = False  # whether the paragraph under way began with an item
        self._resume = 0  # the first character after what is hidden
        self._endless: set[str] = set()  # what is opened, and never closed from here on

    def lines(self) -> Iterator[MarkdownLine]:
        """Yield the lines of text, in order."""
        start = 0
        for at, whole in enumerate(self._texts):
            begin, start = start, start + len(whole) + 1
            if start <= self._resume:
                continue
            text = self._text(begin, whole)
            if text:
                column = len(whole.rstrip(" \t")) - len(text)
                indent = column and _width(whole[:column])
                is_marker = text[0] in _MARKERS and self._is_marker(text, indent)
                is_code = self._is_code(indent, text, is_marker)
                if text[0] in "`~" and self._hide_fence(at, begin, whole[:column], text):
                    continue
                if is_code:
                    self.hidden.append((begin, start - 1))
                    continue
                if text[0] == "<" and self._hide_raw(begin + column):
                    text = self._text(begin, whole)
            if not text:
                self._after_blank = True
                continue
            if is_marker:
                self._containers.append(indent)
            if self._after_blank or is_marker:
                self._is_in_list = is_marker
            column = len(whole.rstrip(" \t")) - len(text)
            yield MarkdownLine(at + self._first_line, column + 1, indent, text, self._after_blank)
            self._after_blank = text[0] in "#!?=" and _BLOCK.match(text) is not None

    def _text(self, begin: int, whole: str) -> str:
        """Return the text of a line that begins at `begin`, without indentation and marks."""
        text = whole if begin >= self._resume else whole[self._resume - begin :]
        text = text.strip(" \t")
        if text and begin >= self._resume and (text[0] == ">" or self._outer):
            text = self._unquoted(whole).rstrip(" \t")
        return text

    def _unquoted(self, whole: str) -> str:
        """Return a line's text without its quotation marks; another depth is another block."""
        prefix = _PREFIX.match(whole)
        assert prefix is not None, "it matches nothing too"
        gaps = prefix[0].split(">")
        while len(self._outer) >= len(gaps) and self._after_blank:
            self._containers = self._outer.pop()
        while len(self._outer) < len(gaps) - 1:
            before = ">".join(gaps[: len(self._outer) + 1])
            if self._is_code(_width(before), ">", is_marker=False):
                return whole[len(before) :]
            self._outer.append(self._containers)
            self._containers, self._after_blank = [], True
        return whole[prefix.end() :]

    def _is_code(self, indent: int, text: str, is_marker: bool) -> bool:
        """Return whether a line is indented code; leave what it does not belong to."""
        begins_block = self._after_blank or is_marker or text[0] in "#>"
        while begins_block and self._containers and indent < self._containers[-1] + _NEST:
            self._containers.pop()
        if not self._after_blank or indent < _TAB:
            return False
        return not self._containers or indent >= self._containers[-1] + 2 * _TAB

    def _is_marker(self, text: str, indent: int) -> bool:
        """Return whether an indented line continues the block above it.

        An item right below a paragraph is text, unless it is a task; footnotes and definitions
        contain paragraphs only if they are not nested.
        """
        marker = _MARKER.match(text)
        if marker is None or (marker["outermost"] and indent >= _NEST):
            return False
        return not marker["item"] or bool(self._after_blank or self._is_in_list or marker["box"])

    def _hide_fence(self, at: int, begin: int, prefix: str, text: str) -> bool:
        """Return whether a line opens a fence that closes, and skip the code if so."""
        last = self.fences.last_line(at, prefix, text)
        if last is None:
            return False
        self._resume = begin + sum([len(line) + 1 for line in self._texts[at : last + 1]])
        self.hidden.append((begin, self._resume - 1))
        self._after_blank = False
        return True

    def _hide_raw(self, at: int) -> bool:
        """Return whether a comment or a raw element begins here, and skip it if so."""
        end = self._end_of_raw(at)
        if end:
            self.hidden.append((at, end))
            self._resume = end
        return bool(end)

    def _end_of_raw(self, at: int) -> int:
        """Return where the comment or raw element that begins here ends; 0 if there is none."""
        opening = _RAW.match(self._markdown, at)
        tag = "" if opening is None else (opening["tag"] or "!--").lower()
        if not tag or tag in self._endless:
            return 0
        pattern = "-->" if tag == "!--" else rf"</{tag}\s*>"
        closing = re.compile(pattern, re.IGNORECASE).search(self._markdown, at)
        if closing is None:
            self._endless.add(tag)
            return 0
        return closing.end()


def _width(prefix: str) -> int:
    """Return how far a line is indented, below its marks of quotation if it has any."""
    inner = prefix.rpartition(">")[2]
    inner = inner[1:] if ">" in prefix and inner[:1] == " " else inner
    return len(inner.expandtabs(_TAB)) if "\t" in inner else len(inner)
