"""The media type of an image, by its name."""

from __future__ import annotations

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


def media_type(path: str) -> str:
    """Return the media type of an image by its name, `image/png`; empty for other files."""
    return _MEDIA_TYPES.get(splitext(path.split("?", 1)[0])[1].lower(), "")
