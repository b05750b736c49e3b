"""Pages of other sites, loaded in a frame when a reader asks for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rapport.blog.feature import Feature
from rapport.blog.frames import frame_of, frame_origins
from rapport.blog.problem import Problem
from rapport.blog.source import read_source
from rapport.features.embeds.markdown_extension import ADDRESS, OPENING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from rapport.blog.article import Article
    from rapport.blog.build_state import SiteSettings
    from rapport.blog.output import Values
    from rapport.blog.page import PageFacts
    from rapport.blog.reader import SiteReader
    from rapport.blog.texts import Texts


class EmbedsFeature(Feature):
    """Frames that load on a click, and are allowed only on the pages that have them."""

    def check(self, article: Article) -> list[Problem]:
        """Return a problem for each embed without an address that a frame can show."""
        return list(_find_wrong(article.body, article.path, article.body_line))

    def page_sources(self, page: PageFacts) -> Mapping[str, list[str]]:
        """Return the origins of a page's frames."""
        origins = frame_origins(page.html)
        return {"frame-src": origins} if origins else {}

    def page_values(self, reader: SiteReader, settings: SiteSettings, page: PageFacts) -> Values:
        """Return whether the page needs the script that opens frames."""
        return {"has_frames": bool(frame_origins(page.html))}


def _find_wrong(markdown: str, path: str, first_line: int) -> Iterable[Problem]:
    if "!!!" not in markdown:
        return
    lines = iter(read_source(markdown, first_line).lines)
    for line in lines:
        if not OPENING.match(line.text):
            continue
        below = next(lines, None)
        place = below if below and below.number == line.number + 1 else line
        match = ADDRESS.match(place.text)
        if match is None or frame_of(match["address"]) is None:
            yield _problem(path, place.number, place.column)


def _problem(path: str, line: int, column: int) -> Problem:
    message = "`!!! embed` has no address that a frame can show."
    hint = "Write an address that begins with https:// on the line below it, four spaces in."
    return Problem(path, line, column, "embed", message, hint)


def extension_options(texts: Texts) -> Mapping[str, str]:
    """Return the texts that the Markdown extension writes."""
    return dict(_words(texts))


def _words(texts: Texts) -> Iterator[tuple[str, str]]:
    yield "video", texts.gettext("Video on %(name)s")
    yield "audio", texts.gettext("Recording on %(name)s")
    yield "calendar", texts.gettext("Appointments on %(name)s")
    yield "map", texts.gettext("Map on %(name)s")
    yield "page", texts.gettext("Page of %(name)s")
    yield "note", texts.gettext("Nothing is loaded from %(name)s before you open it.")
