"""Problems of images, reported where texts refer to them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Protocol

from msgspec import Struct

from rapport.blog.problem import Problem, Severity
from rapport.features.images.sources import HUGE, LOST, UNREADABLE, UNSUPPORTED, Original


class HasPlace(Protocol):
    """A place where a text refers to an image: a file, its line and column from 1."""

    @property
    def path(self) -> str: ...  # noqa: D102 - the class says it
    @property
    def line(self) -> int: ...  # noqa: D102
    @property
    def column(self) -> int: ...  # noqa: D102


class _File(Struct, frozen=True):
    """A file as a whole, as the position of a problem."""

    path: str
    line: int = 1
    column: int = 1


def find_problems(
    originals: Mapping[str, Original], places: Mapping[str, Iterable[HasPlace]], docs: str
) -> list[Problem]:
    """Return a problem wherever a text shows an image that is broken, or that few can see.

    A file that can't be opened stops the build even if no text shows it, because it can't be
    published. `docs` is the docs folder as messages name it.
    """
    broken = {name: original for name, original in originals.items() if original.problem}
    shown = [
        _problem(place, name, broken[name].code, broken[name].problem)
        for name in broken.keys() & places.keys()
        for place in places[name]
    ]
    lost = [name for name, original in broken.items() if original.code == LOST]
    unseen = [
        _problem(_File(f"{docs}/{name}"), name, LOST, broken[name].problem)
        for name in lost
        if name not in places
    ]
    return sorted(shown + unseen)


def problems_of_pixels(
    problems: Mapping[str, str], places: Mapping[str, Iterable[HasPlace]]
) -> list[Problem]:
    """Return a problem wherever a text shows an image whose pixels could not be read."""
    return [
        _problem(place, name, UNREADABLE, problem)
        for name, problem in problems.items()
        for place in places.get(name, ())
    ]


_TEXTS = {
    LOST: ("can't be opened", "Put the file back, or remove what points to it."),
    HUGE: ("is too large to be made smaller", "Save it smaller: 3,200 pixels of width are plenty."),
    UNREADABLE: ("is broken", "Save it again."),
    UNSUPPORTED: ("is shown to few readers", "Save it as JPEG."),
}


def _problem(place: HasPlace, name: str, code: str, problem: str) -> Problem:
    trouble, hint = _TEXTS[code]
    severity = Severity.ERROR if code == LOST else Severity.WARNING
    message = f"the image `{name}` {trouble}: {problem}."
    return Problem(place.path, place.line, place.column, code, message, hint, severity)
