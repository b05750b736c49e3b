"""Inline Markdown without searching a text for what can't be in it.

Python-Markdown tries every pattern on every piece of text. Most pieces hold no mark at all; what a
pattern can't do without is read from its regular expression, whoever wrote it.
"""

from __future__ import annotations

import re
from functools import cache
from itertools import groupby
from typing import TYPE_CHECKING, Any

from markdown.treeprocessors import InlineProcessor
from markdown.util import AtomicString

if TYPE_CHECKING:
    from collections.abc import Iterable
    from xml.etree.ElementTree import Element

    from markdown import Markdown

_SYNTAX: Any = getattr(re, "_parser", None)
"""Python's own regular expression parser, which is private; without it, every pattern is tried."""
_MOST_TEXTS = 8
_MARKED = re.IGNORECASE | re.LOCALE


def register_quick_inline(parser: Markdown) -> None:
    """Let `parser` find inline marks the quick way, if its own processor is the one known here."""
    # Private names, to find marks by: where Python-Markdown has others, its own way is taken, which
    # gives the same HTML more slowly, and `test_private_parts` says that this module can go.
    if all(hasattr(InlineProcessor, name) for name in ("_InlineProcessor__applyPattern", _HANDLE)):
        old = parser.treeprocessors["inline"]
        if type(old) is InlineProcessor:
            parser.treeprocessors.register(QuickInlineProcessor(parser), "inline", 20)


_ANYTHING = frozenset(("",))
"""The result for a pattern of which nothing is known: it may match any text."""
_HANDLE = "_InlineProcessor__handleInline"


class QuickInlineProcessor(InlineProcessor):
    """Python-Markdown's own processor, which skips the patterns that can't match."""

    def run(self, tree: Element, ancestors: list[str] | None = None) -> Element:
        """Apply the inline patterns to a tree, as the base class does."""
        patterns: Iterable[Any] = self.inlinePatterns
        expressions = (pattern.getCompiledRegExp() for pattern in patterns)
        self._needs = [
            needed_texts(expression.pattern, expression.flags) or _ANYTHING
            for expression in expressions
        ]
        return super().run(tree, ancestors)

    def _InlineProcessor__handleInline(self, data: str, patternIndex: int = 0) -> str:  # noqa: N802, N803 - the base class's name, as it calls it
        if isinstance(data, AtomicString):
            return data
        apply: Any = self._InlineProcessor__applyPattern  # type: ignore[attr-defined]
        for index in range(patternIndex, len(self._needs)):
            for needed in self._needs[index]:
                if needed in data:
                    break
            else:
                continue
            matched, start = True, 0
            while matched:
                data, matched, start = apply(self.inlinePatterns[index], data, index, start)
        return data


@cache
def needed_texts(pattern: str, flags: int) -> frozenset[str]:
    """Return texts of which every match contains at least one; empty if that is unknown."""
    if _SYNTAX is None or flags & _MARKED:
        return frozenset()
    try:
        return _needed(_SYNTAX.parse(pattern, flags))
    except re.error:
        return frozenset()


def _needed(items: Iterable[tuple[Any, Any]]) -> frozenset[str]:
    """Return the most demanding requirement of a sequence."""
    characters: list[frozenset[str]] = []
    for are_letters, part in groupby(items, lambda item: str(item[0]) == "LITERAL"):
        if are_letters:
            characters.append(frozenset(("".join(chr(letter) for _, letter in part),)))
        else:
            characters += [_needed_by(str(name), value) for name, value in part]
    return min(filter(None, characters), key=_ease, default=frozenset())


def _ease(texts: frozenset[str]) -> tuple[int, int]:
    return len(texts), -min(map(len, texts))


def _needed_by(name: str, value: Any) -> frozenset[str]:  # noqa: ANN401 - as many forms as names
    if name == "IN":
        is_known = all(str(kind) == "LITERAL" for kind, _ in value)
        return _few(frozenset(chr(code) for _, code in value)) if is_known else frozenset()
    if name == "BRANCH":
        ways = [_needed(way) for way in value[1]]
        return _few(frozenset[str]().union(*ways)) if all(ways) else frozenset()
    if name == "SUBPATTERN":
        _, added, _, inner = value
        return frozenset() if added & _MARKED else _needed(inner)
    if name in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
        least, _, inner = value
        return _needed(inner) if least else frozenset()
    if name == "ASSERT":
        return _needed(value[1])
    return _needed(value) if name == "ATOMIC_GROUP" else frozenset()


def _few(texts: frozenset[str]) -> frozenset[str]:
    return texts if len(texts) <= _MOST_TEXTS else frozenset()
