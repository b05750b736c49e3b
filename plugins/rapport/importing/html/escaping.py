"""Escape text so that Python-Markdown shows every character as it is written."""

from __future__ import annotations

import re

_ALWAYS = re.compile(r"[\\`*{]")
_ANY = re.compile(r"[\\`*{_<&\[\]]")
_WORD_EDGE = re.compile(r"(?<![^\W_])_|_(?![^\W_])")
_HTML = re.compile(r"<(?=\S)|<$")
_ENTITY = re.compile(r"&(?=#|\w+;)")
_PLAIN_BRACKETS = re.compile(r"\[(?!TOC\])([\w .,;:'’-]{2,})\](?=[\s.,;:!?)]|$)")
_LINE_START = re.compile(
    r"^(?P<space>\s*)(?:"
    r"(?P<number>\d+)\.(?=\s|$)"
    r"|(?P<sign>[#>]|[-+](?=\s|$)|-{3,}|!!!|\?\?\?|={2,}|/{3}|~~~|:(?=\s))"
    r")"
)
_SIGN = re.compile(r"[&<>\\`*_\[\]{}!]")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_IN_ADDRESS = re.compile(r"[ ()<>\"\\`{}\[\]]")
_SLASHED = frozenset("#>-+!")


def escaped(text: str) -> str:
    """Return text escaped for Markdown, except at the beginnings of lines."""
    if not _ANY.search(text):
        return text
    text = _ENTITY.sub("&amp;", text)
    text = _ALWAYS.sub(r"\\\g<0>", text)
    text = _WORD_EDGE.sub(r"\_", text)
    text = _HTML.sub("&lt;", text)
    text_escaped = _PLAIN_BRACKETS.sub("\ue001\\1\ue002", text)
    text_escaped = text_escaped.replace("[", r"\[").replace("]", r"\]")
    text_escaped = text_escaped.replace(r"\]:", "&#93;:")
    return text_escaped.replace("\ue001", "[").replace("\ue002", "]")


def with_safe_starts(text: str) -> str:
    """Return the lines of a paragraph, escaped so that none begins a list, heading or the like."""
    return "\n".join(_LINE_START.sub(_safe_start, line) for line in text.split("\n"))


def _safe_start(match: re.Match[str]) -> str:
    if match["number"]:
        return f"{match['space']}{match['number']}\\."
    sign = match["sign"]
    first = f"\\{sign[0]}" if sign[0] in _SLASHED else f"&#{ord(sign[0])};"
    return match["space"] + first + sign[1:]


def as_entities(text: str) -> str:
    """Return text as HTML in which no sign of Markdown is left."""
    return _SIGN.sub(lambda match: f"&#{ord(match[0])};", text)


def safe_address(address: str) -> str:
    """Return an address as it can stand in the parentheses of a link."""
    plain = _CONTROL.sub("", address.strip())
    return _IN_ADDRESS.sub(lambda match: f"%{ord(match[0]):02X}", plain)
