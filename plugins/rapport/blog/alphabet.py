"""The order in which readers of a language look names up.

Accents are ignored at first, as in most languages; in some, letters with marks are separate letters
with their own place. Digraphs that count as one letter, such as the Czech `ch`, count as two.
"""

from __future__ import annotations

import unicodedata
from functools import cache

Key = tuple[str, str]

_AFTER: dict[str, str] = {
    "cs": "cč rř sš zž",
    "da": "zæøå",
    "es": "nñ",
    "fi": "zåäö",
    "hr": "cčć dđ sš zž",
    "hu": "oö uü",
    "is": "dð zþæö",
    "lt": "cč sš zž",
    "lv": "cč gģ kķ lļ nņ sš zž",
    "nb": "zæøå",
    "nn": "zæøå",
    "pl": "aą cć eę lł nń oó sś zźż",
    "ro": "aăâ iî sș tț",
    "sk": "aä cč oô sš zž",
    "sl": "cč sš zž",
    "sv": "zåäö",
    "tr": "cç gğ hı oö sş uü",
}
"""By language: a letter, and the separate letters that follow it."""
_LAST = "\uffff"
_SPELT = str.maketrans({"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ł": "l", "ð": "d"})


def alphabetical(name: str, language: str) -> Key:
    """Return the sort key of a name in a language, a tag such as `sv` or `pt-BR`."""
    return "".join(_places(name, language)), name


def first_letter(name: str, language: str) -> str:
    """Return the letter that a name is found under: `Å` in Swedish, `A` in German; else `#`."""
    first = _from_first_letter(name)[:1]
    if first in _own_letters(language):
        return first.upper()
    plain = _plain(first)[:1]
    return plain.upper() if plain.isalpha() else "#"


def _places(name: str, language: str) -> list[str]:
    letters = _own_letters(language)
    return [letters.get(letter) or _plain(letter) for letter in _from_first_letter(name)]


def _from_first_letter(name: str) -> str:
    """Return a name in lower case without leading symbols: `.NET` is found under N."""
    plain = unicodedata.normalize("NFC", name).lower()
    start = next((place for place, letter in enumerate(plain) if letter.isalnum()), 0)
    return plain[start:]


@cache
def _own_letters(language: str) -> dict[str, str]:
    groups = _AFTER.get(language.replace("_", "-").split("-")[0].lower(), "").split()
    return {
        letter: group[0] + _LAST * place
        for group in groups
        for place, letter in enumerate(group[1:], 1)
    }


def _plain(letter: str) -> str:
    """Return a letter without its marks; Hangul is not decomposed."""
    parts = unicodedata.normalize("NFKD", letter.translate(_SPELT))
    bare = "".join(part for part in parts if not unicodedata.combining(part))
    return unicodedata.normalize("NFC", bare)
