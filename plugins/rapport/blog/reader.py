"""What pages and files are made from; everything is read here, and each read is recorded."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rapport.blog.article import Article
    from rapport.blog.listing import Entry
    from rapport.blog.problem import Problem
    from rapport.blog.rendering import Rendering


class SiteReader(Protocol):
    """Gives the site's content; a page or file depends on everything that it reads here.

    Articles are named by their source, their path below the docs folder.
    """

    def get(self, kind: str, key: str = "") -> Any:  # noqa: ANN401 - as many types as kinds
        """Return a named value of the site, such as `media`; see `rapport.site.values`."""

    def digest(self, kind: str, key: str = "") -> str:
        """Return the digest of a named value, if the value itself is not needed."""

    def report(self, problems: Iterable[Problem]) -> None:
        """Report a problem of the output being made, in this build and until it is rebuilt."""

    def article(self, source: str) -> Article:
        """Return an article's front matter."""

    def rendering(self, source: str) -> Rendering:
        """Return an article's text as HTML, and what was read out of it."""

    def entry(self, source: str) -> Entry:
        """Return an article as lists show it."""
