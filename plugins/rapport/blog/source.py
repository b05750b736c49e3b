"""One scan of an article's Markdown for everything that examines it before rendering.

Links, images, headings, problems of checklists and common mistakes all use it, so that they agree
on what is code, a comment, or text.
"""

from __future__ import annotations

import re
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from rapport.blog.source_lines import MarkdownLine, Scanner

if TYPE_CHECKING:
    from collections.abc import Iterator

_HEADING = re.compile(r"(?P<marks>#{1,6})[ \t]+(?P<text>.*?)[ \t]*#*[ \t]*")
_UNDERLINE = re.compile(r"(?:=+|-+)[ \t]*")
_BEGINS_BLOCK = re.compile(r"[-+*!?=:#]|\d{1,9}[.)][ \t]")
_INLINE = re.compile(
    r"\\."
    r"|<!--.*?-->"
    r"|<(?P<tag>(?i:pre|code|script|style))\b.*?</(?i:(?P=tag))\s*>"
    # Code does not run on over an empty line, nor into the next item, heading or admonition. The
    # group is not possessive: Python before 3.11.5 matches such groups wrongly (gh-106052).
    r"|(?P<ticks>`(?<!``)`*)(?!`)"
    r"(?:[^`\n]++|(?!(?P=ticks)(?!`))`++"
    r"|\n(?![ \t>]*(?:\n|\0|(?:[-+*]|\d{1,9}[.)])[ \t]|#|!!!|\?\?\?)))*"
    r"(?P=ticks)(?!`)",
    re.DOTALL,
)


class Heading(NamedTuple):
    """A heading as written, of level 1 to 6."""

    number: int
    column: int
    level: int
    text: str


class MarkdownText:
    """A Markdown text that is scanned once; it begins on `first_line` of its file."""

    def __init__(self, markdown: str, first_line: int = 1) -> None:
        scanner = Scanner(markdown, first_line)
        self.lines = tuple(scanner.lines())
        self.fences = tuple(scanner.fences.fences)
        self.broken_fences = tuple(scanner.fences.broken_fences)
        self._markdown = markdown
        self._hidden = scanner.hidden

    @cached_property
    def prose(self) -> str:
        """The text with code and comments masked; every character keeps its position."""
        parts, at = [], 0
        for start, end in self._hidden:
            parts += [self._markdown[at:start], _blanked(self._markdown[start:end])]
            at = end
        text = "".join([*parts, self._markdown[at:]])
        if "`" in text or "<" in text:
            text = _INLINE.sub(_without_code, text)
        return text

    @cached_property
    def headings(self) -> tuple[Heading, ...]:
        """The headings, including those in quotations, lists and admonitions."""
        return tuple(self._headings())

    def _headings(self) -> Iterator[Heading]:
        before: MarkdownLine | None = None
        for line in self.lines:
            heading = _HEADING.fullmatch(line.text)
            if heading:
                yield Heading(line.number, line.column, len(heading["marks"]), heading["text"])
            elif before and _UNDERLINE.fullmatch(line.text) and _can_be_heading(before, line):
                level = 1 if line.text[0] == "=" else 2
                yield Heading(before.number, before.column, level, before.text)
            before = line


@lru_cache(maxsize=16)  # links, images and problems of one article are looked for one after another
def read_source(markdown: str, first_line: int) -> MarkdownText:
    """Return the scan of a text; consecutive calls for the same text share it."""
    return MarkdownText(markdown, first_line)


def _can_be_heading(line: MarkdownLine, underline: MarkdownLine) -> bool:
    return (
        underline.number == line.number + 1
        and line.after_blank
        and not underline.after_blank
        and _BEGINS_BLOCK.match(line.text) is None
    )


def _without_code(match: re.Match[str]) -> str:
    return match[0] if match[0][0] == "\\" else _blanked(match[0])


def _blanked(text: str) -> str:
    if "\n" not in text:
        return "\0" * len(text)
    return "\n".join(["\0" * len(line) for line in text.split("\n")])
