"""Lists as in CommonMark: right below a line, and nested to the indentation of their parent.

Python-Markdown needs an empty line above a list, and four spaces for what belongs to an item. The
lines are adapted; those that had both already stay as they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

_LINE = re.compile(r"(?P<quote>(?:[ ]{0,3}>[ ]?)*)(?P<indent>[ ]*)(?P<text>.*)")
_ITEM = re.compile(r"(?P<marker>[-+*]|\d{1,9}[.)])(?P<gap>[ \t]+)(?=\S)")
_RULE = re.compile(r"(?:[-*_][ \t]*){3,}$")
_BLOCK = re.compile(r"!!!|\?\?\?|===[!+]? |\[\^[^\]]+\]:|: ")
_NO_PARAGRAPH = re.compile(r"#{1,6}[ \t]|[|<]|\x02")
_TAB = 4


@dataclass
class _Item:
    """An open item: its indentation, that of its text, and the one that it gets."""

    indent: int
    text: int
    put: int


class _Lists:
    """The open lists, and whether a paragraph is open, at one depth of quotation."""

    def __init__(self) -> None:
        self.items: list[_Item] = []
        self.blocks: list[int] = []
        self.paragraph = -1
        self.after_blank = True
        self.is_code = False
        self.first = 0  # how far in the first line since an empty one is

    def blank(self) -> None:
        self.after_blank, self.paragraph = True, -1

    def lines(self, indent: int, text: str) -> Iterator[str]:
        """Yield a line of text as Python-Markdown needs it, after an empty one if necessary."""
        if self._is_code(indent):
            self.is_code = True
            yield " " * self._code_put(indent) + text
            return
        self.is_code = False
        item = _ITEM.match(text)
        if item and not _RULE.match(text):
            yield from self._item(indent, text, item)
        else:
            yield self._rest(indent, text)
        self.after_blank = False

    def _is_code(self, indent: int) -> bool:
        """Return whether a line is indented code: it can't interrupt a paragraph."""
        inner = max([0, *(item.text for item in self.items if item.text <= indent)])
        inner = max([inner, *(block for block in self.blocks if block <= indent)])
        return (self.after_blank or self.is_code) and indent >= inner + _TAB

    def _code_put(self, indent: int) -> int:
        """Return the new indentation of code that is four spaces deeper than an item's text."""
        around = [item for item in self.items if item.text + _TAB <= indent]
        if not around:
            return indent
        least = around[-1].put + 2 * _TAB
        return indent if indent >= least else least + indent - around[-1].text - _TAB

    def _item(self, indent: int, text: str, item: re.Match[str]) -> Iterator[str]:
        starts = item["marker"][:-1] in ("", "1")
        if self.paragraph == indent and not self.items:
            if not starts:
                yield " " * indent + text
                return
            yield ""
        while self.items and indent < self.items[-1].text:
            self.items.pop()
        base = max([0, *(block for block in self.blocks if block <= indent)])
        put = self.items[-1].put + _TAB if self.items else max(base, min(indent, base + 3))
        put = max(put, indent) if self.items and indent >= put else put
        if put < self.first and not self.after_blank:
            yield ""  # else it would be read as a part of what is further in
        self.first = put if self.after_blank or put < self.first else self.first
        self.items.append(_Item(indent, indent + item.end(), put))
        self.paragraph = -1
        yield " " * put + text

    def _rest(self, indent: int, text: str) -> str:
        """Return a line that begins no item, indented like the block that it belongs to."""
        if self.after_blank:
            self.first = 0
            while self.items and indent < self.items[-1].text:
                self.items.pop()
        self.blocks = [block for block in self.blocks if block <= indent or not self.after_blank]
        if _BLOCK.match(text):
            self.blocks.append(indent + _TAB)
            self.paragraph = -1
        elif not self.items:
            self.paragraph = -1 if _NO_PARAGRAPH.match(text) else indent
        if self.items and self.after_blank:
            put = self.items[-1].put + _TAB
            inner = indent - self.items[-1].text
            return " " * (indent if indent >= put else put + inner) + text
        return " " * indent + text


def with_loose_lists(lines: Iterable[str]) -> list[str]:
    """Return the lines of a text with its lists as Python-Markdown needs them."""
    loosened: list[str] = []
    lists, depth = _Lists(), 0
    for line in lines:
        parts = _LINE.match(line.expandtabs(_TAB) if line[:1] in "\t " else line)
        assert parts is not None, "it matches anything"
        quote, text = parts["quote"], parts["text"].rstrip("\r")
        if quote.count(">") != depth:
            lists, depth = _Lists(), quote.count(">")
        if not text:
            lists.blank()
            loosened.append(line)
            continue
        loosened += [quote + loose for loose in lists.lines(len(parts["indent"]), text)]
    return loosened
