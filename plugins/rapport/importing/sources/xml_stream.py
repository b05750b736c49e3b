"""Parse foreign XML as a stream: no entities, no network access, broken markup repaired."""

from __future__ import annotations

import html
import re
from functools import lru_cache
from typing import TYPE_CHECKING

from lxml import etree

from rapport.importing.model import SourceError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_PIECE = 1 << 20
_TAIL = 64
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_NAMED = re.compile(r"&(?!(?:amp|lt|gt|quot|apos);)([A-Za-z][A-Za-z0-9]{1,31});")
_BARE = re.compile(r"&(?!#\d{1,7};|#x[0-9A-Fa-f]{1,6};|(?:amp|lt|gt|quot|apos);)")
_DECLARED = re.compile(rb"<!ENTITY", re.IGNORECASE)
_PREFIXES = {
    "http://purl.org/rss/1.0/modules/content/": "content",
    "http://purl.org/dc/elements/1.1/": "dc",
    "http://wellformedweb.org/CommentAPI/": "wfw",
    "http://www.w3.org/2005/Atom": "atom",
}
_MOST = 64 * 1024 * 1024
"""The maximum text of one element, in bytes."""


class RepairedXml:
    """A file that returns well-formed text: no stray `&`, no control characters."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("rb")
        self._tail = ""
        self._in_cdata = False
        self._is_first = True
        self._rest = b""

    def read(self, size: int = _PIECE) -> bytes:
        """Return the next piece, empty at the end; for `etree.iterparse`."""
        data = self._file.read(max(size, _PIECE))
        if self._is_first:
            self._is_first = False
            self._check(data)
            data = data.removeprefix(b"\xef\xbb\xbf").lstrip()
        whole, self._rest = self._whole(self._rest + data, is_last=not data)
        text = self._tail + whole.decode("utf-8", "replace")
        if data:
            cut = max(len(text) - _TAIL, 0)
            text, self._tail = text[:cut], text[cut:]
            if not text:
                return self.read(size)
        else:
            self._tail = ""
        return self._repaired(text).encode()

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    @staticmethod
    def _whole(data: bytes, *, is_last: bool) -> tuple[bytes, bytes]:
        """Part bytes before the character that the next piece ends."""
        if is_last:
            return data, b""
        for back in range(1, min(4, len(data)) + 1):
            if data[-back] & 0xC0 != 0x80:  # noqa: PLR2004 - where a character of UTF-8 begins
                return (data[:-back], data[-back:]) if data[-back] >= 0xC0 else (data, b"")  # noqa: PLR2004 - the first byte of a character of UTF-8
        return data, b""

    def _check(self, data: bytes) -> None:
        if _DECLARED.search(data):
            raise SourceError(
                f"{self._file.name}: it declares entities of its own, as no export does."
            )

    def _repaired(self, text: str) -> str:
        parts = []
        position = 0
        while position < len(text):
            mark = "]]>" if self._in_cdata else "<![CDATA["
            end = text.find(mark, position)
            stop = len(text) if end < 0 else end + len(mark)
            part = text[position:stop]
            parts.append(part if self._in_cdata else _escape(part))
            self._in_cdata ^= end >= 0
            position = stop
        return _CONTROLS.sub("", "".join(parts))


def _escape(text: str) -> str:
    if "&" not in text:
        return text
    plain = _NAMED.sub(lambda match: html.escape(html.unescape(match[0])), text)
    return _BARE.sub("&amp;", plain)


def elements(
    path: Path, names: frozenset[str], within: str = "channel"
) -> Iterator[etree._Element]:
    """Yield the elements of these names straight below `within`, each whole, and forget it then.

    Where the XML is not well-formed, what can be read is read.
    """
    stream = RepairedXml(path)
    try:
        parser = etree.iterparse(
            stream,
            events=("end",),
            tag=[f"{{*}}{tag}" for name in names for tag in (name, name.rpartition(":")[2])],
            recover=True,
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            huge_tree=True,
            remove_pis=True,
            remove_comments=True,
        )
        for _, element in parser:
            if not isinstance(element.tag, str) or name_of(element) not in names:
                continue
            above = element.getparent()
            if above is not None and name_of(above) == within:
                yield element
                element.clear(keep_tail=False)
                while element.getprevious() is not None:
                    parent = element.getparent()
                    if parent is None:
                        break
                    del parent[0]
    except etree.XMLSyntaxError as error:
        raise SourceError(f"{path}: this is not XML that can be read: {error.msg}") from error
    finally:
        stream.close()


def name_of(element: etree._Element) -> str:
    """Return an element's name with the prefix that exports use: `content:encoded`."""
    tag = str(element.tag)
    return _prefixed(tag, element.prefix or "") if tag.startswith("{") else tag


@lru_cache(maxsize=1024)
def _prefixed(tag: str, own_prefix: str) -> str:
    space, _, local = tag[1:].partition("}")
    prefix = _PREFIXES.get(space)
    if prefix is None and "wordpress.org/export" in space:
        prefix = "excerpt" if "excerpt" in space else "wp"
    if prefix is None:
        prefix = own_prefix
    return f"{prefix}:{local}" if prefix else local


def fields(element: etree._Element) -> dict[str, str]:
    """Return the text of each child by its name; of several alike, the first that has any."""
    values: dict[str, str] = {}
    for child in element:
        if isinstance(child.tag, str):
            name = name_of(child)
            if not values.get(name):
                values[name] = (child.text or "").strip("\r\n ") if len(child) == 0 else ""
    return values
