"""What browsers let the pages do, in each page and for servers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rapport.blog.feature import Feature
from rapport.blog.output import NewFiles
from rapport.features.security.headers import HEADERS_FILE, headers_file, security_headers
from rapport.features.security.policy import FRAMES_ONLY, content_security_policy

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from rapport.blog.output import Values
    from rapport.blog.reader import SiteReader
    from rapport.blog.stages import BlogRead

Sources = dict[str, list[str]]


class SecurityFeature(Feature):
    """A Content-Security-Policy without inline scripts, and the headers that go with it.

    `sources` are what pages may load beside what features need, by directive.
    """

    def __init__(self, sources: Sources, *, in_pages: bool, in_headers_file: bool) -> None:
        self._more = sources
        self._in_pages = in_pages
        self._in_headers_file = in_headers_file

    def policy_sources(self) -> Mapping[str, list[str]]:
        """Return what the owner lets pages load."""
        return self._more

    def values(self, site: BlogRead) -> Values:
        """Return the policy for every page, if pages carry it."""
        sources = site.asked.policy_sources()
        is_in_pages = self._in_pages or site.asked.is_beside  # no header has it there
        policy = content_security_policy(sources, in_page=True) if is_in_pages else ""
        return {"page_policy": policy}

    def _policy_of_all(self, site: BlogRead) -> str:
        """Return the policy of every answer; beside documentation the blog's pages carry theirs."""
        if site.asked.is_beside:
            return FRAMES_ONLY
        return content_security_policy(site.asked.policy_sources())

    def files(self, site: BlogRead) -> Iterable[NewFiles]:
        """Return the file of headers, with what the owner wrote there."""
        if self._in_headers_file:
            headers = security_headers(self._policy_of_all(site))
            written = str(site.media.get(HEADERS_FILE, ""))
            yield NewFiles(HEADERS_FILE, _headers, (tuple(headers.items()), written))


def _headers(
    reader: SiteReader, headers: tuple[tuple[str, str], ...], written: str
) -> Mapping[str, bytes]:
    text = reader.get("file", written).decode() if written else ""
    return {HEADERS_FILE: headers_file(dict(headers), text).encode()}
