"""How images are made anew: in which formats, widths and qualities."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

WIDTHS = (400, 800, 1200, 1600)
FACE_WIDTHS = (96, 192, 288)
"""An author's face is shown 96 pixels wide, on screens of up to three times the usual density."""
PIXEL_LIMIT = 80_000_000
"""More pixels than this are not decoded: a small file can claim to be larger than the memory."""
MEDIA_TYPES = {"avif": "image/avif", "webp": "image/webp"}
FORMATS = ("avif", "webp", "original")
QUALITY = {"avif": 55, "webp": 78, "jpeg": 80}
_NEARLY = 0.9
_WIDEST = 10_000


@dataclass(frozen=True, slots=True)
class Recipe:
    """Which variants an image gets; `quality` is by format, from 1 to 100."""

    formats: tuple[str, ...] = FORMATS
    widths: tuple[int, ...] = WIDTHS
    quality: tuple[tuple[str, int], ...] = tuple(sorted(QUALITY.items()))

    def quality_of(self, kind: str) -> int:
        """Return the quality of a format, `avif`."""
        return dict(self.quality)[kind]


def read_recipe(
    formats: Sequence[str], widths: Sequence[int], quality: Mapping[str, object]
) -> Recipe:
    """Return how a blog wants its images made; raises `ValueError` that says what is wrong."""
    for width in widths:
        if not 0 < width <= _WIDEST:
            raise ValueError(f"`widths: {width}` is no width. Write pixels, 1 to {_WIDEST}.")
    if formats and not widths:
        raise ValueError("`widths` is empty. Write `formats: []` to leave images as they are.")
    for name, value in quality.items():
        if name not in QUALITY:
            raise ValueError(f"`quality: {name}` is unknown; there are {', '.join(QUALITY)}.")
        if not isinstance(value, int) or not 0 < value <= 100:  # noqa: PLR2004 - a percentage
            raise ValueError(f"`quality: {{{name}: {value}}}` is none. Write 1 to 100.")
    wanted = {**QUALITY, **{name: int(str(value)) for name, value in quality.items()}}
    return Recipe(tuple(formats), tuple(sorted(set(widths))), tuple(sorted(wanted.items())))


def widths_of(width: int, wanted: tuple[int, ...]) -> tuple[int, ...]:
    """Return the widths in which to make an image of this width: never above its own."""
    widest = min(width, max(wanted, default=0))
    return (*(each for each in sorted(wanted) if each < widest * _NEARLY), widest)
