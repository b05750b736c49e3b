"""Images in an article's HTML: their size is said before they are there, and most can wait."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from rapport.blog.image_size import Size

_NOT_SHOWN = r"<!--.*?-->|<(?P<dead>script|style|template|textarea)\b.*?</(?P=dead)\s*>"
_ATTRIBUTE = r"""[^\s"'<>/=]+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'=<>`]+))?"""
_IMAGE = re.compile(
    rf"{_NOT_SHOWN}|<img\b(?P<attributes>(?:\s+{_ATTRIBUTE}|\s)*)(?P<end>\s*/?>)",
    re.DOTALL | re.IGNORECASE,
)
_PAIR = re.compile(
    r"""(?P<name>[^\s"'<>/=]+)(?:\s*=\s*(?:"(?P<a>[^"]*)"|'(?P<b>[^']*)'|(?P<c>[^\s"'=<>`]+)))?"""
)


def with_sizes(html: str, size_of: Callable[[str], Size | None]) -> str:
    """Return `html` with width and height in every `<img>`, and all but the first loaded late.

    `size_of` gives the size of the image at an address as the HTML says it, None if it is not
    the site's own. What an author wrote stays.
    """
    seen = 0

    def complete(match: re.Match[str]) -> str:
        nonlocal seen
        if match["attributes"] is None:
            return match[0]
        seen += 1
        given = {pair["name"].lower(): pair for pair in _PAIR.finditer(match["attributes"])}
        added = ""
        if "src" in given and not {"width", "height"} & given.keys():
            size = size_of(unescape(_value(given["src"])))
            added += f' width="{size[0]}" height="{size[1]}"' if size else ""
        if seen > 1 and "loading" not in given:
            added += ' loading="lazy"'
        written = match["attributes"].rstrip()
        gap = match["attributes"][len(written) :]
        return f"<img{written}{added}{gap}{match['end']}"

    return _IMAGE.sub(complete, html)


def _value(pair: re.Match[str]) -> str:
    return pair["a"] or pair["b"] or pair["c"] or ""
