"""What is wrong with the checklists of a text, found without rendering it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from rapport.blog.problem import Problem, Severity

_FENCE = re.compile(r"(`{3,}|~{3,})(.*)")
_QUOTE = re.compile(r" {0,3}> ?")
_CONTAINER = re.compile(r"(?:[-+*]|\d{1,9}[.)])(?: |$)|!!!|\?\?\?\+?|===|\[\^[^\]]+\]:")
_ITEM = re.compile(r"(?:(?:[-+*]|\d{1,9}[.)]) +)+(?P<box>\[[ xX]\])(?:\s+(?P<text>\S.*)|\s*)$")
_BLOCK = re.compile(r'!!! ?checklist(?![\w-])[^"]*(?:".*")?', re.IGNORECASE)
_NAME = re.compile(r"\{:?[^{}]*#(?P<id>[^\s{}#.]+)[^{}]*\}\s*$")
_SILENT = re.compile(r"</?(?!img\b)[a-z][\w-]*(?:\s[^>]*)?/?>|<!--.*?-->", re.IGNORECASE)
_TAB = 4
_NEST = 2


@dataclass(frozen=True, slots=True)
class _Line:
    """One line that is not code; `column` is where its text begins, from 1."""

    number: int
    column: int
    text: str
    after_blank: bool


def find_problems(markdown: str, path: str = "", first_line: int = 1) -> list[Problem]:
    """Return the faults of a text's checklists; `first_line` is the text's own in its file."""
    lines = list(_prose(markdown.expandtabs(_TAB).split("\n"), first_line))
    return sorted([*_items(lines, path), *_blocks(lines, path)])


def _items(lines: list[_Line], path: str) -> Iterator[Problem]:
    first_use: dict[str, int] = {}
    for at, line in enumerate(lines):
        item = _ITEM.match(line.text)
        if item is None:
            continue
        paragraph = _paragraph(lines, at)
        name = _NAME.search(paragraph[-1].text)
        words = [item["text"] or "", *(each.text for each in paragraph[1:])]
        if not _SILENT.sub("", _NAME.sub("", "\n".join(words))).strip():
            message = "this item has a box and no text."
            hint = "Write what there is to do after the box, or take the line out."
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
            hint = "Give one of the two another id: readers' ticks are kept under it."
            yield Problem(
                path, place.number, place.column + name.start(), "checklist-id-twice", message, hint
            )


def _blocks(lines: list[_Line], path: str) -> Iterator[Problem]:
    for at, line in enumerate(lines):
        if not _BLOCK.fullmatch(line.text):
            continue
        inside = []
        for each in lines[at + 1 :]:
            if each.column < line.column + _TAB:
                break
            inside.append(each)
        if not any((item := _ITEM.match(each.text)) and item["text"] for each in inside):
            message = "this checklist has no items."
            hint = "Begin each item with `- [ ]`, four spaces in from the `!!!`."
            yield Problem(path, line.number, line.column, "checklist-empty", message, hint)


def _paragraph(lines: list[_Line], at: int) -> list[_Line]:
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


def _prose(lines: list[str], first_line: int) -> Iterator[_Line]:
    """Yield the lines that are neither blank nor code nor in a comment."""
    fence = ""
    after_blank = True
    is_comment = False
    containers: list[int] = []
    for number, whole in enumerate(lines, start=first_line):
        text = whole
        while quote := _QUOTE.match(text):
            text = text[quote.end() :]
        indent = len(text) - len(text.lstrip(" "))
        column, text = len(whole) - len(text) + indent + 1, text.strip(" ")
        mark = _FENCE.match(text)
        if fence:
            if mark and mark[1].startswith(fence) and not mark[2].strip():
                fence = ""
            continue
        if is_comment or text.startswith("<!--"):
            is_comment = "-->" not in text
            continue
        if mark and "`" not in mark[2]:
            fence, after_blank = mark[1], False
            continue
        if not text:
            after_blank = True
            continue
        containers = [each for each in containers if indent >= each + _NEST]
        if after_blank and indent >= (containers[-1] + 2 * _TAB if containers else _TAB):
            continue  # indented code
        if _CONTAINER.match(text):
            containers.append(indent)
        yield _Line(number, column, text, after_blank)
        after_blank = False
