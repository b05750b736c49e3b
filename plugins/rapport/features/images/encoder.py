"""The encoding of an image in other widths and formats."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any

from PIL import Image

from rapport.features.images.metadata import BrokenImageError
from rapport.features.images.raster import Raster
from rapport.features.images.variants import Variant

_PALETTE = 192
_REDUCING_GAP = 2.0
_FASTEST = 10
"""The inverse scale of libavif's `speed`."""


def encoded(raster: Raster, variants: Iterable[Variant]) -> Iterator[tuple[Variant, int, bytes]]:
    """Yield each variant, ordered by width, with its height and its file's bytes.

    Pixels are scaled once for all formats of a width.
    """
    for width, same_width in groupby(variants, lambda variant: variant.width):
        image = _resized(raster, width)
        for variant in same_width:
            yield variant, image.height, _encoded(image, variant, raster)


def _resized(raster: Raster, width: int) -> Image.Image:
    """Return the image in another width; a drawing keeps to the colours of a palette."""
    image = raster.image
    if width == image.width:
        return image
    height = max(1, round(image.height * width / image.width))
    smaller = image.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=_REDUCING_GAP)
    if raster.look.is_drawn and smaller.mode == "RGB":
        return smaller.quantize(_PALETTE, dither=Image.Dither.NONE)
    return smaller


def _encoded(image: Image.Image, variant: Variant, raster: Raster) -> bytes:
    stream = io.BytesIO()
    if image.mode == "P" and variant.kind != "png":
        image = image.convert("RGB")
    try:
        image.save(stream, variant.kind.upper(), **_options(variant, raster))
    except (OSError, ValueError, MemoryError) as error:
        raise BrokenImageError(f"it can't be written as {variant.kind.upper()}: {error}") from error
    return stream.getvalue()


def _options(variant: Variant, raster: Raster) -> dict[str, Any]:
    """Return Pillow's options for a format; one thread each, so that all machines agree."""
    quality, has_fine_colours = variant.quality, raster.kind in ("png", "gif")
    if variant.kind == "avif":
        return {
            "quality": quality,
            "speed": _FASTEST - variant.effort,
            "max_threads": 1,
            "subsampling": "4:4:4" if raster.look.is_drawn or has_fine_colours else "4:2:0",
        }
    if variant.kind == "webp":
        if raster.look.is_drawn:
            return {"lossless": True, "quality": 60, "method": min(2, variant.effort)}
        return {"quality": quality, "method": variant.effort}
    if variant.kind == "jpeg":
        subsampling = "4:4:4" if has_fine_colours else "4:2:0"
        return {
            "quality": quality,
            "optimize": True,
            "progressive": True,
            "subsampling": subsampling,
        }
    return {"compress_level": 6} if variant.kind == "png" else {}
