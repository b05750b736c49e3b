"""An image made anew in several widths and formats, and those of them that are worth having."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Any

from PIL import Image

from rapport.images.raster import Raster, read_raster
from rapport.images.recipe import Recipe, widths_of


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
    resized = [_resized(raster.image, width) for width in widths]
    best: list[Variant] = []
    for name in ("original", "webp", "avif"):
        if name not in recipe.formats or (name == "original" and raster.kind == "gif"):
            continue
        kind = raster.kind if name == "original" else name
        made = [_encoded(image, kind, raster, recipe) for image in resized]
        if name == "original":
            best = [one for one in made if len(one.data) < len(data)]
        elif _costs_less(made, best, len(data)):
            best = made + best
    return best


def _costs_less(made: list[Variant], best: list[Variant], original: int) -> bool:
    """Return whether a format is smaller than the one that browsers would take without it."""
    rival = {one.width: len(one.data) for one in reversed(best)}
    widest = made[-1]
    if len(widest.data) >= rival.get(widest.width, original):
        return False
    return sum(len(one.data) for one in made) < sum(rival.get(one.width, original) for one in made)


def _resized(image: Image.Image, width: int) -> Image.Image:
    if width == image.width:
        return image
    height = max(1, round(image.height * width / image.width))
    return image.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=3.0)


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
