"""Style sheets in the colours and the face of a blog's own look."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rapport.blog.brand import Brand

_COLOUR = re.compile(r"#[0-9a-f]{6}\b", re.IGNORECASE)
_OUR_FACES = re.compile(r"@font-face \{[^}]*\}\s*")
_OUR_SERIF = re.compile(r"--rapport-serif:[^;]*;")
_OF_THE_DEVICE = '"Iowan Old Style", "Palatino Linotype", Palatino, P052, Georgia, serif'
_PLAIN_CARD = """
.card {
  background:
    linear-gradient(var(--rapport-accent) 0 0) 0 0 / 100% 0.2rem no-repeat,
    var(--rapport-raised);
}
"""
"""The replacement for the edge of an envelope, which is our own sign."""


def in_brand(text: str, brand: Brand) -> str:
    """Return a style sheet with the brand's colours and typeface in place of ours."""
    colours = brand.replacements()
    text = _COLOUR.sub(lambda match: colours.get(match[0].lower(), match[0]), text)
    if brand.face == "literata":
        return text
    serif = _OF_THE_DEVICE if brand.face == "system" else f'"Own Face", {_OF_THE_DEVICE}'
    return _OUR_SERIF.sub(f"--rapport-serif: {serif};", _OUR_FACES.sub("", text))


def brand_rules(brand: Brand) -> str:
    """Return the rules that a brand adds to the style sheet of pages."""
    if brand.face in ("literata", "system"):
        return _PLAIN_CARD
    return (
        f"{_PLAIN_CARD}@font-face {{ font-display: swap; font-family: 'Own Face';"
        f' font-weight: 100 900; src: url("../../{brand.face}"); }}\n'
    )
