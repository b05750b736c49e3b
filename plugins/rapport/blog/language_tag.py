"""Names of languages as programs know them (BCP 47): `de`, `pt-BR`, `zh-Hant`."""

from __future__ import annotations

import re
from difflib import get_close_matches
from functools import cache
from html import escape

from babel import Locale
from babel.core import get_global

_TAG = re.compile(
    r"""
    (?P<language>[a-z]{2,3})(-[a-z]{3}){0,3}
    (-(?P<script>[a-z]{4}))?
    (-(?P<region>[a-z]{2}|\d{3}))?
    (-([a-z0-9]{5,8}|\d[a-z0-9]{3}))*
    (-[a-wyz0-9](-[a-z0-9]{2,8})+)*
    (-x(-[a-z0-9]{1,8})+)?
    """,
    re.VERBOSE | re.IGNORECASE,
)
_RIGHT_TO_LEFT = frozenset("Adlm Arab Hebr Mand Mend Nkoo Rohg Samr Syrc Thaa".split())
_OFTEN = "ar cs da de el en es fa fi fr he hi hu it ja ko nb nl pl pt ro ru sv tr uk zh".split()
"""Languages that are recognised by their own names, if somebody writes one in place of a tag."""
_TWO_LETTERS = 2

LEFT_TO_RIGHT = "ltr"
RIGHT_TO_LEFT = "rtl"
DIRECTIONS = (LEFT_TO_RIGHT, RIGHT_TO_LEFT)


def read_tag(text: str) -> str:
    """Return a tag in the usual case, `zh-Hant-TW` for `ZH_hant_tw`; empty if it is not a tag.

    All codes of two letters are checked, those of three are accepted.
    """
    match = _TAG.fullmatch(text.strip().replace("_", "-"))
    if match is None:
        return ""
    language = match["language"].lower()
    if len(language) == _TWO_LETTERS and language not in _names():
        return ""
    first, *rest = match[0].lower().split("-")
    return "-".join([first, *map(_cased, rest)])


def nearest_tag(text: str) -> str:
    """Return the tag that a name or a country stands for: `de` for `German` or `Deutsch`."""
    wanted = text.strip().casefold()
    by_name = _by_name()
    near = get_close_matches(wanted, by_name, n=1, cutoff=0.8)
    if near:
        return by_name[near[0]]
    likely = get_global("likely_subtags").get(f"und_{wanted.upper()}", "")
    return str(likely).split("_", 1)[0]


@cache
def direction(tag: str) -> str:
    """Return the direction of a language, `ltr` or `rtl`, by its likely script."""
    match = _TAG.fullmatch(tag.replace("_", "-"))
    if match is None:
        return LEFT_TO_RIGHT
    language, region = match["language"].lower(), (match["region"] or "").upper()
    likely = get_global("likely_subtags")
    likely_script = likely.get(f"{language}_{region}") or likely.get(language) or ""
    script = (match["script"] or "").title() or next(iter(likely_script.split("_")[1:2]), "")
    return RIGHT_TO_LEFT if script in _RIGHT_TO_LEFT else LEFT_TO_RIGHT


@cache  # asked for every article, of a few languages
def language_attributes(tag: str, written: str, around: str) -> str:
    """Return HTML attributes for a text amid language `around`, ` lang="ar" dir="rtl"`.

    `tag` and `written`, its direction, may be empty: then they are the surrounding ones, or follow
    from each other. If nothing differs, the result is empty.
    """
    written = written or direction(tag or around)
    lang = f' lang="{tag}"' if tag and tag != around else ""
    return lang + (f' dir="{written}"' if written != direction(around) else "")


def in_language(text: str, attributes: str) -> str:
    """Return a text as HTML among words of another language."""
    return f"<bdi{attributes}>{escape(text)}</bdi>" if attributes else escape(text)


def _cased(part: str) -> str:
    if len(part) == 4 and part.isalpha():  # noqa: PLR2004 - a script
        return part.title()
    return part.upper() if len(part) == _TWO_LETTERS else part


@cache
def _names() -> dict[str, str]:
    return {str(tag): str(name) for tag, name in Locale("en").languages.items() if "_" not in tag}


@cache
def _by_name() -> dict[str, str]:
    """Return tags by the names of languages, in English and in themselves."""
    by_name = {name.casefold(): tag for tag, name in reversed(_names().items())}
    for tag in _OFTEN:
        by_name[str(Locale(tag).get_language_name(tag)).casefold()] = tag
    return by_name
