"""How images are encoded: formats, widths, quality and effort."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct

WIDTHS = (400, 800, 1200, 1600)
FACE_WIDTHS = (96, 192, 288)
"""An author's avatar is shown 96 pixels wide, on screens of up to three times the usual density."""
PIXEL_LIMIT = 80_000_000
"""Larger images are not decoded: a small file can claim to be larger than the memory."""
MEDIA_TYPES = {"avif": "image/avif", "webp": "image/webp"}
FORMATS = ("avif", "webp", "original")
QUALITY = {"avif": 57, "webp": 78, "jpeg": 80}
EFFORT = {"avif": 2, "webp": 4}
"""The manual explains these values with measurements: `manual/images.md`, "How long it takes"."""
EFFORT_LIMITS = {"avif": 10, "webp": 6}
_NEARLY = 0.9
_WIDEST = 10_000
_PERCENT = 100


class Encoding(Struct, frozen=True):
    """How images are encoded; `quality` is from 1 to 100 and `effort` from 0 up, by format."""

    formats: tuple[str, ...] = FORMATS
    widths: tuple[int, ...] = WIDTHS
    quality: tuple[tuple[str, int], ...] = tuple(sorted(QUALITY.items()))
    effort: tuple[tuple[str, int], ...] = tuple(sorted(EFFORT.items()))

    def quality_of(self, kind: str) -> int:
        """Return the quality of a format, `avif`; 0 if it has none."""
        return dict(self.quality).get(kind, 0)

    def effort_of(self, kind: str) -> int:
        """Return the effort of a format's encoder."""
        return dict(self.effort).get(kind, 0)


def read_encoding(
    formats: Sequence[str],
    widths: Sequence[int],
    quality: Mapping[str, object],
    effort: Mapping[str, object],
) -> Encoding:
    """Return the encoding options of a blog; raises `ValueError` with what is wrong."""
    for width in widths:
        if not 0 < width <= _WIDEST:
            raise ValueError(f"`widths: {width}` is not a width. Write pixels, 1 to {_WIDEST}.")
    if formats and not widths:
        raise ValueError("`widths` is empty. Write `formats: []` to leave images as they are.")
    return Encoding(
        tuple(formats),
        tuple(sorted(set(widths))),
        _numbers("quality", quality, QUALITY, dict.fromkeys(QUALITY, _PERCENT), 1),
        _numbers("effort", effort, EFFORT, EFFORT_LIMITS, 0),
    )


def _numbers(
    option: str,
    given: Mapping[str, object],
    usual: Mapping[str, int],
    most: Mapping[str, int],
    least: int,
) -> tuple[tuple[str, int], ...]:
    """Return a number by format, with the given ones in place of the defaults."""
    numbers = dict(usual)
    for kind, value in given.items():
        if kind not in usual:
            raise ValueError(f"`{option}: {kind}` is unknown; there are {', '.join(usual)}.")
        if isinstance(value, bool) or not isinstance(value, int):
            value = least - 1  # noqa: PLW2901 - out of bounds, like any other wrong one
        if not least <= value <= most[kind]:
            wrong = f"`{option}: {{{kind}: {given[kind]}}}` is none."
            raise ValueError(f"{wrong} Write {least} to {most[kind]}.")
        numbers[kind] = value
    return tuple(sorted(numbers.items()))


def widths_of(width: int, wanted: Sequence[int]) -> tuple[int, ...]:
    """Return the widths to generate for an image of this width, none larger than its own."""
    widest = min(width, max(wanted, default=0))
    return (*(narrower for narrower in sorted(wanted) if narrower < widest * _NEARLY), widest)
