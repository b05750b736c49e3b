"""Adapt lists to Python-Markdown: an empty line before them, four spaces of indentation."""

from __future__ import annotations

import re

_ITEM = re.compile(r"^(?P<indent> *)(?P<mark>[-*+]|\d{1,9}[.)])(?P<gap> +|$)(?P<text>.*)$")
_FENCE = re.compile(r"^ *(`{3,}|~{3,})")
_RULE = re.compile(r"^ {0,3}([-*_])[ \t]*(?:\1[ \t]*){2,}$")
_CODE = 4


def with_wide_lists(text: str) -> str:
    """Return Markdown with the same lists, written so that they are lists here, too."""
    lines: list[str] = []
    levels: list[tuple[int, int]] = []
    fence, shift, before = "", 0, ""
    for line in text.split("\n"):
        expanded = line.expandtabs(4) if line[:1] in (" ", "\t") else line
        if fence:
            is_end = expanded.strip().startswith(fence) and not expanded.strip().strip(fence[0])
            lines.append(_shifted(expanded, shift) if levels else line)
            fence = "" if is_end else fence
            continue
        if opened := _FENCE.match(expanded):
            fence = opened[1]
            shift = _belongs(expanded, levels)
            lines.append(_shifted(expanded, shift) if levels else line)
            before = line
            continue
        item = None if _RULE.match(expanded) else _ITEM.match(expanded)
        if item and (levels or len(item["indent"]) < _CODE):
            _begin(lines, levels, item, before)
        elif expanded.strip():
            lines.append(_continued(line, expanded, levels, before))
        else:
            lines.append("")
        before = line
    return "\n".join(lines)


def _begin(
    lines: list[str], levels: list[tuple[int, int]], item: re.Match[str], before: str
) -> None:
    """Add an item, one level deeper than its parent item."""
    indent = len(item["indent"])
    while levels and indent <= levels[-1][0]:
        levels.pop()
    if levels and indent < levels[-1][1] and indent - levels[-1][0] < 2:  # noqa: PLR2004 - a slip of a space
        levels.pop()
    if (
        not levels
        and before.strip()
        and not _ITEM.match(before)
        and not before.startswith((" ", "\t", ">", "#"))
    ) or before.lstrip().startswith(">"):  # a quotation would go on with the item
        lines.append("")
    content = indent + len(item["mark"]) + max(len(item["gap"]), 1)
    gap = " " if item["gap"] else ""
    mark = item["mark"].replace(")", ".")
    lines.append(" " * 4 * len(levels) + mark + gap + item["text"])
    levels.append((indent, content))


def _continued(line: str, expanded: str, levels: list[tuple[int, int]], before: str) -> str:
    """Return a line that is no item: of the item that it belongs to, or of none."""
    indent = len(expanded) - len(expanded.lstrip())
    if not levels:
        return line
    if not before.strip():
        while levels and indent < min(levels[-1][1], levels[-1][0] + 2):
            levels.pop()
        if not levels:
            return line
    elif indent < levels[-1][0] + 2:
        return line.lstrip() if indent else line
    elif _opens_quotation(line, before):
        return "\n" + _shifted(expanded, _belongs(expanded, levels))
    return _shifted(expanded, _belongs(expanded, levels))


def _opens_quotation(line: str, before: str) -> bool:
    """Return whether a quotation begins, which needs an empty line before it in an item."""
    in_quotation = re.sub(r"^ *(?:[-*+]|\d+[.)]) +", "", before).lstrip().startswith(">")
    return line.lstrip().startswith(">") and not in_quotation


def _belongs(expanded: str, levels: list[tuple[int, int]]) -> int:
    """Return how far a line of an item has to move."""
    if not levels:
        return 0
    indent = len(expanded) - len(expanded.lstrip())
    content = levels[-1][1]
    is_code = indent - content >= _CODE
    return 4 * len(levels) - (content if is_code else indent)


def _shifted(line: str, shift: int) -> str:
    if not line.strip():
        return ""
    return " " * shift + line if shift >= 0 else line[min(-shift, len(line) - len(line.lstrip())) :]
