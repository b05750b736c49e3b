"""Width and height of images, read from their first bytes."""

from __future__ import annotations

import re

HEAD_LENGTH = 256 * 1024
"""The first bytes of a file that nearly always hold its size: photographs begin with a preview."""

Size = tuple[int, int]
_NO_LENGTH = frozenset((0x01, *range(0xD0, 0xDA)))
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_ROTATED = range(5, 9)
_SVG = re.compile(r"<svg\b[^>]*>", re.DOTALL)
_SIDE = r'\s{}\s*=\s*["\']\s*([0-9.]+)\s*(?:px)?\s*["\']'
_VIEW_BOX = re.compile(
    r'\sviewBox\s*=\s*["\']\s*[-0-9.e]+[\s,]+[-0-9.e]+[\s,]+([0-9.e]+)[\s,]+([0-9.e]+)'
)
_SIDE_LIMIT = 100_000


def image_size(head: bytes) -> Size | None:
    """Return width and height in pixels of a PNG, GIF, JPEG, WebP, AVIF or SVG; None if unknown."""
    try:
        size = _read(head)
    except (IndexError, ValueError, OverflowError):
        return None
    return size if size and all(0 < side < _SIDE_LIMIT for side in size) else None


def _read(head: bytes) -> Size | None:
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return _big(head, 16, 4), _big(head, 20, 4)
    if head[:6] in (b"GIF87a", b"GIF89a"):
        return _little(head, 6, 2), _little(head, 8, 2)
    if head.startswith(b"\xff\xd8"):
        return _jpeg(head)
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return _webp(head)
    if head[4:8] == b"ftyp":
        return _avif(head)
    return _svg(head.decode("utf-8", "replace"))


def _jpeg(head: bytes) -> Size | None:
    """Walk the segments to the frame header (ITU-T T.81, B.2.2); Exif may swap width and height."""
    at, is_turned = 2, False
    while head[at] == 0xFF:  # noqa: PLR2004 - every marker begins so
        marker = head[at + 1]
        if marker in _FRAMES:
            height, width = _big(head, at + 5, 2), _big(head, at + 7, 2)
            return (height, width) if is_turned else (width, height)
        if marker in _NO_LENGTH:
            at += 2
            continue
        length = _big(head, at + 2, 2)
        if marker == 0xE1 and head[at + 4 : at + 10] == b"Exif\0\0":  # noqa: PLR2004 - APP1
            is_turned = _orientation(head[at + 10 : at + 2 + length]) in _ROTATED
        at += 2 + length
    return None


def _orientation(exif: bytes) -> int:
    """Return the value of the tag 0x0112 (Exif 2.3, 4.6.4), 1 if there is none."""
    order = "little" if exif[:2] == b"II" else "big"

    def number(at: int, length: int) -> int:
        return int.from_bytes(exif[at : at + length], "little" if order == "little" else "big")

    first = number(4, 4)
    for entry in range(min(number(first, 2), 64)):
        at = first + 2 + entry * 12
        if number(at, 2) == 0x0112:  # noqa: PLR2004 - orientation
            return number(at + 8, 2)
    return 1


def _webp(head: bytes) -> Size | None:
    """Read the first chunk (RFC 9649, section 2)."""
    kind = head[12:16]
    if kind == b"VP8X":
        return _little(head, 24, 3) + 1, _little(head, 27, 3) + 1
    if kind == b"VP8 ":
        return _little(head, 26, 2) & 0x3FFF, _little(head, 28, 2) & 0x3FFF
    if kind == b"VP8L":
        bits = _little(head, 21, 4)
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    return None


def _avif(head: bytes) -> Size | None:
    """Find the first property `ispe` (ISO/IEC 23008-12, 6.5.3); the largest is the picture's."""
    sizes = []
    at = head.find(b"ispe")
    while at != -1:
        sizes.append((_big(head, at + 8, 4), _big(head, at + 12, 4)))
        at = head.find(b"ispe", at + 4)
    return max(sizes, default=None)


def _svg(text: str) -> Size | None:
    tag = _SVG.search(text)
    if tag is None:
        return None
    sides = [re.search(_SIDE.format(side), tag[0]) for side in ("width", "height")]
    if sides[0] and sides[1]:
        return round(float(sides[0][1])), round(float(sides[1][1]))
    box = _VIEW_BOX.search(tag[0])
    return (round(float(box[1])), round(float(box[2]))) if box else None


def _big(data: bytes, at: int, length: int) -> int:
    return _number(data, at, length, "big")


def _little(data: bytes, at: int, length: int) -> int:
    return _number(data, at, length, "little")


def _number(data: bytes, at: int, length: int, order: str) -> int:
    part = data[at : at + length]
    if len(part) < length:
        raise IndexError(at)
    return int.from_bytes(part, "big" if order == "big" else "little")
