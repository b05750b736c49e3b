"""Growth by day, and the geometry of its chart: bars above and below a line, a slot a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from rapport_subscriptions.rules.consent import Act

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

JOINED = (Act.CONFIRMED, Act.RETURNED)
SLOT, BAR = 10, 8
"""Widths in the units of the chart: of a day, and of its bars."""
HEIGHT = 200


@dataclass(frozen=True)
class DailyFigures:
    """What happened on one day."""

    day: date
    asked: int = 0
    confirmed: int = 0
    unsubscribed: int = 0
    suppressed: int = 0

    @property
    def is_empty(self) -> bool:
        """Whether nothing happened."""
        return not (self.asked or self.confirmed or self.unsubscribed or self.suppressed)


@dataclass(frozen=True)
class Bar:
    """One bar: its meaning, and its position."""

    kind: str
    x: int
    y: float
    height: float


@dataclass(frozen=True)
class Chart:
    """Bars, and the box around them."""

    bars: tuple[Bar, ...]
    width: int
    height: int
    line: float
    """The line on which bars stand, and from which they hang."""


def days_of(sums: Mapping[tuple[str, str], int], first: date, last: date) -> list[DailyFigures]:
    """Return each day from the first to the last, from sums by day and act."""

    def on(day: date, *acts: Act) -> int:
        return sum(sums.get((day.isoformat(), act.value), 0) for act in acts)

    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    return [
        DailyFigures(
            day,
            asked=on(day, Act.ASKED),
            confirmed=on(day, *JOINED),
            unsubscribed=on(day, Act.UNSUBSCRIBED),
            suppressed=on(day, Act.SUPPRESSED),
        )
        for day in days
    ]


def chart_of(days: Sequence[DailyFigures]) -> Chart:
    """Return the chart of some days.

    Requests are behind confirmations; unsubscribed and suppressed readers are below the line,
    stacked.
    """
    above = max([1, *(max(day.asked, day.confirmed) for day in days)])
    below = max((day.unsubscribed + day.suppressed for day in days), default=0)
    unit = HEIGHT / (above + below)
    line = above * unit
    bars: list[Bar] = []
    for number, day in enumerate(days):
        x = number * SLOT + (SLOT - BAR) // 2
        left = day.unsubscribed * unit
        bars += [
            Bar("asked", x, line - day.asked * unit, day.asked * unit),
            Bar("confirmed", x, line - day.confirmed * unit, day.confirmed * unit),
            Bar("unsubscribed", x, line, left),
            Bar("suppressed", x, line + left, day.suppressed * unit),
        ]
    drawn = tuple(bar for bar in bars if bar.height)
    return Chart(drawn, max(1, len(days)) * SLOT, HEIGHT, line)
