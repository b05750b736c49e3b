"""An image file's pixels: upright, in sRGB, with their alpha channel, without metadata."""

from __future__ import annotations

import io

from msgspec import Struct
from PIL import Image, ImageCms, ImageOps

from rapport.features.images.encoding_options import PIXEL_LIMIT
from rapport.features.images.metadata import BrokenImageError, kind_of
from rapport.features.images.store import ImageTraits

_FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
_FEW_COLOURS = 256
_MOSTLY = 0.95
_SAMPLE = 300
_ORIENTATION = 0x0112
_ON_ITS_SIDE = range(5, 9)
_OPAQUE = 255
Image.MAX_IMAGE_PIXELS = PIXEL_LIMIT


class Raster(Struct, frozen=True):
    """The pixels of an image of `kind`, at least as wide as requested, and its traits."""

    image: Image.Image
    kind: str
    look: ImageTraits


def read_raster(data: bytes, widest: int) -> Raster | None:
    """Return the pixels of a file; None for an animation, which only the file itself shows.

    A photograph that is much wider than `widest` is read at a half, a quarter or an eighth of its
    size, as JPEG allows: never narrower than that.
    """
    kind = kind_of(data)
    try:
        with Image.open(io.BytesIO(data), formats=_FORMATS) as image:
            if image.width * image.height > PIXEL_LIMIT:
                raise Image.DecompressionBombError  # noqa: TRY301 - Pillow itself waits for twice
            if kind == "jpeg":
                _shrink_on_load(image, widest)
            elif getattr(image, "is_animated", False):
                return None
            image.load()
            profile = image.info.get("icc_profile")
            ImageOps.exif_transpose(image, in_place=True)
            plain = _in_srgb(_plain(image), profile)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise BrokenImageError(f"it has more than {PIXEL_LIMIT:,} pixels") from error
    except (OSError, SyntaxError, ValueError, EOFError, MemoryError) as error:
        raise BrokenImageError("its pixels can't be read") from error
    plain = _without_idle_alpha(plain)
    return Raster(plain, kind, _look(plain, kind))


def _shrink_on_load(image: Image.Image, widest: int) -> None:
    """Let the decoder skip what no variant shows; `widest` is the width after rotation."""
    width, height = image.size
    if image.getexif().get(_ORIENTATION) in _ON_ITS_SIDE:
        image.draft(None, (widest * width // height, widest))
    else:
        image.draft(None, (widest, widest * height // width))


def _plain(image: Image.Image) -> Image.Image:
    """Return the image in grey or colours, with or without alpha; eight bits each."""
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
    """Return the image in sRGB; a broken profile is ignored."""
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


def _without_idle_alpha(image: Image.Image) -> Image.Image:
    """Return an opaque image without its alpha channel: many screenshots have one."""
    if image.mode == "RGBA" and image.getchannel("A").getextrema()[0] == _OPAQUE:
        return image.convert("RGB")
    return image


def _look(image: Image.Image, kind: str) -> ImageTraits:
    """Return the traits of an image; a photograph that came as PNG falls back to JPEG."""
    is_drawn = kind != "jpeg" and _has_few_colours(image)
    lossy_kind = "" if kind == "gif" else kind
    if kind == "png" and not is_drawn and image.mode != "RGBA":
        lossy_kind = "jpeg"
    return ImageTraits(lossy_kind, is_drawn=is_drawn, aspect=image.height / image.width)


def _has_few_colours(image: Image.Image) -> bool:
    """Return whether few colours fill nearly all of an image, as in drawings and screenshots.

    Pixels from all over it are counted as they are, never mixed: edges of letters have many shades,
    but small areas.
    """
    size = (min(image.width, _SAMPLE), min(image.height, _SAMPLE))
    sample = image.resize(size, Image.Resampling.NEAREST)
    pixels = sample.width * sample.height
    counts = sorted((count for count, _ in sample.getcolors(pixels) or ()), reverse=True)
    return sum(counts[:_FEW_COLOURS]) >= _MOSTLY * pixels
