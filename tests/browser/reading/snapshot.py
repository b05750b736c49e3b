"""Small pictures of pages: coarse enough that a machine's own drawing of type makes no difference.

A picture has one cell for 8 by 8 pixels, in 16 shades. What it shows is where things stand and how
dark they are.
"""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from PIL import Image, ImageChops

if TYPE_CHECKING:
    from pathlib import Path

CELL = 8
_SHADES = 16
_FAR = 40
"""Cells that differ by more than this, of 255, show something else."""
MOST_FAR = 0.03
"""The part of a picture that may show something else."""


def shrink(screenshot: bytes) -> Image.Image:
    """Return the small picture of a PNG screenshot."""
    image = Image.open(BytesIO(screenshot)).convert("L")
    size = (image.width // CELL, image.height // CELL)
    step = 255 // (_SHADES - 1)
    return image.resize(size, Image.Resampling.BOX).point(lambda shade: round(shade / step) * step)


def difference(left: Image.Image, right: Image.Image) -> float:
    """Return which part of two small pictures shows something else, 0 to 1."""
    if left.size != right.size:
        return 1
    far = ImageChops.difference(left, right).point(lambda shade: 255 if shade > _FAR else 0)
    return far.histogram()[255] / (left.width * left.height)


def save(image: Image.Image, path: Path) -> None:
    """Write a small picture as a PNG with a palette of its shades."""
    image.quantize(_SHADES).save(path, optimize=True)


def load(path: Path) -> Image.Image:
    """Read what `save` wrote."""
    return Image.open(path).convert("L")
