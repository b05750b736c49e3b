"""Find fenced code in the Markdown of any system."""

from __future__ import annotations

import re
from collections.abc import Callable

from rapport.blog.source import read_source

FENCED = r"^(?P<indent>[ \t>]*)(?P<fence>`{3,}|~{3,}).*?^(?P=indent)(?P=fence)[ \t]*$"
"""A block of code from fence to fence, with `re.DOTALL` and `re.MULTILINE`."""
_OPENED = re.compile(r"(?P<mark>[ \t>]*(?:`{3,}|~{3,}))[ \t]*(?P<language>[\w+#.-]*)(?P<words>.*)")
_TITLE = re.compile(r"\b(?:file|filename|title|name|caption)=([\"'])([^\"'`]+)\1")
_LINES = re.compile(r"\{([\d, -]+)\}")
_FENCES = re.compile(FENCED, re.DOTALL | re.MULTILINE)


def outside_fences(text: str, turn: Callable[[str], str]) -> str:
    """Return a text of which `turn` has seen all but the fenced code."""
    parts, end = [], 0
    for match in _FENCES.finditer(text):
        parts += [turn(text[end : match.start()]), match[0]]
        end = match.end()
    return "".join((*parts, turn(text[end:])))


def with_known_words(code: str) -> str:
    """Return a block of code with what can stand behind its fence here: a language, title, lines.

    Of ``` ```ts file="app.ts" {1,3-4} showLineNumbers``` the last word goes: it is a switch of
    another highlighter, which no reader saw.
    """
    if not any(fence.unknown_words for fence in read_source(code, 1).broken_fences):
        return code
    first, line_end, rest = code.partition("\n")
    opened = _OPENED.fullmatch(first)
    assert opened is not None
    title, lines = _TITLE.search(opened["words"]), _LINES.search(opened["words"])
    words = [opened["mark"] + opened["language"]]
    words += [f'title="{title[2]}"'] if title else []
    words += [f'hl_lines="{" ".join(re.split("[, ]+", lines[1].strip(", ")))}"'] if lines else []
    return " ".join(words) + line_end + rest
