"""Pages that a reader has opened can be read offline, through a service worker."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from rapport.blog.feature import Feature
from rapport.blog.output import NewPage, one_file

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rapport.blog.build_state import BlogRead
    from rapport.blog.output import NewFiles, Values

_WORKERS = Path(__file__).parent / "workers"


class OfflineFeature(Feature):
    """Reading offline; `ends` if browsers should delete what they stored."""

    def __init__(self, *, ends: bool) -> None:
        self._ends = ends

    def pages(self, site: BlogRead) -> Iterable[NewPage]:
        """Return the page that is shown in place of one that was never opened."""
        title = site.settings.texts.gettext("You’re offline")
        return [] if self._ends else [NewPage("offline/", "offline.html", title)]

    def values(self, site: BlogRead) -> Values:
        """Return whether browsers store pages."""
        return {"keeps_pages": not self._ends}

    def files(self, site: BlogRead) -> Iterable[NewFiles]:
        """Return the service worker."""
        worker = _WORKERS / ("offline-end.js" if self._ends else "offline-worker.js")
        return [one_file("offline-worker.js", worker.read_bytes())]
