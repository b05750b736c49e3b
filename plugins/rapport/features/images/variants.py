"""An image in several widths and formats, and which of these variants are worth publishing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec import Struct

from rapport.features.images.encoding_options import Encoding, widths_of
from rapport.features.images.store import Blob, ImageTraits

_LOSSLESS = ("png",)
_TALLEST = {"avif": 32_700, "webp": 16_300, "jpeg": 65_400}
"""The maximum height in pixels that the format can hold, or browsers show."""


class Variant(Struct, frozen=True):
    """An image in one width and format, encoded in one way; `kind` is the format, `avif`."""

    kind: str
    width: int
    quality: int
    effort: int

    @property
    def name(self) -> str:
        """Its name among all variants of the image: `avif-800-55-2`."""
        return f"{self.kind}-{self.width}-{self.quality}-{self.effort}"


class Shape(Struct, frozen=True):
    """An image as it is published: its width in pixels, and its length in bytes."""

    width: int
    length: int


def wanted_variants(look: ImageTraits, width: int, encoding: Encoding) -> list[Variant]:
    """Return the variants to make of an image of this width: the widest first, no two alike.

    A lossless image in its own width is what the file is already.
    """
    if not look.is_still:
        return []
    return [
        Variant(kind, narrower, encoding.quality_of(kind), encoding.effort_of(kind))
        for narrower in reversed(widths_of(width, encoding.widths))
        for kind in _kinds(look, encoding)
        if narrower < width or kind not in _LOSSLESS
        if narrower * look.aspect <= _TALLEST.get(kind, look.aspect * narrower)
    ]


def _kinds(look: ImageTraits, encoding: Encoding) -> list[str]:
    """Return the formats of an image, the best first; its own replaces `original`."""
    named = {"avif": "avif", "webp": "webp", "original": look.own}
    kinds = [named[name] for name in named if name in encoding.formats]
    return [kind for kind in dict.fromkeys(kinds) if kind]


def worth_having(
    blobs: Mapping[str, Blob], look: ImageTraits, shape: Shape, encoding: Encoding
) -> tuple[Blob, ...]:
    """Return the finished variants that save readers bytes: best format first, widths ascending.

    A format is left out if it would cost the reader more than the next one, or than the original.
    """
    wanted = wanted_variants(look, shape.width, encoding)
    widths = widths_of(shape.width, encoding.widths)
    best: list[Blob] = []
    for kind in reversed(_kinds(look, encoding)):
        encoded = [blobs[variant.name] for variant in wanted if variant.kind == kind]
        cheap = list(_cheaper_than_wider(encoded))[::-1]
        if kind == look.own and "original" in encoding.formats:
            best = [blob for blob in cheap if blob.length < shape.length]
        elif _cost(cheap, widths, shape.length) < _cost(best, widths, shape.length):
            best = cheap + best
    return tuple(best)


def _cheaper_than_wider(blobs: Iterable[Blob]) -> Iterator[Blob]:
    """Yield the variants of one format, the widest first, without those larger than a wider one."""
    least: int | None = None
    for blob in blobs:
        if least is None or blob.length < least:
            least = blob.length
            yield blob


def _cost(blobs: Sequence[Blob], widths: Sequence[int], original: int) -> int:
    """Return how many bytes browsers load for all widths, if they take the first format."""
    first = [blob for blob in blobs if blob.suffix == blobs[0].suffix]
    return sum(
        next((blob.length for blob in first if blob.width >= width), original) for width in widths
    )
