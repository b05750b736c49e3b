"""A logo that is nearly the colour of the page: white on paper, black on night."""

from __future__ import annotations

import re

from rapport.blog.brand import PAPER, SCHEMES
from rapport.blog.contrast import contrast, is_colour

_VISIBLE = 1.5
"""The contrast below which a shape is hardly seen; WCAG asks for 3 : 1, but not of logos."""
_PAINT = re.compile(r"\b(?:fill|stroke|color|stop-color)\s*[=:]\s*[\"']?\s*(?P<paint>[^\"';}>]+)")
_NAMED = {"white": "#ffffff", "black": "#000000", "#ffffffff": "#ffffff"}
_NOTHING = frozenset(("none", "transparent"))
_MANY_COLOURS = ("<image", "prefers-color-scheme", "url(#", "<mask", "<filter")
"""What may show any colour."""


def faint_schemes(svg: str) -> list[str]:
    """Return in which of `light` and `dark` a logo can hardly be seen, from its SVG.

    Nothing is said of one whose colours are not all known.
    """
    if any(mark in svg for mark in _MANY_COLOURS):
        return []
    paints = {match["paint"].strip().lower() for match in _PAINT.finditer(svg)} - _NOTHING
    colours = {_NAMED.get(paint, paint) for paint in paints} or {"#000000"}
    if not all(is_colour(colour) for colour in colours):
        return []
    return [
        scheme
        for scheme, paper in zip(SCHEMES, PAPER, strict=True)
        if all(contrast(colour, paper) < _VISIBLE for colour in colours)
    ]
