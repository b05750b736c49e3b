"""Return the local path of a source, after it is unpacked or fetched if necessary."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from rapport.importing.fetching import Fetcher, FetchError
from rapport.importing.model import SourceError
from rapport.importing.unpacking import unpack

if TYPE_CHECKING:
    from rapport.importing.request import ImportRequest


def source_path(request: ImportRequest, folder: Path) -> Path:
    """Return the file or folder to read; `folder` receives unpacked or fetched files."""
    if request.source.startswith(("http://", "https://")):
        return _fetched(request, folder)
    path = Path(request.source)
    if path.suffix.lower() == ".zip" and path.is_file():
        return unpack(path, folder)
    return path


def _fetched(request: ImportRequest, folder: Path) -> Path:
    """Return a feed that was asked for by its address, as a file."""
    try:
        data, _ = Fetcher(request.limit, request.rate, request.allows_private).get(request.source)
    except FetchError as error:
        raise SourceError(f"{request.source}: {error}") from error
    path = folder / "feed.xml"
    path.write_bytes(data)
    return path
