"""Fenced code in Markdown of any system."""

from __future__ import annotations

import re
from collections.abc import Callable

FENCED = r"^(?P<indent>[ \t>]*)(?P<fence>`{3,}|~{3,}).*?^(?P=indent)(?P=fence)[ \t]*$"
"""A block of code from fence to fence, with `re.DOTALL` and `re.MULTILINE`."""
_FENCES = re.compile(FENCED, re.DOTALL | re.MULTILINE)


def outside_fences(text: str, turn: Callable[[str], str]) -> str:
    """Return a text of which `turn` has seen all but the fenced code."""
    parts, end = [], 0
    for match in _FENCES.finditer(text):
        parts += [turn(text[end : match.start()]), match[0]]
        end = match.end()
    return "".join((*parts, turn(text[end:])))
