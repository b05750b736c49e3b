"""Inline markup and the language of code blocks, as `writer` writes them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bs4.element import Tag

_LANGUAGE = re.compile(r"(?:lang(?:uage)?-|brush:\s*|highlight-source-)([\w+#-]+)")
_NO_LANGUAGE = frozenset(("text", "plaintext", "plain", "none", "default", "markup-templating"))
_EMPHASISED = ("em", "i", "strong", "b")


def marked(el: Tag, text: str, mark: str, tag: str) -> str:
    """Return text between inline marks, or between tags if marks would join their neighbours."""
    before, inner, after = parted(text)
    if not inner:
        return text
    neighbours = (el.previous_sibling, el.next_sibling)
    touches = any(getattr(neighbour, "name", None) in _EMPHASISED for neighbour in neighbours)
    nested = any(
        getattr(relative, "name", None) in _EMPHASISED for relative in (el.parent, *el.children)
    )
    if not touches and (both := re.fullmatch(r"<strong>([^*<>]+)</strong>", inner)) and tag == "em":
        return f"{before}***{both[1]}***{after}"
    if touches or nested or inner.startswith("*") or inner.endswith(("*", "\\")):
        return f"{before}<{tag}>{inner}</{tag}>{after}"
    return f"{before}{mark}{inner}{mark}{after}"


def language_of(el: Tag) -> str:
    """Return the language of code, as classes of it, of its holder or of its inside name it."""
    holders = [el, el.find("code"), el.parent, el.parent.parent if el.parent else None]
    for holder in holders:
        if holder is None or holder.name == "[document]":
            continue
        names = holder.get("class") or ""
        match = _LANGUAGE.search(" ".join(names) if isinstance(names, list) else str(names))
        if match and match[1].lower() not in _NO_LANGUAGE:
            return match[1].lower()
    return ""


def parted(text: str) -> tuple[str, str, str]:
    """Return the space before a text, the text, and the space behind it."""
    inner = text.strip()
    begin = len(text) - len(text.lstrip())
    return text[:begin], inner, text[begin + len(inner) :]
