"""Two versions of a text, line by line."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum


class Change(StrEnum):
    """Where a line stands."""

    SAME = "same"
    THEIRS = "theirs"
    OURS = "ours"
    LEFT_OUT = "left-out"


@dataclass(frozen=True, slots=True)
class DifferenceLine:
    """One line of the difference; of `LEFT_OUT` the text is empty."""

    change: Change
    text: str = ""


_AROUND = 3


def difference(theirs: str, ours: str) -> list[DifferenceLine]:
    """Return what differs, with three lines around it: theirs that are not in ours, and ours."""
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
