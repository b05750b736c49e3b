"""What the operator's page shows of series: a row for each, and a person's places in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rapport_subscriptions.rules.series import SeriesState
from rapport_subscriptions.rules.series_phrases import state_in_words
from rapport_subscriptions.rules.sums import DUE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from rapport_subscriptions.rules.blog import Blog
    from rapport_subscriptions.rules.series import SeriesReader

SHOWN = (
    SeriesState.ACTIVE.value,
    SeriesState.PAUSED.value,
    SeriesState.ENDED.value,
    SeriesState.STOPPED.value,
    DUE,
)


def series_rows(counted: Mapping[str, int], blog: Blog) -> list[tuple[str, list[int]]]:
    """Return each series with its readers by state, and the parts that are due within a day."""
    names = sorted({name.partition(" ")[2] for name in counted})
    return [
        (
            blog.series[name].title if name in blog.series else name,
            [counted.get(f"{state} {name}", 0) for state in SHOWN],
        )
        for name in names
    ]


def places_in_words(places: Sequence[SeriesReader], blog: Blog) -> list[tuple[str, str]]:
    """Return a person's series, each with its state: `running, one part a week`."""
    return [
        (
            blog.series[place.series].title if place.series in blog.series else place.series,
            state_in_words(place, blog.texts),
        )
        for place in places
    ]
