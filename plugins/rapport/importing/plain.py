"""Convert HTML to plain text, for titles and descriptions."""

from __future__ import annotations

import html
import re

_TAG = re.compile(r"<[A-Za-z/!][^>]*>")
_BREAK = re.compile(r"<(?:br|p|/p|div|/div|li)\b[^>]*>", re.IGNORECASE)


def plain_text(text: str) -> str:
    """Return text without tags on one line, with its entities decoded."""
    without = _TAG.sub("", _BREAK.sub(" ", text))
    return " ".join(html.unescape(html.unescape(without)).split())
