"""Problems of a text's checklists, found without rendering it."""

import re
from collections.abc import Iterator, Sequence

from rapport.blog.problem import Problem, Severity
from rapport.blog.source import read_source
from rapport.blog.source_lines import MarkdownLine

_MARKERS = r"(?:(?:[-+*]|\d{1,9}[.)])[ \t]+)+"
_CONTAINER = re.compile(r"(?:[-+*]|\d{1,9}[.)])(?:[ \t]|$)|!!!|\?\?\?|===|\[\^[^\]]+\]:")
_ITEM = re.compile(rf"{_MARKERS}(?P<box>\[[ xX]\])(?:\s+(?P<text>\S.*)|\s*)$")
_BLOCK = re.compile(r'!!! ?checklist(?![\w-])[^"]*(?:".*")?', re.IGNORECASE)
_NAME = re.compile(r"\{:?[^{}]*#(?P<id>[^\s{}#.]+)[^{}]*\}\s*$")
_SILENT = re.compile(r"</?(?!img\b)[a-z][\w-]*(?:\s[^>]*)?/?>|<!--.*?-->", re.IGNORECASE)
_TAB = 4
_NEAR = 20
"""Enough indentation for a few levels; a box further in is a bracket in a sentence."""

_ALMOST = (
    (
        re.compile(
            rf"{_MARKERS}(?P<box>\[(?! \])\s*\]|\[\s*[xX]\s+\]|\[\s+[xX]\]"
            r"|\[[-/✓✔☑✗✘✕√vV]\]|\\\[[ xX]?\\?\])(?=\s|$)"
        ),
        "`{box}` is not a box that can be ticked.",
        "Write `[ ]`, or `[x]` for what is done.",
    ),
    (
        re.compile(rf"{_MARKERS}(?P<box>\[[ xX]?\])(?=[^\s(\[:])"),
        "there is no space behind the box `{box}`, so it is text.",
        "Write one: `- [ ] …`.",
    ),
    (
        re.compile(r"[-+*](?P<box>\[[ xX]?\])\s"),
        "there is no space before the box `{box}`, so it is text.",
        "Write one: `- [ ] …`.",
    ),
    (
        re.compile(r"(?P<box>\[ ?\])\s+\S"),
        "the box `{box}` is of no list, so it is text.",
        "Begin the line with `- [ ]`.",
    ),
)
"""Lines that were meant to be items: how they begin, what they are instead, and the fix."""


def find_problems(markdown: str, path: str = "", first_line: int = 1) -> list[Problem]:
    """Return the problems of a text's checklists; `first_line` is the text's own in its file."""
    if "[" not in markdown and "!!!" not in markdown:
        return []
    lines = read_source(markdown, first_line).lines
    almost = _almost(lines, path, markdown)
    return sorted([*_items(lines, path), *almost, *_blocks(lines, path)])


def _items(lines: Sequence[MarkdownLine], path: str) -> Iterator[Problem]:
    first_use: dict[str, int] = {}
    for at, line in enumerate(lines):
        item = _ITEM.match(line.text) if "[" in line.text else None
        if item is None:
            continue
        paragraph = _paragraph(lines, at)
        name = _NAME.search(paragraph[-1].text)
        words = [item["text"] or "", *(part.text for part in paragraph[1:])]
        if not _SILENT.sub("", _NAME.sub("", "\n".join(words))).strip():
            message = "this item has a box and no text."
            hint = "Write what there is to do after the box, or remove the line."
            column = line.column + item.start("box")
            yield Problem(
                path, line.number, column, "checklist-item-empty", message, hint, Severity.WARNING
            )
        if name is None:
            continue
        owner = first_use.setdefault(name["id"], line.number)
        if owner != line.number:
            place = paragraph[-1]
            message = f"the id `{name['id']}` is already that of the item on line {owner}."
            hint = "Give one of the two another id: readers' ticks are stored under it."
            yield Problem(
                path, place.number, place.column + name.start(), "checklist-id-twice", message, hint
            )


def _almost(lines: Sequence[MarkdownLine], path: str, markdown: str) -> Iterator[Problem]:
    for line in lines:
        if "[" not in line.text[:_NEAR]:
            continue
        for pattern, message, hint in _ALMOST:
            match = pattern.match(line.text)
            if match and f"{match['box']}:" not in markdown:  # which would be a link's
                place = (path, line.number, line.column + match.start("box"))
                sentence = message.format(box=match["box"])
                yield Problem(*place, "checklist-item-almost", sentence, hint, Severity.WARNING)
                break


def _blocks(lines: Sequence[MarkdownLine], path: str) -> Iterator[Problem]:
    for at, line in enumerate(lines):
        if not _BLOCK.fullmatch(line.text):
            continue
        inside = []
        for below in lines[at + 1 :]:
            if below.indent < line.indent + _TAB:
                break
            inside.append(below)
        if not any((item := _ITEM.match(below.text)) and item["text"] for below in inside):
            message = "this checklist has no items."
            hint = "Begin each item with `- [ ]`, four spaces in from the `!!!`."
            yield Problem(path, line.number, line.column, "checklist-empty", message, hint)


def _paragraph(lines: Sequence[MarkdownLine], at: int) -> Sequence[MarkdownLine]:
    """Return the lines of the paragraph that an item begins with."""
    end = at + 1
    while (
        end < len(lines)
        and lines[end].number == lines[end - 1].number + 1
        and not lines[end].after_blank
        and not _CONTAINER.match(lines[end].text)
    ):
        end += 1
    return lines[at:end]
