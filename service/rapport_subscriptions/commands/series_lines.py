"""What the list of letters says of series: how many readers, and when the next parts are due."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rapport_subscriptions.rules.series import SeriesNumbers, SeriesState

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rapport_subscriptions.use_cases.unit_of_work import UnitOfWork

SHOWN = (SeriesState.ACTIVE, SeriesState.PAUSED, SeriesState.ENDED, SeriesState.STOPPED)


def series_lines(work: UnitOfWork) -> Iterator[str]:
    """Return a table of all series: readers by state, parts due within a day, and the next."""
    numbers = work.tx.series.numbers(work.now)
    names = [*work.blog.series, *sorted(set(numbers) - set(work.blog.series))]
    if not names:
        return
    heads = " ".join(f"{state.value:>8}" for state in SHOWN)
    yield ""
    yield f"{heads} {'in 24 h':>8} {'next':<16}  series"
    zone = work.letters.zone(work.blog.timezone)
    for name in names:
        counted = numbers.get(name, SeriesNumbers())
        readers = " ".join(f"{counted.by_state.get(state, 0):>8}" for state in SHOWN)
        at = counted.next_at
        due = f"{at.astimezone(zone):%Y-%m-%d %H:%M}" if at else ""
        yield f"{readers} {counted.within_a_day:>8} {due:<16}  {_title(work, name)}"


def _title(work: UnitOfWork, name: str) -> str:
    series = work.blog.series.get(name)
    if series is None:
        return f"{name} (not on the blog: its readers wait)"
    gone = sum(part.is_gone for part in series.parts)
    missing = f", {gone} not available" if gone else ""
    return f"{name}: {series.title} ({len(series.parts)} parts{missing})"
