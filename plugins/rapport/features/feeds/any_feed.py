"""The validation of any feed, from a file or a server."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.error import HTTPError, URLError
from urllib.parse import unquote, urlsplit
from urllib.request import Request, urlopen

from rapport.features.feeds.validation import check

if TYPE_CHECKING:
    from rapport.features.feeds.findings import FeedProblem

_SECONDS = 30
_MOST_BYTES = 50_000_000


def check_feed(source: str) -> list[FeedProblem]:
    """Return what is wrong with the feed at a path or URL; raises OSError if it can't be read."""
    return check(_read(source), datetime.now(UTC))


def _read(source: str) -> bytes:
    parts = urlsplit(source)
    if parts.scheme == "file":
        return Path(unquote(parts.path)).read_bytes()
    if parts.scheme not in ("http", "https"):
        return Path(source).read_bytes()
    request = Request(source, headers={"User-Agent": "Rapport feed check"})  # noqa: S310 - http only
    try:
        with urlopen(request, timeout=_SECONDS) as response:  # noqa: S310 - http only
            data: bytes = response.read(_MOST_BYTES)
    except HTTPError as error:
        error.close()
        raise OSError(f"the server answers {error.code} {error.reason}") from None
    except URLError as error:
        raise OSError(str(error.reason)) from error
    return data
