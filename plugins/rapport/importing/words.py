"""Check that a conversion kept the words of a text; the markup is ignored."""

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
_UNSEEN = re.compile(
    r"<!--.*?-->|\{#.*?#\}|\{%-?\s*comment\b.*?endcomment\s*-?%\}"
    r"|\{%.*?%\}|\{\{.*?\}\}|\{[:.#][^}\n]*\}|^ {0,3}\[[^\]\n]+\]:.*$|\]\([^()\n]*\)|https?://[^\s<>]+"
    r"|<(script|style|noscript|template)\b.*?</\1\s*>|<[A-Za-z/][^<>]*>",
    re.DOTALL | re.IGNORECASE | re.MULTILINE,
)
"""What no reader of a blog of Markdown saw: comments, programs, tags of HTML and of templates."""
_RAW = re.compile(r"\{%-?\s*raw\s*-?%\}(.*?)\{%-?\s*endraw\s*-?%\}", re.DOTALL)
_CODE = re.compile(
    r"^(?P<fence>[ \t>]*(?:`{3,}|~{3,})).*?^(?P=fence)[ \t]*$|`[^`\n]+`", re.DOTALL | re.MULTILINE
)
_MARKS = re.compile(r"\\(?=[!-/:-@\[-`{-~])|[*`\[\]]")


def said_by(markdown: str) -> str:
    """Return Markdown without the marks that may stand within a word: `b**old**` is `bold`."""
    plain = _ADDRESS.sub(lambda match: match[0] if match[0][0] == "<" else "", markdown)
    return html.unescape(_MARKS.sub("", _TAG.sub("", plain)))


def words(text: str) -> list[str]:
    """Return the words of a text, letters and figures only, in any script."""
    return _WORD.findall(unicodedata.normalize("NFC", text))


def lost_words(before: str, after: str) -> list[str]:
    """Return the words that `before` has more often than the Markdown `after`."""
    missing = Counter(words(before)) - Counter(words(said_by(after)))
    if missing:  # seldom; a mark that is a letter in code may still hold a word
        missing = Counter(words(before)) - (Counter(words(said_by(after))) | Counter(words(after)))
    return list(missing.elements())


def lost_of_markdown(before: str, after: str) -> list[str]:
    """Return the words that a reader saw of `before`, in any system's Markdown, and `after` lacks.

    Whether marks part two words depends on what they become: a picture does, bold letters don't.
    """
    return min((lost_words(_seen(before, gap), after) for gap in ("", " ")), key=len)


def _seen(markdown: str, gap: str) -> str:
    """Return the visible text: code complete, the rest with `gap` in place of marks.

    What a template's tag showed is not known here; whoever turns the tag says what became of it.
    """
    texts: list[str] = []

    def keep(match: re.Match[str]) -> str:
        texts.append(match[0])
        return " "

    literal = _RAW.sub(lambda match: re.sub(r"[{}%#]", "", match[1]), markdown)
    plain = _TAG.sub("", _CODE.sub(keep, literal))
    rest = _UNSEEN.sub(lambda match: " " if match[0][0] == "<" else gap, plain)
    return "\n".join((said_by(rest), *texts))
