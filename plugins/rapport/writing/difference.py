"""Compare two versions of a text line by line."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum


class Change(StrEnum):
    """The version that contains a line."""

    SAME = "same"
    THEIRS = "theirs"
    OURS = "ours"
    LEFT_OUT = "left-out"


@dataclass(frozen=True, slots=True)
class DifferenceLine:
    """A line of the difference; for `LEFT_OUT` the text is empty."""

    change: Change
    text: str = ""


_AROUND = 3


def difference(theirs: str, ours: str) -> list[DifferenceLine]:
    """Return the lines only in theirs and only in ours, each with three lines of context."""
    before, after = theirs.splitlines(), ours.splitlines()
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    lines: list[DifferenceLine] = []
    for group in matcher.get_grouped_opcodes(_AROUND):
        if lines or group[0][1] > 0:
            lines.append(DifferenceLine(Change.LEFT_OUT))
        for tag, first, last, new_first, new_last in group:
            if tag == "equal":
                lines += [DifferenceLine(Change.SAME, text) for text in before[first:last]]
            else:
                lines += [DifferenceLine(Change.THEIRS, text) for text in before[first:last]]
                lines += [DifferenceLine(Change.OURS, text) for text in after[new_first:new_last]]
    return lines
