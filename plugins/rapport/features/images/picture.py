"""`<picture>` around `<img>`: the browser chooses a suitable format and width."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from msgspec import Struct

from rapport.blog.images import Image, rewrite_images
from rapport.features.images.encoding_options import MEDIA_TYPES

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

ORIGINAL = "original"
"""The class of an image that is shown unchanged."""
COLUMN = 660
"""The maximum width of an article's text, in CSS pixels."""
SIZES = (
    "(min-width: 125em) 49.5em, (min-width: 100em) 45.375em, (min-width: 44em) 41.25em,"
    " calc(100vw - 2em)"
)
"""How wide an image is shown that fills an article's column: 33rem, which `--rapport-measure` says.

The theme's rem is 1.25em of the reader's own size, more on wide screens; in `sizes`, an em is that
size itself. With a narrow face the column is 30rem, still near enough to choose a file by.
"""


class PictureSource(Struct, frozen=True):
    """A variant at an address; `kind` is `avif`, `webp`, or that of the original."""

    kind: str
    url: str
    width: int


class Picture(Struct, frozen=True):
    """An image `width` pixels wide with its variants, the best format first."""

    width: int
    sources: tuple[PictureSource, ...]


def with_pictures(html: str, find: Callable[[str], Picture | None], sizes: str = SIZES) -> str:
    """Return `html` with a `<picture>` around each image that has variants.

    `find` returns the picture at an address in the HTML; `sizes` is that of an image that fills its
    column. Images of the class `original`, and those in a `<picture>` already, are unchanged.
    """

    def wrap(image: Image) -> str:
        if image.is_in_picture or ORIGINAL in (image.get("class") or "").split():
            return image.html
        picture = find(image.get("src") or "") if "srcset" not in image else None
        if picture is None or not picture.sources:
            return image.html
        return _wrapped(image, picture, sizes)

    return rewrite_images(html, wrap)


def _wrapped(image: Image, picture: Picture, sizes: str) -> str:
    shown = _shown_width(image, picture.width)
    fitting = image.get("sizes") or (f"{shown}px" if shown < COLUMN // 2 else _sizes(shown, sizes))
    attribute = f'sizes="{escape(fitting)}"'
    parts, image_attributes = [], ""
    for kind in dict.fromkeys(source.kind for source in picture.sources):
        srcset = _srcset([source for source in picture.sources if source.kind == kind])
        if kind in MEDIA_TYPES:
            parts.append(f'<source type="{MEDIA_TYPES[kind]}" srcset="{srcset}" {attribute}>')
        else:
            image_attributes = f' srcset="{srcset}"' + ("" if "sizes" in image else f" {attribute}")
    img = image.with_attributes(image_attributes)
    return f"<picture>{''.join(parts)}{img}</picture>" if parts else img


def _sizes(shown: int, sizes: str) -> str:
    """Return the HTML `sizes` of an image that may be narrower than its column."""
    return sizes if shown >= COLUMN else f"(min-width: {shown + 40}px) {shown}px, 100vw"


def _shown_width(image: Image, width: int) -> int:
    """Return the width in CSS pixels that the author wrote, or the image's own."""
    written = (image.get("width") or "").removesuffix("px")
    return int(written) if written.isdecimal() and int(written) > 0 else width


def _srcset(sources: Sequence[PictureSource]) -> str:
    return ", ".join(f"{escape(source.url)} {source.width}w" for source in sources)
