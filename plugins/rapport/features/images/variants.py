"""An image made anew in several widths and formats, and those of them that are worth having."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Any

from PIL import Image

from rapport.features.images.raster import Raster, read_raster
from rapport.features.images.recipe import Recipe, widths_of

_PALETTE = 192


@dataclass(frozen=True, slots=True)
class Variant:
    """An image in one format and width; `kind` is `avif`, `webp`, or that of the original."""

    kind: str
    width: int
    height: int
    data: bytes


def make_variants(data: bytes, recipe: Recipe) -> list[Variant]:
    """Return the variants of an image file, AVIF first; none for an animation.

    A format stays away that would cost the reader more than the next one, or than the original.
    """
    raster = read_raster(data)
    if raster is None:
        return []
    widths = widths_of(raster.image.width, recipe.widths)
    resized = [_resized(raster, width) for width in widths]
    best: list[Variant] = []
    for name in ("original", "webp", "avif"):
        if name not in recipe.formats or (name == "original" and raster.kind == "gif"):
            continue
        kind = raster.kind if name == "original" else name
        made = _worth_having([_encoded(image, kind, raster, recipe) for image in resized])
        if name == "original":
            best = [one for one in made if len(one.data) < len(data)]
        elif _cost(made, widths, len(data)) < _cost(best, widths, len(data)):
            best = made + best
    return best


def _worth_having(made: list[Variant]) -> list[Variant]:
    """Return the variants without those that cost more than a wider one."""
    kept: list[Variant] = []
    for one in reversed(made):
        if not kept or len(one.data) < len(kept[0].data):
            kept.insert(0, one)
    return kept


def _cost(variants: list[Variant], widths: tuple[int, ...], original: int) -> int:
    """Return how many bytes browsers load for all widths, where they take the first format."""
    kind = variants[0].kind if variants else ""
    first = [one for one in variants if one.kind == kind]
    return sum(
        next((len(one.data) for one in first if one.width >= width), original) for width in widths
    )


def _resized(raster: Raster, width: int) -> Image.Image:
    """Return the image in another width; a drawing keeps to as many colours as a palette has."""
    image = raster.image
    if width == image.width:
        return image
    height = max(1, round(image.height * width / image.width))
    smaller = image.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=3.0)
    if raster.is_drawn and smaller.mode == "RGB":
        return smaller.quantize(_PALETTE, dither=Image.Dither.NONE).convert("RGB")
    return smaller


def _encoded(image: Image.Image, kind: str, raster: Raster, recipe: Recipe) -> Variant:
    stream = io.BytesIO()
    image.save(stream, kind.upper(), **_options(kind, recipe, is_drawn=raster.is_drawn))
    return Variant(kind, image.width, image.height, stream.getvalue())


def _options(kind: str, recipe: Recipe, *, is_drawn: bool) -> dict[str, Any]:
    """Return how Pillow writes a format; one thread each, so that all machines write the same."""
    if kind == "avif":
        subsampling = "4:4:4" if is_drawn else "4:2:0"
        quality = recipe.quality_of(kind)
        return {"quality": quality, "speed": 6, "max_threads": 1, "subsampling": subsampling}
    if kind == "webp":
        if is_drawn:
            return {"lossless": True, "quality": 80, "method": 4, "exact": False}
        return {"quality": recipe.quality_of(kind), "method": 4}
    if kind == "jpeg":
        return {"quality": recipe.quality_of(kind), "optimize": True, "progressive": True}
    return {"optimize": True} if kind == "png" else {}
