"""Whether a text still says what it said: its words before and after, markup apart."""

from __future__ import annotations

import html
import re
import unicodedata
from collections import Counter

_WORD = re.compile(r"[^\W_]+")


_ADDRESS = re.compile(r"\]\([^()\s]*\)|<https?://[^\s<>]*>")
_TAG = re.compile(
    r"</?(?:a|abbr|b|code|del|em|i|ins|kbd|mark|s|small|span|strong|sub|sup|u)\b[^<>]*>"
)
_MARKS = re.compile(r"\\(?=[!-/:-@\[-`{-~])|[*`\[\]]")


def said_by(markdown: str) -> str:
    """Return Markdown without the marks that may stand within a word: `b**old**` is `bold`."""
    plain = _ADDRESS.sub(lambda found: found[0] if found[0][0] == "<" else "", markdown)
    return html.unescape(_MARKS.sub("", _TAG.sub("", plain)))


def words(text: str) -> list[str]:
    """Return the words of a text, letters and figures only, in any script."""
    return _WORD.findall(unicodedata.normalize("NFC", text))


def lost_words(before: str, after: str) -> list[str]:
    """Return the words that `before` has more often than the Markdown `after`."""
    found = Counter(words(said_by(after))) | Counter(words(after))
    missing = Counter(words(before)) - found
    return list(missing.elements())
