"""The content security policy of pages, in each page and in headers."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from rapport.blog.feature import Feature
from rapport.blog.frames import KNOWN_FRAMES
from rapport.blog.output import NewFiles
from rapport.blog.policy import FRAMES_ONLY, content_security_policy, joined
from rapport.features.security.headers import HEADERS_FILE, headers_file, security_headers

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from rapport.blog.build_state import BlogRead, SiteSettings
    from rapport.blog.output import Values
    from rapport.blog.page import PageFacts
    from rapport.blog.reader import SiteReader

Sources = dict[str, list[str]]


class SecurityFeature(Feature):
    """A Content-Security-Policy without inline scripts, and the headers that go with it.

    `sources` are additional sources that pages may load, by directive.
    """

    def __init__(self, sources: Sources, *, in_pages: bool, in_headers_file: bool) -> None:
        self._more = sources
        self._in_pages = in_pages
        self._in_headers_file = in_headers_file

    def policy_sources(self) -> Mapping[str, list[str]]:
        """Return the sources that the owner adds."""
        return self._more

    @property
    def has_policy(self) -> bool:  # type: ignore[override]  # a value in other features
        """Whether pages or headers have the policy."""
        return self._in_pages or self._in_headers_file

    def values(self, site: BlogRead) -> Values:
        """Return the policy for every page, if pages carry it."""
        return {"page_policy": self._policy_of_page(site.settings, {})}

    def page_values(self, reader: SiteReader, settings: SiteSettings, page: PageFacts) -> Values:
        """Return the policy of a page that loads more than others."""
        more = joined(*(feature.page_sources(page) for feature in settings.features))
        return {"page_policy": self._policy_of_page(settings, more)} if more else {}

    def _policy_of_page(self, settings: SiteSettings, more: Sources) -> str:
        if not (self._in_pages or settings.pages_carry_policy):
            return ""
        return content_security_policy(joined(settings.policy_sources(), more), in_page=True)

    def files(self, site: BlogRead) -> Iterable[NewFiles]:
        """Return the headers file, including what the owner wrote there."""
        if self._in_headers_file:
            written = str(site.media.get(HEADERS_FILE, ""))
            sources = site.settings.policy_sources()
            policy = tuple((name, tuple(given)) for name, given in sorted(sources.items()))
            in_pages = site.settings.pages_carry_policy
            texts = () if in_pages else tuple(sorted(site.outputs))
            has_window = site.settings.has_sign_in_window
            below = urlsplit(site.settings.site_url).path or "/"
            wanted = (policy, texts, written, in_pages, has_window, below)
            yield NewFiles(HEADERS_FILE, _headers, wanted)


def _headers(
    reader: SiteReader,
    sources: tuple[tuple[str, tuple[str, ...]], ...],
    texts: tuple[str, ...],
    written: str,
    in_pages: bool,
    has_window: bool,
    below: str,
) -> Mapping[str, bytes]:
    """Return the policy of every response; if pages carry theirs, only who may frame them."""
    frames = sorted({line for text in texts for line in _frames(reader, text)} - {*KNOWN_FRAMES})
    more = joined(dict(sources), {"frame-src": frames} if frames else {})
    policy = FRAMES_ONLY if in_pages else content_security_policy(more)
    headers = security_headers(policy, has_sign_in_window=has_window)
    text = reader.get("file", written).decode() if written else ""
    return {HEADERS_FILE: headers_file(headers, text, below).encode()}


def _frames(reader: SiteReader, text: str) -> list[str]:
    frames: str = reader.get("rendering/frames", text)
    return frames.split("\n") if frames else []
