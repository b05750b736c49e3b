"""Where lists are in a piece of Markdown, and which of their items are tasks.

Lists are read as in CommonMark, with two exceptions: two spaces under a marker always nest, and an
item whose lines are all indented by four spaces is dedented by four, as in Python-Markdown.
"""

import re
from collections.abc import Iterator

from msgspec import Struct

SOME_TASK = re.compile(r"(?m)^ *(?:(?:[-+*]|\d{1,9}[.)]) +)+\[[ xX]\]\s")
"""A cheap sign that a text may hold a task item; `runs` and `read_task` decide."""

_MARKER = re.compile(r"( {0,3})(?:([-+*])|(\d{1,9})[.)])(?:( +)(?=\S)| *$)")
_RULE = re.compile(r" {0,3}(?:(?:- *){3,}|(?:_ *){3,}|(?:\* *){3,})$")
_OTHER_BLOCK = re.compile(
    r" {0,3}(?:\#{1,6}(?:\s|$)|>|\||```|~~~|!!!|\?\?\?|===|///|\*?\[[^\]\n]+\]:"
    r"|\x02wzxhzdk:\d+\x03\s*$)"
)
_UNDERLINE = re.compile(r" *(?:=+|-+) *$")
_BOX = re.compile(r" *\[([ xX])\](?:[ \t]+(?=\S)|[ \t]*(\n))")
_NAMES = re.compile(r"\s*\{:? *((?:[#.][^\s{}#.]+ *)+)\}\s*$")

_WIDEST_GAP = 4  # more spaces than these after a marker begin a code block
_NEST = 2
_RULE_MARKS = 2  # a rule has more of them
_TAB = 4


class TextRun(Struct, frozen=True):
    """Lines that don't belong to a list."""

    text: str


class ListRun(Struct, frozen=True):
    """One list; each body is an item's Markdown without its marker and indentation."""

    ordered: bool
    start: int
    bodies: tuple[str, ...]

    @property
    def loose(self) -> bool:
        """Whether the texts of its items are paragraphs, because of a blank line somewhere."""
        return any("\n\n" in body or body.endswith("\n") for body in self.bodies)


class TaskItem(Struct, frozen=True):
    """A task item: the paragraph that is its text, and the Markdown that follows in it."""

    checked: bool
    text: str
    id: str
    classes: tuple[str, ...]
    rest: str


def runs(text: str) -> Iterator[TextRun | ListRun]:
    """Split Markdown into its lists and the text between them."""
    lines = text.split("\n")
    text_from = 0
    while (start := find_list(lines, text_from)) is not None:
        if before := "\n".join(lines[text_from:start]).strip("\n"):
            yield TextRun(before)
        text_from = _list_end(lines, start)
        yield _read_list(lines[start:text_from])
    if rest := "\n".join(lines[text_from:]).strip("\n"):
        yield TextRun(rest)


def holds_task(text: str) -> bool:
    """Tell whether any list of this Markdown has a task item, however deep."""
    if not SOME_TASK.search(text + "\n"):
        return False
    return any(
        read_task(body) is not None or holds_task(body)
        for run in runs(text)
        if isinstance(run, ListRun)
        for body in run.bodies
    )


def find_list(lines: list[str], begin: int = 0) -> int | None:
    """Return the index of the first line from `begin` on where a list starts."""
    for at in range(begin, len(lines)):
        after_text = at > begin and lines[at - 1].strip()
        if _interrupts(lines[at]) if after_text else _marker(lines[at]):
            return at
    return None


def lists_end(lines: list[str], start: int) -> int:
    """Return the index after the last line of the lists that follow each other from `start`."""
    end = _list_end(lines, start)
    while (following := _next_full(lines, end)) < len(lines) and _marker(lines[following]):
        end = _list_end(lines, following)
    return end


def find_task_lists(lines: list[str]) -> tuple[int, int] | None:
    """Return where the first lists with a task item start and end."""
    start = find_list(lines)
    while start is not None:
        end = lists_end(lines, start)
        if _begins_with_task(lines[start:end]) or holds_task("\n".join(lines[start:end])):
            return start, end
        start = find_list(lines, end)
    return None


def continued_end(lines: list[str]) -> int:
    """Return how many lines after a blank one still belong to the list before it."""
    if _indent(lines[0]) >= _NEST:
        return lists_end(["- ", *lines], 0) - 1
    return lists_end(lines, 0) if _marker(lines[0]) else 0


def read_task(body: str) -> TaskItem | None:
    """Read an item's body as a task item of the GFM specification, section 5.3."""
    box = _BOX.match(body)
    if box is None:
        return None
    lines = body[box.end() :].split("\n")
    on_first_line = box[2] is None
    if on_first_line and len(lines) > 1 and _UNDERLINE.match(lines[1]):
        return None  # a heading: the first block of the item is not a paragraph
    head = 1 if on_first_line else 0
    while head < len(lines) and _continues_paragraph(lines[head]):
        head += 1
    paragraph = "\n".join(line.lstrip(" ") for line in lines[:head]).rstrip()
    names = _NAMES.search(paragraph) if paragraph.endswith("}") else None
    text = paragraph[: names.start()] if names else paragraph
    if not text:
        return None
    named = re.findall(r"[#.][^\s{}#.]+", names[1]) if names else []
    return TaskItem(
        checked=box[1] != " ",
        text=text,
        id=next((name[1:] for name in named if name[0] == "#"), ""),
        classes=tuple(name[1:] for name in named if name[0] == "."),
        rest="\n".join(lines[head:]).strip("\n"),
    )


def _begins_with_task(lines: list[str]) -> bool:
    """Tell cheaply whether the first item is a task; False if it takes a closer look."""
    marker = _marker(lines[0])
    return bool(marker and read_task("\n".join([lines[0][marker.end() :], *lines[1:2]])))


def _marker(line: str) -> re.Match[str] | None:
    match = _MARKER.match(line)
    is_rule = match and line.count(match[2] or "_") > _RULE_MARKS and _RULE.match(line)
    return None if is_rule else match


def _interrupts(line: str) -> bool:
    """Tell whether a list may start here right under a paragraph's line (CommonMark 5.2)."""
    marker = _marker(line)
    return bool(marker and marker[4] and marker[3] in {None, "1"})


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _continues_paragraph(line: str) -> bool:
    return bool(line.strip()) and not (
        _interrupts(line) or _OTHER_BLOCK.match(line) or _RULE.match(line)
    )


def _next_full(lines: list[str], begin: int) -> int:
    while begin < len(lines) and not lines[begin].strip():
        begin += 1
    return begin


def _list_end(lines: list[str], start: int) -> int:
    first = _MARKER.match(lines[start])
    assert first is not None
    ordered, item_indent = first[3] is not None, len(first[1])
    end = start + 1
    for at in range(start + 1, len(lines)):
        line = lines[at]
        if not line.strip():
            continue
        if _indent(line) < item_indent + _NEST:
            after_blank = end < at
            marker = _marker(line)
            if marker and (marker[3] is not None) is ordered:
                item_indent = len(marker[1])
            elif after_blank or not _continues_paragraph(line):
                break
        end = at + 1
    return end


def _read_list(lines: list[str]) -> ListRun:
    first = _MARKER.match(lines[0])
    assert first is not None
    ordered = first[3] is not None
    starts: list[int] = []
    item_indent = 0
    for at, line in enumerate(lines):
        marker = _marker(line)
        if marker is None or (marker[3] is not None) is not ordered:
            continue
        if not starts or len(marker[1]) < item_indent + _NEST:
            starts.append(at)
            item_indent = len(marker[1])
    ends = [*starts[1:], len(lines)]
    bodies = tuple(_body(lines[start:end]) for start, end in zip(starts, ends, strict=True))
    return ListRun(ordered, int(first[3] or 1), bodies)


def _body(lines: list[str]) -> str:
    marker = _MARKER.match(lines[0])
    assert marker is not None
    gap = len(marker[4] or "")
    content = marker.end() if gap <= _WIDEST_GAP else marker.end() - gap + 1
    if len(lines) == 1:
        return lines[0][content:]
    item_indent = len(marker[1])
    under = [_indent(line) for line in lines[1:] if line.strip()]
    nested = [indent for indent in under if indent >= item_indent + _NEST]
    cut = min([*nested, max(content, item_indent + _TAB)])
    rest = [line[min(cut, _indent(line)) :] for line in lines[1:]]
    return "\n".join([lines[0][content:], *rest])
