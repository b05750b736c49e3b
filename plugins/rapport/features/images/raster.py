"""An image file's pixels: upright, in sRGB, with their alpha, and with nothing else."""

from __future__ import annotations

import io
from dataclasses import dataclass

from PIL import Image, ImageCms, ImageOps

from rapport.features.images.recipe import PIXEL_LIMIT
from rapport.features.images.structure import BrokenImageError

_FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
_FEW_COLOURS = 256
_SAMPLE = 400
Image.MAX_IMAGE_PIXELS = PIXEL_LIMIT


@dataclass(frozen=True, slots=True)
class Raster:
    """The pixels of an image; `is_drawn` is one of few colours, whose edges must stay sharp."""

    image: Image.Image
    kind: str
    is_drawn: bool


def read_raster(data: bytes) -> Raster | None:
    """Return the pixels of a file; None for an animation, which only the file itself shows."""
    try:
        with Image.open(io.BytesIO(data), formats=_FORMATS) as image:
            if getattr(image, "is_animated", False):
                return None
            kind = (image.format or "").lower()
            profile = image.info.get("icc_profile")
            plain = _in_srgb(_plain(ImageOps.exif_transpose(image)), profile)
    except Image.DecompressionBombError as error:
        raise BrokenImageError(f"it has more than {PIXEL_LIMIT:,} pixels") from error
    except (OSError, SyntaxError, ValueError, EOFError, MemoryError) as error:
        raise BrokenImageError("its pixels can't be read") from error
    return Raster(plain, kind, kind != "jpeg" and _is_drawn(plain))


def _plain(image: Image.Image) -> Image.Image:
    """Return the image in grey, colours, or either with alpha; eight bits each."""
    if image.mode.startswith("I") or image.mode == "F":
        return image.convert("I").point(lambda value: value / 257).convert("L")
    if image.mode in ("RGB", "L", "CMYK", "RGBA"):
        if "transparency" not in image.info:
            return image
        return image.convert("RGBA")
    if image.mode == "1":
        return image.convert("L")
    return image.convert("RGBA" if image.has_transparency_data else "RGB")


def _in_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """Return the image in the web's colours; a broken profile says nothing."""
    if profile and b"s\0R\0G\0B" not in profile and b"sRGB" not in profile:
        alpha = image.getchannel("A") if image.mode == "RGBA" else None
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            known = image.convert("RGB") if alpha else image
            turned = ImageCms.profileToProfile(
                known, source, ImageCms.createProfile("sRGB"), outputMode="RGB"
            )
        except (ImageCms.PyCMSError, OSError, ValueError):
            turned = None
        if turned is not None:
            if alpha:
                turned.putalpha(alpha)
            turned.info.clear()
            return turned
    plain = image.convert("RGB") if image.mode == "CMYK" else image
    plain.info.clear()
    return plain


def _is_drawn(image: Image.Image) -> bool:
    """Return whether a piece of the image has few colours, as drawings and screens have."""
    width, height = image.size
    left, top = max(0, (width - _SAMPLE) // 2), max(0, (height - _SAMPLE) // 2)
    piece = image.crop((left, top, min(width, left + _SAMPLE), min(height, top + _SAMPLE)))
    return piece.getcolors(_FEW_COLOURS * 4) is not None
