"""From text to searchable words; `search-words.js` does the same to what readers type."""

from __future__ import annotations

import re
import unicodedata

_LONGEST = 40
_WORD = re.compile(rf"[^\W_]{{1,{_LONGEST}}}(?:\+\+|#)?")
_APART = {code: " " for code in range(128) if not chr(code).isalnum()}
"""What stands between words in a text of ASCII alone."""
_ACCENTS = re.compile("[\u0300-\u036f]")
_UNSPACED = re.compile("[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+")


def words_of(text: str) -> list[str]:
    """Return the words of a text in order, without case and accents: `C++`, `Café`.

    Chinese and Japanese, which are written without spaces, give pairs of characters.
    """
    folded = _folded(text)
    if folded.isascii() and "+" not in folded and "#" not in folded:
        words = folded.translate(_APART).split()
        if not words or len(max(words, key=len)) <= _LONGEST:
            return words  # as the pattern finds them, in a third of the time
    words = _WORD.findall(folded)
    if text.isascii() or not _UNSPACED.search(folded):
        return words
    return [part for word in words for part in _parts(word)]


def _folded(text: str) -> str:
    if text.isascii():
        return text.lower()
    plain = _ACCENTS.sub("", unicodedata.normalize("NFKD", text)).lower()
    plain = _ACCENTS.sub("", plain).replace("ß", "ss").replace("ς", "σ")
    return unicodedata.normalize("NFC", plain)


def _parts(word: str) -> list[str]:
    """Return a word, with pairs in place of each run of characters written without spaces."""
    parts: list[str] = []
    end = 0
    for run in _UNSPACED.finditer(word):
        parts.append(word[end : run.start()])
        text, end = run[0], run.end()
        parts += [text[at : at + 2] for at in range(max(1, len(text) - 1))]
    return [part for part in [*parts, word[end:]] if part.rstrip("+#")]
