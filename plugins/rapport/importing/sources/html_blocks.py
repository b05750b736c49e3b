"""Markdown in HTML blocks, which CommonMark parses and Python-Markdown does not."""

from __future__ import annotations

import re

from rapport.importing.sources.fences import FENCED

_FENCES = re.compile(FENCED, re.DOTALL | re.MULTILINE)
_OPENING = re.compile(
    r"^ {0,3}<(?P<name>article|aside|blockquote|center|details|div|figure|main|section)\b"
    r"(?P<attributes>[^<>]*)>",
    re.IGNORECASE | re.MULTILINE,
)
_EMPTY_LINE = re.compile(r"\n[ \t]*\n")
_INDENTED_TAG = re.compile(r"^(?: {4}|\t)\s*<", re.MULTILINE)


def with_markdown_blocks(text: str) -> str:
    """Return Markdown of CommonMark in which blocks of HTML say that they hold Markdown.

    A block of HTML ends at an empty line there (CommonMark 0.31, 4.6), and what follows is
    Markdown, as in `<details>`. Here only `markdown="1"` says so. A block with indented tags is
    left alone, as these would become code.
    """
    plain = _FENCES.sub(lambda match: re.sub(r"[^\n]", ".", match[0]), text)
    places = [match.end("name") for match in _OPENING.finditer(plain) if _holds(plain, match)]
    parts, end = [], 0
    for place in places:
        parts += [text[end:place], ' markdown="1"']
        end = place
    return "".join((*parts, text[end:]))


def _holds(text: str, opening: re.Match[str]) -> bool:
    """Return whether there is Markdown between a tag and its end tag."""
    if "markdown" in opening["attributes"].lower():
        return False
    inside = _inside(text, opening)
    return bool(_EMPTY_LINE.search(inside.rstrip())) and not _INDENTED_TAG.search(inside)


def _inside(text: str, opening: re.Match[str]) -> str:
    """Return the text between a tag and its end tag; empty without an end tag."""
    depth = 1
    for tag in re.compile(rf"<(/?){opening['name']}\b", re.IGNORECASE).finditer(
        text, opening.end()
    ):
        depth += -1 if tag[1] else 1
        if not depth:
            return text[opening.end() : tag.start()]
    return ""
