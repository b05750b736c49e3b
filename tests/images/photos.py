"""Images as cameras and drawing programs make them."""

from __future__ import annotations

import io
import random
from typing import Any

from PIL import Image, ImageChops, ImageDraw, ImageFilter, PngImagePlugin

GPS = "51; 30; 12.5"
CAMERA = "Telephone of Anna"


def photo(width: int = 1800, height: int = 1200, seed: int = 1) -> Image.Image:
    """Return a picture with light and shade, many things in it, and soft edges."""
    chance = random.Random(seed)
    image = Image.merge("RGB", [Image.linear_gradient("L").resize((width, height))] * 3)
    pen = ImageDraw.Draw(image)
    for _ in range(400):
        x, y = chance.randrange(width), chance.randrange(height)
        side = chance.randrange(max(2, width // 200), width // 8 + 3)
        colour = tuple(chance.randrange(256) for _ in range(3))
        (pen.ellipse if chance.random() < 0.5 else pen.rectangle)(
            [x, y, x + side, y + side], colour
        )
    light = Image.radial_gradient("L").resize((width, height))
    return ImageChops.screen(
        image.filter(ImageFilter.GaussianBlur(1.2)),
        Image.merge("RGB", [light] * 3).point(lambda v: v // 3),
    )


def drawing(width: int = 1000, height: int = 600) -> Image.Image:
    """Return a drawing of few colours on nothing."""
    image = Image.new("RGBA", (width, height), (0, 0, 0, 0))
    pen = ImageDraw.Draw(image)
    for number in range(8):
        left = number * width // 8
        pen.rectangle(
            [left, height // 12, left + width // 10, height - height // 12], fill=(15, 92, 77, 255)
        )
        pen.ellipse(
            [left, height // 6, left + width // 12, height // 6 + width // 12],
            fill=(161, 63, 24, 255),
        )
    return image


def encoded(image: Image.Image, kind: str, **options: Any) -> bytes:  # noqa: ANN401 - Pillow's own
    stream = io.BytesIO()
    image.save(stream, kind, **options)
    return stream.getvalue()


def decoded(data: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


def exif(orientation: int = 1) -> Image.Exif:
    """Return what a telephone writes: whose it is, which way is up, and where it was."""
    found = Image.Exif()
    found[0x010F] = CAMERA
    found[0x0112] = orientation
    found.get_ifd(0x8825)[2] = (51.0, 30.0, 12.5)
    return found


def camera_jpeg(width: int = 1800, height: int = 1200, orientation: int = 1) -> bytes:
    xmp = f"<x:xmpmeta xmlns:x='adobe:ns:meta/'>{CAMERA}</x:xmpmeta>".encode()
    return encoded(
        photo(width, height), "JPEG", quality=92, exif=exif(orientation), xmp=xmp, comment=CAMERA
    )


def told_png(image: Image.Image) -> bytes:
    text = PngImagePlugin.PngInfo()
    text.add_text("Author", CAMERA)
    text.add_itxt("XML:com.adobe.xmp", CAMERA)
    return encoded(image, "PNG", pnginfo=text, exif=exif())
