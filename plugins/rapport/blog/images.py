"""Images in an article's HTML: sizes are declared, and most are loaded lazily."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from rapport.blog.image_size import Size

_NOT_SHOWN = r"<!--.*?-->|<(?P<dead>script|style|template|textarea)\b.*?</(?P=dead)\s*>"
_ATTRIBUTE = r"""[^\s"'<>/=]+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'=<>`]+))?"""
_IMAGE = re.compile(
    rf"{_NOT_SHOWN}|(?P<picture></?picture\b)"
    rf"|<img\b(?P<attributes>(?:\s+{_ATTRIBUTE}|\s)*)(?P<end>\s*/?>)",
    re.DOTALL | re.IGNORECASE,
)
_PAIR = re.compile(
    r"""(?P<name>[^\s"'<>/=]+)(?:\s*=\s*(?:"(?P<a>[^"]*)"|'(?P<b>[^']*)'|(?P<c>[^\s"'=<>`]+)))?"""
)
_SOME_IMAGE = re.compile("<img", re.IGNORECASE)
_TAG = re.compile(r"<[^>]*>")
_FIRST_SCREEN = 600
"""About as many characters fit on a first screen, below title and byline."""


class Image(Struct, frozen=True):
    """An `<img>` in HTML; the values of its attributes are text."""

    html: str
    start: int
    is_in_picture: bool
    _attributes: Mapping[str, str]
    _written: str
    _end: str

    def __contains__(self, name: str) -> bool:
        """Return whether it has this attribute, even if it is empty."""
        return name in self._attributes

    def get(self, name: str) -> str | None:
        """Return an attribute's value, None if it has none."""
        return self._attributes.get(name)

    def with_attributes(self, added: str) -> str:
        """Return the tag with more attributes, ` width="4"`, after those that it has."""
        written = self._written.rstrip()
        return f"<img{written}{added}{self._written[len(written) :]}{self._end}"


def rewrite_images(html: str, rewrite: Callable[[Image], str]) -> str:
    """Return `html` with every visible `<img>` replaced by the result of `rewrite`."""
    if not _SOME_IMAGE.search(html):
        return html
    is_in_picture = False

    def replace(match: re.Match[str]) -> str:
        nonlocal is_in_picture
        if match["picture"]:
            is_in_picture = not match["picture"].startswith("</")
        if match["attributes"] is None:
            return match[0]
        given = {
            pair["name"].lower(): unescape(pair["a"] or pair["b"] or pair["c"] or "")
            for pair in _PAIR.finditer(match["attributes"])
        }
        written, end = match["attributes"], match["end"]
        return rewrite(Image(match[0], match.start(), is_in_picture, given, written, end))

    return _IMAGE.sub(replace, html)


def with_sizes(html: str, size_of: Callable[[str], Size | None]) -> str:
    """Return `html` with width and height in every `<img>`; images far down are loaded lazily.

    `size_of` returns the size of the image at an address in the HTML, None if it is not the site's
    own. The first image is loaded with high priority if it is near the top; attributes that the
    author wrote are kept.
    """
    seen = 0

    def complete(image: Image) -> str:
        nonlocal seen
        seen += 1
        added = _size_attributes(image, size_of)
        if seen == 1 and _is_near_top(html[: image.start]):
            added += "" if "fetchpriority" in image or "loading" in image else _AT_ONCE
        else:
            added += "" if "loading" in image else ' loading="lazy"'
            added += "" if "decoding" in image else ' decoding="async"'
        return image.with_attributes(added)

    return rewrite_images(html, complete)


def _size_attributes(image: Image, size_of: Callable[[str], Size | None]) -> str:
    """Return the missing width and height, in the proportions of the file."""
    if "height" in image or not (source := image.get("src")):
        return ""
    written = image.get("width")
    if written is not None and not written.isdecimal():
        return ""
    size = size_of(source)
    if size is None:
        return ""
    width, height = size
    if written is None:
        return f' width="{width}" height="{height}"'
    return f' height="{max(1, round(int(written[:6]) * height / width))}"'


_AT_ONCE = ' fetchpriority="high"'


def _is_near_top(before: str) -> bool:
    """Return whether an image is on the first screen, given the HTML before it."""
    return len(_TAG.sub("", before).strip()) < _FIRST_SCREEN
