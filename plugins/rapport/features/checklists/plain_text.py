"""The text of an element as it is read aloud, while Python-Markdown still holds parts of it."""

import html
import re
from collections.abc import Sequence
from xml.etree.ElementTree import Element

_STASHED = re.compile(r"\x02wzxhzdk:(\d+)\x03")
_ESCAPED = re.compile(r"\x02(\d+)\x03")
_HELD = re.compile(r"[\x02&]")
_AMPERSAND = "\x02amp\x03"
_TAG = re.compile(r"<!--.*?-->|<[^>]*>", re.DOTALL)
_ENTITY = re.compile(r"&(?:#\d+|#[xX][0-9a-fA-F]+|[a-zA-Z]\w*);")
_SILENT = {"headerlink", "footnote-ref"}


def plain_text(element: Element, stash: Sequence[object]) -> str:
    """Return the words of an element; `stash` is `md.htmlStash.rawHtmlBlocks`."""
    if not len(element) and element.text and not _HELD.search(element.text):
        return " ".join(element.text.split())
    text = _STASHED.sub(lambda match: _raw_text(stash[int(match[1])]), "".join(_pieces(element)))
    text = _ESCAPED.sub(lambda match: chr(int(match[1])), text.replace(_AMPERSAND, "&"))
    return " ".join(_decode(text).split())


def _pieces(element: Element) -> list[str]:
    names = element.get("class")
    if names and not _SILENT.isdisjoint(names.split()):
        return []
    if element.tag == "img":
        return [element.get("alt", "")]
    pieces = [element.text or ""]
    for child in element:
        pieces += [*_pieces(child), child.tail or ""]
    return pieces


def _raw_text(raw: object) -> str:
    return _TAG.sub("", raw) if isinstance(raw, str) else ""


def _decode(text: str) -> str:
    return _ENTITY.sub(lambda match: html.unescape(match[0]), text)
