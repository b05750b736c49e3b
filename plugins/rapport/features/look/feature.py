"""The blog's look: readable colours, logo, typeface, announcement, icons."""

from __future__ import annotations

from math import floor
from typing import TYPE_CHECKING

from rapport.blog.brand import Brand, find_unreadable
from rapport.blog.feature import Feature
from rapport.blog.output import NewFiles
from rapport.blog.problem import Problem, Severity
from rapport.features.look.icons import ICONS, icon_svg

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from rapport.blog.build_state import BlogRead
    from rapport.blog.feature import Look
    from rapport.blog.output import Values
    from rapport.blog.reader import SiteReader


class LookFeature(Feature):
    """The blog's look, set once; `place` is the file and line of the settings for it."""

    def __init__(
        self,
        brand: Brand,
        place: tuple[str, int],
        files: Mapping[str, str],
        footer: tuple[tuple[str, str], ...] = (),
        social: tuple[tuple[str, str], ...] = (),
    ) -> None:
        self._brand = brand
        self._place = place
        self._files = files
        self._links = {"footer_links": footer, "social_links": social}

    def brand(self) -> Brand:
        """Return the look."""
        return self._brand

    def values(self, site: BlogRead) -> Values:
        """Return the look for every template."""
        return {"brand": self._brand, **self._links}

    def problems(self, site: BlogRead, value: Look) -> Iterable[Problem]:
        """Return a problem for each colour that is hard to read and each missing file."""
        path, line = self._place
        for name, file in self._files.items():
            if file not in site.media:
                docs = site.settings.docs_path
                message = f"`{name}: {file}` of rapport/look is not a file below {docs}."
                hint = "Put it there, or name another."
                yield Problem(path, line, 1, "look-file-missing", message, hint)
        for pair in find_unreadable(self._brand):
            ratio = floor(100 * pair.ratio) / 100
            message = (
                f"`{pair.name}` {pair.colour} on {pair.ground} has a contrast of"
                f" {ratio:.2f} : 1 in {pair.scheme} colours; text needs 4.5 : 1."
            )
            hint = f"{pair.better} would pass."
            yield Problem(path, line, 1, "look-contrast", message, hint, Severity.WARNING)

    def files(self, site: BlogRead) -> Iterable[NewFiles]:
        """Return icons in the blog's colours, except those that the owner has."""
        for path, size in ICONS.items():
            if path not in site.media:
                yield NewFiles(path, _icon, (path, size, site.settings.site_name, self._brand))


def _icon(_: SiteReader, path: str, size: int, name: str, brand: Brand) -> Mapping[str, bytes]:
    if not size:
        return {path: icon_svg(name, brand).encode()}
    from rapport.features.look.raster import draw_icon  # noqa: PLC0415 - Pillow takes a while

    return {path: draw_icon(name, brand, size, "ICO" if path.endswith(".ico") else "PNG")}
