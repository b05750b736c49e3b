"""A series by email: its parts in order, the paces that readers choose from, and who is where."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import tzinfo

    from rapport_subscriptions.rules.letter import LetterBlock

EVERY_DAY = frozenset(range(7))


class Pace(StrEnum):
    """How often the next part comes."""

    DAILY = "daily"
    THIRD_DAY = "every-third-day"
    WEEKLY = "weekly"

    @property
    def days(self) -> int:
        """How many days lie between two parts at least."""
        return {Pace.DAILY: 1, Pace.THIRD_DAY: 3, Pace.WEEKLY: 7}[self]


class SeriesState(StrEnum):
    """Where a reader of a series stands."""

    ACTIVE = "active"
    PAUSED = "paused"  # until the reader goes on
    STOPPED = "stopped"  # by the reader, before the end
    ENDED = "ended"  # the last part went


LIVE = (SeriesState.ACTIVE, SeriesState.PAUSED)

LAST_WORD = "."
"""In place of a part's id: the mail that says that the parts which were to come are gone."""


@dataclass(frozen=True)
class Part:
    """One part: an article with its address, or a letter; without blocks it can't be mailed now."""

    id: str
    title: str
    blocks: tuple[LetterBlock, ...] = ()
    url: str = ""

    @property
    def is_gone(self) -> bool:
        """Whether its author has withdrawn it, or not published it yet."""
        return not self.blocks


@dataclass(frozen=True)
class Series:
    """A series that readers can sign up for; `url` is its page on the blog."""

    id: str
    title: str
    url: str
    parts: tuple[Part, ...]
    paces: tuple[Pace, ...]
    wordings: Mapping[str, str]
    """What readers agree to, by version, as among the blog's own wordings."""
    days: frozenset[int] = EVERY_DAY
    """The weekdays on which parts go, from 0 for Monday."""
    at: time = time(8)

    def part(self, part_id: str) -> Part | None:
        """Return one part."""
        return next((part for part in self.parts if part.id == part_id), None)

    def number(self, part: Part) -> int:
        """Return a part's place, from 1."""
        return self.parts.index(part) + 1

    def next_due(self, pace: Pace, since: datetime, zone: tzinfo) -> datetime:
        """Return when the part after one that went at `since` is due, at the hour of the series.

        An hour that the clocks skip in spring is one moment all the same.
        """
        day = since.astimezone(zone).date() + timedelta(days=pace.days)
        while day.weekday() not in self.days:
            day += timedelta(days=1)
        return datetime.combine(day, self.at, tzinfo=zone).astimezone(UTC)


@dataclass(frozen=True)
class MailedPart:
    """A part that a reader got or is about to get, by its id and by the title it had."""

    id: str
    title: str


@dataclass(frozen=True)
class SeriesReader:
    """One subscription's place in one series."""

    id: str
    subscription_id: str
    series: str
    pace: Pace
    state: SeriesState
    joined_at: datetime
    next_at: datetime | None
    """When the next part is due; None while one is on its way, and once none is to come."""
    parts: tuple[MailedPart, ...] = ()
    """What was mailed, in that order."""
    skipped: tuple[str, ...] = ()
    """The ids of parts of which the reader was told that they are gone."""
    last_at: datetime | None = None
    """When the last part went."""
    stopped_at: datetime | None = None

    @property
    def is_live(self) -> bool:
        """Whether more may come, now or after a pause."""
        return self.state in LIVE

    def has_had(self, part: Part) -> bool:
        """Whether a part was mailed; a file that was renamed is the same part by its title."""
        return any(part.id == mailed.id or part.title == mailed.title for mailed in self.parts)

    def to_come(self, series: Series) -> list[Part]:
        """Return the parts that can still be mailed, in order."""
        return [part for part in series.parts if not part.is_gone and not self.has_had(part)]

    def missing_before(self, series: Series, next_part: Part | None) -> list[Part]:
        """Return parts that are gone and that nothing was said of, up to the next one."""
        upto = series.parts.index(next_part) if next_part else len(series.parts)
        return [
            part
            for part in series.parts[:upto]
            if part.is_gone and not self.has_had(part) and part.id not in self.skipped
        ]

    def joined(self, pace: Pace, now: datetime, *, is_one_on_its_way: bool) -> SeriesReader:
        """Begin, or go on after stopping; who is in it changes pace, and a pause ends."""
        resumed = replace(self, pace=pace, state=SeriesState.ACTIVE)
        if self.is_live:
            return resumed
        due = None if is_one_on_its_way else now
        return replace(resumed, next_at=due, joined_at=now, stopped_at=None)

    def at_pace(self, pace: Pace, due: datetime | None) -> SeriesReader:
        """Go faster or slower; the next part, unless it is on its way, is due by the new pace."""
        moved = due if due and self.next_at else self.next_at
        return replace(self, pace=pace, next_at=moved) if self.is_live else self

    def paused(self) -> SeriesReader:
        """Get nothing until going on."""
        return replace(self, state=SeriesState.PAUSED) if self.is_live else self

    def resumed(self) -> SeriesReader:
        """Go on; a part whose time has passed comes at once."""
        if self.state is not SeriesState.PAUSED:
            return self
        return replace(self, state=SeriesState.ACTIVE)

    def stopped(self, now: datetime) -> SeriesReader:
        """Get no more of it; also of the last part, while that waits to be sent."""
        if not self.is_live:
            return self
        return replace(self, state=SeriesState.STOPPED, next_at=None, stopped_at=now)

    def mailing(self, part: MailedPart) -> SeriesReader:
        """Have a part on its way."""
        return replace(self, parts=(*self.parts, part), next_at=None)

    def awaits(self, part_id: str) -> bool:
        """Whether a part is on its way that the reader still wants."""
        is_on_its_way = self.next_at is None and bool(self.parts)
        is_active = self.state is SeriesState.ACTIVE
        return is_active and is_on_its_way and self.parts[-1].id == part_id

    @property
    def has_had_last_word(self) -> bool:
        """Whether the reader was told that the parts which were to come are gone."""
        return any(mailed.id == LAST_WORD for mailed in self.parts)

    @property
    def mailed_titles(self) -> list[str]:
        """The titles of the parts that were mailed."""
        return [mailed.title for mailed in self.parts if mailed.id != LAST_WORD]

    def told(self, ids: Iterable[str]) -> SeriesReader:
        """Have been told that parts are gone."""
        return replace(self, skipped=(*self.skipped, *ids))

    def mailed(self, now: datetime, due: datetime | None) -> SeriesReader:
        """Have got it; without anything to come, the series ends."""
        if self.state is SeriesState.STOPPED:
            return replace(self, last_at=now)
        state = self.state if due else SeriesState.ENDED
        return replace(self, last_at=now, next_at=due, state=state)

    def taken_back(self, part_id: str, now: datetime) -> SeriesReader:
        """Not have got a part that was on its way; it is due again, where anything is."""
        parts = tuple(part for part in self.parts if part.id != part_id)
        return replace(self, parts=parts, next_at=now if self.is_live else None)


@dataclass(frozen=True)
class SeriesNumbers:
    """How many readers of a series there are, and when the next part is due."""

    by_state: Mapping[SeriesState, int] = field(default_factory=dict)
    within_a_day: int = 0
    next_at: datetime | None = None
