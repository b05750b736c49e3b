"""Names of files whose content never changes: servers may let browsers cache them for good."""

from __future__ import annotations

import re
import unicodedata
from posixpath import basename, splitext

_NOT_PLAIN = re.compile(r"[^a-z0-9]+")
_LENGTH = 60


def picture_path(source: str, width: int, digest: str, suffix: str) -> str:
    """Return the path of a variant on the site: `assets/pictures/plan-800.<digest>.avif`."""
    return f"assets/pictures/{_plain(source, 'picture')}-{width}.{digest}.{suffix}"


def card_path(url: str, key: str) -> str:
    """Return the path of the card of the page at `url`: `assets/cards/a-letter.<digest>.png`."""
    return f"assets/cards/{_plain(url.rstrip('/'), 'blog')}.{key}.png"


def _plain(path: str, otherwise: str) -> str:
    name = unicodedata.normalize("NFKD", splitext(basename(path))[0]).lower()
    return _NOT_PLAIN.sub("-", name)[:_LENGTH].strip("-") or otherwise
