"""Icons in pixels, drawn by Pillow with its bundled font."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from PIL import Image, ImageDraw, ImageFont

from rapport.features.look.icons import initial

if TYPE_CHECKING:
    from rapport.blog.brand import Brand

_FINE = 4


def draw_icon(name: str, brand: Brand, side: int, kind: str) -> bytes:
    """Return a square icon as a file of Pillow's `kind`, "PNG" or "ICO"."""
    large = side * _FINE
    icon = Image.new("RGBA", (large, large), brand.light.accent)
    face = ImageFont.load_default(large * 0.66)
    pen = ImageDraw.Draw(icon)
    middle = (large / 2, large / 2)
    pen.text(middle, initial(name), font=face, fill=brand.light.accent_ink, anchor="mm")
    stream = io.BytesIO()
    icon.resize((side, side), Image.Resampling.LANCZOS).save(stream, kind)
    return stream.getvalue()
