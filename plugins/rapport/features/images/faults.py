"""What is wrong with images, said where texts name them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from rapport.blog.problem import Problem, Severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from rapport.features.images.originals import Original


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
    """Return a problem wherever a text shows an image that is broken or too large to open."""
    problems = []
    for name in originals.keys() & places.keys():
        original = originals[name]
        if original.is_huge:
            hint = "Save it smaller: 3,200 pixels of width are plenty."
            message = f"the image `{name}` is too large: {original.fault}."
            problems += [_problem(at, "image-huge", message, hint) for at in places[name]]
        elif original.fault:
            problems += _broken(name, original.fault, places[name])
    return sorted(problems)


def faults_of_pixels(
    faults: Mapping[str, str], places: Mapping[str, Iterable[Place]]
) -> list[Problem]:
    """Return a problem wherever a text shows an image whose pixels could not be read."""
    return [
        problem
        for name, fault in faults.items()
        for problem in _broken(name, fault, places.get(name, ()))
    ]


def _broken(name: str, fault: str, places: Iterable[Place]) -> list[Problem]:
    message = f"the image `{name}` is broken: {fault}."
    return [
        _problem(at, "image-unreadable", message, "Save it anew.", Severity.WARNING)
        for at in places
    ]


def _problem(
    at: Place, code: str, message: str, hint: str, severity: Severity = Severity.ERROR
) -> Problem:
    return Problem(at.path, at.line, at.column, code, message, hint, severity)
