"""The script of Mermaid: one known version, fetched once, and only as it is known."""

from __future__ import annotations

import http.client
import os
import urllib.request
from hashlib import sha256
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

VERSION = "11.12.2"
SHA256 = "d0830a6c05546e9edb8fe20a8f545f3e0dc7c4c3134d584bad9c13a99d7a71e0"
SOURCES = (
    f"https://unpkg.com/mermaid@{VERSION}/dist/mermaid.min.js",
    f"https://cdn.jsdelivr.net/npm/mermaid@{VERSION}/dist/mermaid.min.js",
)
"""Where the file of the package is published; all give the same bytes."""
_TIMEOUT = 30.0
_LARGEST = 16 * 1024 * 1024


class DownloadError(Exception):
    """Mermaid {version} could not be downloaded: {reasons}."""

    def __init__(self, reasons: Iterable[str]) -> None:
        text = "; ".join(reasons)
        super().__init__((self.__doc__ or "").format(version=VERSION, reasons=text))


def fetched_script(folder: Path, sources: Iterable[str] = SOURCES, digest: str = SHA256) -> Path:
    """Return the file of Mermaid in `folder`, fetched if it is not there as it has to be.

    Raises `DownloadError` if no source gives a file with this SHA-256 `digest`.
    """
    path = folder / f"mermaid-{VERSION}.min.js"
    if path.is_file() and sha256(path.read_bytes()).hexdigest() == digest:
        return path
    reasons = []
    for address in sources:
        try:
            data = _content(address)
        except (OSError, http.client.HTTPException) as error:
            reason = " ".join(str(getattr(error, "reason", error)).split())
            reasons.append(f"{address}: {reason or type(error).__name__}")
            continue
        if sha256(data).hexdigest() != digest:
            reasons.append(f"{address}: it is another file than expected")
            continue
        folder.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(f".{os.getpid()}.part")
        part.write_bytes(data)
        part.replace(path)
        return path
    raise DownloadError(reasons)


def _content(address: str) -> bytes:
    with urllib.request.urlopen(address, timeout=_TIMEOUT) as answer:  # noqa: S310 - a constant, or a test's
        return bytes(answer.read(_LARGEST))
