"""Diagrams of Mermaid, drawn in the browser by a script of the site itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rapport.blog.drawings import DIAGRAM, DrawingKind
from rapport.blog.feature import Feature
from rapport.blog.output import NewFiles
from rapport.blog.problem import Problem
from rapport.features.diagrams.mermaid_script import VERSION, DownloadError, fetched_script

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from rapport.blog.build_state import BlogRead, SiteSettings
    from rapport.blog.output import Values
    from rapport.blog.page import PageFacts
    from rapport.blog.reader import SiteReader

SCRIPT = f"assets/javascripts/mermaid-{VERSION}.min.js"
_STYLES = {"style-src": ["'unsafe-inline'"]}
"""Mermaid writes styles into each drawing, on the pages that have one."""


class DiagramsFeature(Feature):
    """Diagrams without anybody else's server.

    `own_script` is a file of the owner's, below the docs folder, or empty: then the script is
    fetched into `folder`. `settings_place` is where `mkdocs.yml` names the plugin.
    """

    draws = DrawingKind.DIAGRAMS
    has_page_with_policy = True

    def __init__(self, own_script: str, folder: Path, settings_place: tuple[str, int]) -> None:
        self._own_script = own_script
        self._folder = folder
        self._place = settings_place
        self._fetched: Path | None = None

    def prepare(self, site: BlogRead) -> Iterable[Problem]:
        """Have the script, and return an error if it can't be had."""
        if self._own_script:
            return []
        try:
            self._fetched = fetched_script(self._folder)
        except DownloadError as error:
            hint = (
                "Build again with a network, or save the file below the docs folder and name it as "
                "`script` of rapport/diagrams."
            )
            return [Problem(*self._place, 1, "download", str(error), hint)]
        return []

    def files(self, site: BlogRead) -> Iterable[NewFiles]:
        """Return the script that was fetched."""
        if self._fetched is not None:
            yield NewFiles(SCRIPT, _copied, (self._fetched,))

    def page_sources(self, page: PageFacts) -> Mapping[str, list[str]]:
        """Return what a page with diagrams may do besides."""
        return _STYLES if DIAGRAM.search(page.html) else {}

    def page_values(self, reader: SiteReader, settings: SiteSettings, page: PageFacts) -> Values:
        """Return the script of a page that has diagrams."""
        found = DIAGRAM.search(page.html)
        return {"mermaid_script": self._own_script or SCRIPT} if found else {}


def _copied(_: SiteReader, path: Path) -> Mapping[str, Path]:
    return {SCRIPT: path}
