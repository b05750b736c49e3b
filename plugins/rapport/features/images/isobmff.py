"""AVIF and HEIC files: metadata about the author and device is blanked in place.

They consist of boxes (ISO/IEC 14496-12). A list says which items there are and where their bytes
are, so nothing may move: Exif and XMP are replaced by empty data of the same length.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from msgspec import Struct

_BRANDS = {b"avif": "avif", b"avis": "avif", b"heic": "heif", b"heix": "heif", b"heim": "heif"}
_BRANDS |= dict.fromkeys((b"heis", b"hevc", b"hevx", b"mif1", b"msf1"), "heif")
_NO_EXIF = b"\0\0\0\0MM\0*\0\0\0\x08\0\0\0\0\0\0"
_NO_XMP = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"/>'
_LISTS = (b"moov", b"trak", b"mdia")
_TOLD = (b"udta", b"uuid")
_WIDE_IDS, _IN_ITEM_DATA = 2, 1


class _Box(Struct, frozen=True):
    """A box: its type, and the positions of its header and content."""

    kind: bytes
    head: int
    start: int
    end: int


@dataclass(slots=True)
class _Reader:
    """Reads numbers from a position on; raises IndexError at the end of the bytes."""

    data: bytes
    at: int
    end: int

    def take(self, length: int) -> bytes:
        start, self.at = self.at, self.at + length
        if self.at > self.end:
            raise IndexError(start)
        return self.data[start : self.at]

    def number(self, length: int) -> int:
        return int.from_bytes(self.take(length), "big")


def kind_of_boxes(data: bytes) -> str:
    """Return `avif` or `heif` by the first bytes; empty for all else."""
    return _BRANDS.get(data[8:12], "") if data[4:8] == b"ftyp" else ""


def blanked(data: bytes) -> bytes:
    """Return the file with empty metadata; pixels, rotation and colour profiles are unchanged.

    Raises IndexError or ValueError for a file that ends too early.
    """
    clean = bytearray(data)
    for box in _boxes(data, 0, len(data)):
        _blank(data, box, clean)
    return bytes(clean)


def _filled(length: int, *, is_exif: bool) -> bytes:
    empty, rest = (_NO_EXIF, b"\0") if is_exif else (_NO_XMP, b" ")
    return empty.ljust(length, rest) if length >= len(empty) else rest * length


def _blank(data: bytes, box: _Box, clean: bytearray) -> None:
    """Blank the items with metadata, and turn boxes beside the pictures into free space."""
    if box.kind == b"meta":
        for start, end, is_exif in _told_items(data, box):
            clean[start:end] = _filled(end - start, is_exif=is_exif)
    elif box.kind in _TOLD:
        clean[box.head + 4 : box.head + 8] = b"free"
        clean[box.start : box.end] = bytes(box.end - box.start)
    elif box.kind in _LISTS:
        for inner in _boxes(data, box.start, box.end):
            _blank(data, inner, clean)


def _boxes(data: bytes, start: int, end: int) -> Iterator[_Box]:
    at = start
    while at < end:
        reader = _Reader(data, at, end)
        length, kind = reader.number(4), reader.take(4)
        if length == 1:
            length = reader.number(8)
        length = length or end - at
        if length < reader.at - at or at + length > end:
            raise ValueError("a box is longer than its container")
        yield _Box(kind, at, reader.at, at + length)
        at += length


def _told_items(data: bytes, meta: _Box) -> Iterator[tuple[int, int, bool]]:
    """Yield start and end of all bytes of Exif and XMP, and whether they are Exif."""
    inner = {box.kind: box for box in _boxes(data, meta.start + 4, meta.end)}
    if b"iinf" not in inner or b"iloc" not in inner:
        return
    item_ids = dict(_told_ids(data, inner[b"iinf"]))
    held = inner.get(b"idat")
    for number, is_here, start, length in _places(data, inner[b"iloc"]):
        if number in item_ids:
            first = held.start + start if is_here and held else start
            end = first + length if length else len(data)
            if end > len(data):
                raise IndexError(first)
            yield first, end, item_ids[number]


def _told_ids(data: bytes, box: _Box) -> Iterator[tuple[int, bool]]:
    """Yield the ids of the items that hold Exif or XMP (ISO/IEC 14496-12, 8.11.6)."""
    head = _Reader(data, box.start, box.end)
    version = head.number(4) >> 24
    head.take(4 if version else 2)
    for entry in _boxes(data, head.at, box.end):
        reader = _Reader(data, entry.start, entry.end)
        version = reader.number(4) >> 24
        if version < _WIDE_IDS:
            continue
        number = reader.number(2 if version == _WIDE_IDS else 4)
        reader.take(2)
        kind, rest = reader.take(4), data[reader.at : entry.end]
        if kind == b"Exif" or (kind == b"mime" and b"rdf+xml" in rest):
            yield number, kind == b"Exif"


def _places(data: bytes, box: _Box) -> Iterator[tuple[int, bool, int, int]]:
    """Yield each part of each item: its id, whether it is in `idat`, start, length (8.11.3)."""
    reader = _Reader(data, box.start, box.end)
    version = reader.number(4) >> 24
    sizes, more = reader.number(1), reader.number(1)
    if not sizes:
        raise ValueError("places without a size")
    index_size = more & 15 if version else 0
    wide = 4 if version == _WIDE_IDS else 2
    for _ in range(reader.number(wide)):
        number = reader.number(wide)
        is_here = bool(version) and reader.number(2) & 15 == _IN_ITEM_DATA
        reader.take(2)
        base = reader.number(more >> 4)
        for _ in range(reader.number(2)):
            reader.take(index_size)
            start = base + reader.number(sizes >> 4)
            yield number, is_here, start, reader.number(sizes & 15)
