"""The parts of image files: what is wrong with them, and metadata about the author and device.

Photographs contain the place and time at which they were taken, and the phone's model. Readers need
none of it.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator

from rapport.features.images.isobmff import blanked, kind_of_boxes

_MARKER = re.compile(rb"\xff[^\x00\xff\xd0-\xd7]")
_JPEG_KEPT = frozenset((0xE0, 0xEE))
_APPLICATION, _COMMENT = range(0xE0, 0xF0), 0xFE
_FILL = 0xFF
_PNG_TOLD = frozenset((b"eXIf", b"tEXt", b"zTXt", b"iTXt", b"tIME"))
_PNG = b"\x89PNG\r\n\x1a\n"
_START_OF_SCAN, _END, _ABOUT, _COLOURS = 0xDA, 0xD9, 0xE1, 0xE2
_UPRIGHT = 1
_TURNED = range(2, 9)
_WEBP_TOLD = {b"EXIF": 0x08, b"XMP ": 0x04}


class BrokenImageError(Exception):
    """The file is not an image that browsers can show whole; the message says why."""


def kind_of(data: bytes) -> str:
    """Return `jpeg`, `png`, `webp`, `gif`, `avif` or `heif` by the first bytes; else nothing."""
    if data.startswith(b"\xff\xd8\xff"):
        return "jpeg"
    if data.startswith(_PNG):
        return "png"
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "webp"
    return "gif" if data[:6] in (b"GIF87a", b"GIF89a") else kind_of_boxes(data)


def without_metadata(data: bytes) -> bytes:
    """Return an image's bytes without Exif, XMP, IPTC and comments; its pixels are unchanged.

    Orientation and colour profiles are kept. Raises `BrokenImageError` for a file that ends too
    early.
    """
    strip = {"jpeg": _jpeg, "png": _png, "webp": _webp, "avif": _boxed, "heif": _boxed}.get(
        kind_of(data)
    )
    if strip is None:
        return data
    try:
        return b"".join(strip(data))
    except (IndexError, ValueError) as error:
        raise BrokenImageError("it ends too early") from error


def _jpeg(data: bytes) -> Iterator[bytes]:
    """Walk the segments (ITU-T T.81, B.1.1); what follows the end is a preview of its own."""
    yield data[:2]
    yield from _jpeg_orientation(data)
    at = 2
    while True:
        marker = _byte(data, at + 1)
        while marker == _FILL:
            at += 1
            marker = _byte(data, at + 1)
        if marker == _END:
            yield data[at : at + 2]
            return
        end = at + 2 + int.from_bytes(_part(data, at + 2, 2), "big")
        segment = _part(data, at, end - at)
        if marker == _START_OF_SCAN:
            match = _MARKER.search(data, end)
            if match is None:
                raise ValueError("no end")
            end = match.start()
            yield data[at:end]
        elif _is_shown(marker, segment):
            yield segment
        at = end


def _is_shown(marker: int, segment: bytes) -> bool:
    if marker == _COLOURS:
        return segment[4:16] == b"ICC_PROFILE\0"
    return marker in _JPEG_KEPT or not (marker in _APPLICATION or marker == _COMMENT)


def _jpeg_orientation(data: bytes) -> Iterator[bytes]:
    at = 2
    while data[at] == _FILL and data[at + 1] not in (_START_OF_SCAN, _END):
        length = int.from_bytes(_part(data, at + 2, 2), "big")
        if data[at + 1] == _ABOUT and data[at + 4 : at + 10] == b"Exif\0\0":
            turn = orientation(data[at + 10 : at + 2 + length])
            if turn in _TURNED:
                exif = b"Exif\0\0" + _only_orientation(turn)
                yield b"\xff\xe1" + (len(exif) + 2).to_bytes(2, "big") + exif
            return
        at += 2 + length


def _png(data: bytes) -> Iterator[bytes]:
    """Walk the chunks (PNG third edition, section 5.3)."""
    yield data[:8]
    at = 8
    while True:
        length = int.from_bytes(_part(data, at, 4), "big")
        kind, chunk = data[at + 4 : at + 8], _part(data, at, length + 12)
        if kind == b"eXIf" and (turn := orientation(chunk[8:-4])) in _TURNED:
            body = b"eXIf" + _only_orientation(turn)
            yield (len(body) - 4).to_bytes(4, "big") + body + zlib.crc32(body).to_bytes(4, "big")
        elif kind not in _PNG_TOLD:
            yield chunk
        if kind == b"IEND":
            return
        at += length + 12


def is_damaged(data: bytes) -> bool:
    """Return whether a PNG of the right length has a wrong checksum: its pixels can't be read."""
    at = len(_PNG)
    while data.startswith(_PNG) and at < len(data):
        end = at + 12 + int.from_bytes(data[at : at + 4], "big")
        if zlib.crc32(data[at + 4 : end - 4]) != int.from_bytes(data[end - 4 : end], "big"):
            return True
        at = end
    return False


def _webp(data: bytes) -> Iterator[bytes]:
    """Walk the chunks (RFC 9649, section 2.3)."""
    whole = _part(data, 8, int.from_bytes(data[4:8], "little"))
    chunks, at, flags_set = [], 4, 0
    while at < len(whole):
        kind, length = whole[at : at + 4], int.from_bytes(_part(whole, at + 4, 4), "little")
        chunk = _part(whole, at, 8 + length) + (b"\0" if length % 2 else b"")
        turn = orientation(chunk[8:].removeprefix(b"Exif\0\0")) if kind == b"EXIF" else _UPRIGHT
        if turn in _TURNED:
            exif = _only_orientation(turn)
            chunk = b"EXIF" + len(exif).to_bytes(4, "little") + exif
        elif kind in _WEBP_TOLD:
            flags_set, chunk = flags_set | _WEBP_TOLD[kind], b""
        chunks.append(chunk)
        at += 8 + length + length % 2
    if chunks and chunks[0][:4] == b"VP8X":
        flags = bytes([chunks[0][8] & ~flags_set])
        chunks[0] = chunks[0][:8] + flags + chunks[0][9:]
    body = b"WEBP" + b"".join(chunks)
    yield b"RIFF" + len(body).to_bytes(4, "little") + body


def _boxed(data: bytes) -> Iterator[bytes]:
    yield blanked(data)


def orientation(exif: bytes) -> int:
    """Return the value of the tag 0x0112 (Exif 2.3, 4.6.4); 1 if there is none."""
    little = exif[:2] == b"II"

    def number(at: int, length: int) -> int:
        return int.from_bytes(exif[at : at + length], "little" if little else "big")

    first = number(4, 4)
    for entry in range(min(number(first, 2), 64)):
        at = first + 2 + entry * 12
        if number(at, 2) == 0x0112:  # noqa: PLR2004 - orientation
            return number(at + 8, 2)
    return _UPRIGHT


def _only_orientation(turn: int) -> bytes:
    """Return Exif with the orientation, and nothing else."""
    entry = (0x0112).to_bytes(2, "big") + b"\0\3\0\0\0\1" + turn.to_bytes(2, "big") + b"\0\0"
    return b"MM\0*\0\0\0\x08\0\1" + entry + b"\0\0\0\0"


def _byte(data: bytes, at: int) -> int:
    return data[at]


def _part(data: bytes, at: int, length: int) -> bytes:
    part = data[at : at + length]
    if len(part) < length:
        raise IndexError(at)
    return part
