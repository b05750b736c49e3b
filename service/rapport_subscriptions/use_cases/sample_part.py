"""A part of a series as a reader at the fastest pace would get it, to try it out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rapport_subscriptions.rules.series import SeriesReader, SeriesState
from rapport_subscriptions.rules.tokens import new_id
from rapport_subscriptions.use_cases.mail_series import DuePart

if TYPE_CHECKING:
    from rapport_subscriptions.rules.blog import Blog
    from rapport_subscriptions.rules.subscription import Subscription
    from rapport_subscriptions.use_cases.unit_of_work import UnitOfWork


def part_names(blog: Blog) -> list[str]:
    """Return what parts that can be mailed are called: `first-steps/1`, and so on."""
    return [
        f"{series.id}/{number}"
        for series in blog.series.values()
        for number, part in enumerate(series.parts, start=1)
        if not part.is_gone
    ]


def sample_part(work: UnitOfWork, name: str, owner: Subscription) -> DuePart | None:
    """Return the part of a name, None if there is none."""
    if name not in part_names(work.blog):
        return None
    series_id, _, number = name.rpartition("/")
    series, place = work.blog.series[series_id], int(number)
    pace = series.paces[0]
    reader = SeriesReader(
        id=new_id(),
        subscription_id=owner.id,
        series=series.id,
        pace=pace,
        state=SeriesState.ACTIVE,
        joined_at=work.now,
        next_at=None,
    )
    following = next((part for part in series.parts[place:] if not part.is_gone), None)
    zone = work.letters.zone(work.blog.timezone)
    due = series.next_due(pace, work.now, zone) if following else None
    return DuePart(reader, series, series.parts[place - 1], (), following, due, zone)
