"""What the first bytes of an image say about it."""

from __future__ import annotations

import re
from posixpath import splitext

_MEDIA_TYPES = {
    ".avif": "image/avif",
    ".gif": "image/gif",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".webp": "image/webp",
}
HEAD_LENGTH = 64 * 1024
"""How many bytes of a file hold its size, nearly always."""

_NO_SIZE_MARKERS = frozenset((0x01, *range(0xD0, 0xDA)))
_SIZE_MARKERS = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_SVG_SIDE = r'<svg\b[^>]*?\s{}\s*=\s*["\']([0-9.]+)(?:px)?["\']'


def media_type(path: str) -> str:
    """Return the media type of an image by its name, `image/png`; empty if it is none."""
    return _MEDIA_TYPES.get(splitext(path.split("?", 1)[0])[1].lower(), "")


def read_size(head: bytes) -> tuple[int, int] | None:
    """Return width and height in pixels of a PNG, GIF, JPEG, WebP or SVG; None if not found."""
    if head.startswith(b"\x89PNG\r\n\x1a\n") and len(head) >= 24:  # noqa: PLR2004 - the header
        return int.from_bytes(head[16:20]), int.from_bytes(head[20:24])
    if head[:6] in (b"GIF87a", b"GIF89a") and len(head) >= 10:  # noqa: PLR2004 - the header
        return int.from_bytes(head[6:8], "little"), int.from_bytes(head[8:10], "little")
    if head.startswith(b"\xff\xd8"):
        return _jpeg(head)
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return _webp(head)
    return _svg(head)


def _jpeg(head: bytes) -> tuple[int, int] | None:
    """Walk the segments to the frame header (ITU-T T.81, B.2.2)."""
    at = 2
    while at + 9 <= len(head) and head[at] == 0xFF:  # noqa: PLR2004 - every marker begins so
        marker = head[at + 1]
        if marker in _SIZE_MARKERS:
            return int.from_bytes(head[at + 7 : at + 9]), int.from_bytes(head[at + 5 : at + 7])
        at += 2 if marker in _NO_SIZE_MARKERS else 2 + int.from_bytes(head[at + 2 : at + 4])
    return None


def _webp(head: bytes) -> tuple[int, int] | None:
    """Read the first chunk (RFC 9649, section 2)."""
    if head[12:16] == b"VP8X" and len(head) >= 30:  # noqa: PLR2004 - the chunk's header
        return _little(head[24:27]) + 1, _little(head[27:30]) + 1
    if head[12:16] == b"VP8 " and len(head) >= 30:  # noqa: PLR2004 - the chunk's header
        return _little(head[26:28]) & 0x3FFF, _little(head[28:30]) & 0x3FFF
    if head[12:16] == b"VP8L" and len(head) >= 25:  # noqa: PLR2004 - the chunk's header
        bits = _little(head[21:25])
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    return None


def _svg(head: bytes) -> tuple[int, int] | None:
    text = head.decode("utf-8", "replace")
    width, height = (re.search(_SVG_SIDE.format(side), text) for side in ("width", "height"))
    if width is None or height is None:
        return None
    try:
        return round(float(width[1])), round(float(height[1]))
    except ValueError:
        return None


def _little(data: bytes) -> int:
    return int.from_bytes(data, "little")
