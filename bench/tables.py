"""Figures as Markdown: medians with spread, ratios, targets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from statistics import median

from bench.rows import BenchmarkRow, Unit, Way

Figures = Mapping[str, Sequence[float]]
_HEAD = ("work", "Rapport", "against", "ratio", "target", "")


def table(
    measured: Sequence[tuple[BenchmarkRow, Figures]], size: int, titles: Mapping[str, str]
) -> str:
    """Return one line for each row and peer; `titles` are the peers' names for people."""
    lines = [_HEAD, ("---",) * len(_HEAD)]
    for row, figures in measured:
        lines += _lines(row, figures, size, titles)
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def _lines(
    row: BenchmarkRow, figures: Figures, size: int, titles: Mapping[str, str]
) -> Iterator[tuple[str, ...]]:
    ours, *others = figures
    targets = row.targets.get(size, {})
    if row.way is Way.PREVIEW:
        goal = targets.get(ours)
        target = f"≤ {goal:.0f} {row.unit.value}" if goal else ""
        yield (
            row.title,
            spread(figures[ours], row.unit),
            "",
            "",
            target,
            _met(median(figures[ours]), goal),
        )
        return
    if not others:
        yield row.title, spread(figures[ours], row.unit), "", "", "", ""
    for other in others:
        ratio = median(figures[ours]) / median(figures[other])
        goal = targets.get("rapport" if row.way is Way.SCALE else other)
        against = f"{titles.get(other, other)} {spread(figures[other], row.unit)}"
        target = f"≤ {_short(goal)}" if goal else ""
        mine = spread(figures[ours], row.unit)
        yield row.title, mine, against, _short(ratio), target, _met(ratio, goal)


def spread(values: Sequence[float], unit: Unit) -> str:
    """Return the median with the least and the most: `1.94 s (1.88–2.10)`."""
    digits = 2 if unit is Unit.SECONDS or unit is Unit.MILLISECONDS_EACH else 0
    text = f"{median(values):.{digits}f} {unit.value}"
    if len(values) == 1:
        return text
    return f"{text} ({min(values):.{digits}f}–{max(values):.{digits}f})"


def _short(ratio: float) -> str:
    return f"{ratio:.3g}"


def _met(value: float, goal: float | None) -> str:
    if goal is None:
        return ""
    return "met" if value <= goal else "**missed**"
