"""What is wrong with images, said where texts name them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Protocol

from rapport.blog.problem import Problem, Severity
from rapport.features.images.sources import HUGE, UNREADABLE, UNSUPPORTED, Original


class Place(Protocol):
    """Where a text names an image: a file, its line and column from 1."""

    @property
    def path(self) -> str: ...  # noqa: D102 - the class says it
    @property
    def line(self) -> int: ...  # noqa: D102
    @property
    def column(self) -> int: ...  # noqa: D102


def find_faults(
    originals: Mapping[str, Original], places: Mapping[str, Iterable[Place]]
) -> list[Problem]:
    """Return a problem wherever a text shows an image that is broken, or that none can show."""
    return sorted(
        _problem(place, name, originals[name].code, originals[name].fault)
        for name in originals.keys() & places.keys()
        if originals[name].fault
        for place in places[name]
    )


def faults_of_pixels(
    faults: Mapping[str, str], places: Mapping[str, Iterable[Place]]
) -> list[Problem]:
    """Return a problem wherever a text shows an image whose pixels could not be read."""
    return [
        _problem(place, name, UNREADABLE, fault)
        for name, fault in faults.items()
        for place in places.get(name, ())
    ]


_TEXTS = {
    HUGE: ("is too large", "Save it smaller: 3,200 pixels of width are plenty."),
    UNREADABLE: ("is broken", "Save it anew."),
    UNSUPPORTED: ("is shown to few readers", "Save it as JPEG."),
}


def _problem(place: Place, name: str, code: str, fault: str) -> Problem:
    trouble, hint = _TEXTS[code]
    severity = Severity.ERROR if code == HUGE else Severity.WARNING
    message = f"the image `{name}` {trouble}: {fault}."
    return Problem(place.path, place.line, place.column, code, message, hint, severity)
