"""How a feature adds to a site. A build asks each feature in turn; they don't know each other."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from rapport.blog.drawings import DrawingKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path
    from threading import Event

    from rapport.blog.article import Article
    from rapport.blog.brand import Brand
    from rapport.blog.build_state import BlogRead, SiteSettings
    from rapport.blog.drawings import PlacedMarkdown
    from rapport.blog.guides import Stage
    from rapport.blog.output import NewFiles, NewPage, Values
    from rapport.blog.page import PageFacts
    from rapport.blog.problem import Problem
    from rapport.blog.reader import SiteReader
    from rapport.blog.rendering import Derive
    from rapport.blog.server_lines import AddressMove

Definition = Any
"""A `Source`, `Memo` or `Task` of the engine."""

Look = Callable[[str], Any]
"""Returns the value of a name, such as `title about.md`."""


class Feature:
    """What one feature adds to a site; nothing by default.

    A feature never asks what changed. It says what there is, as functions of a reader.
    """

    has_policy = False
    """Whether the feature says what browsers may load, in pages or headers."""

    has_page_with_policy = False
    """Whether the feature makes a page with its own policy, which a header would tighten."""

    has_sign_in_window = False
    """Whether a page of the feature opens a window of another site to sign in."""

    draws = DrawingKind.NONE
    """What the feature draws that would be text without it."""

    vocabulary_file = ""
    """The file of the tags, below the docs folder, for the feature that has tags."""

    def derive(self) -> Mapping[str, Derive]:
        """Return functions that derive values from each article's HTML while it is rendered."""
        return {}

    def check(self, article: Article) -> list[Problem]:
        """Return what is wrong with one article by itself, its body included."""
        return []

    def brand(self) -> Brand | None:
        """Return the look of the blog, if the owner set it on this feature."""
        return None

    def stages(self) -> tuple[Stage, ...] | None:
        """Return the stages of the readers' journey, if this feature makes guides."""
        return None

    def wordings(self, settings: SiteSettings) -> Mapping[str, str]:
        """Return the consent texts that subscribers may have agreed to, by version."""
        return {}

    def policy_sources(self) -> Mapping[str, list[str]]:
        """Return what the feature's pages load from other sites, by directive of the CSP."""
        return {}

    def page_sources(self, page: PageFacts) -> Mapping[str, list[str]]:
        """Return what one page loads from other sites in addition, by directive."""
        return {}

    def define(self, site: BlogRead, value: Look) -> Mapping[str, Definition]:
        """Return the feature's own named values, by kind of name.

        `value` returns the value of any name; it is for sources, which are read afresh.
        """
        return {}

    def pages(self, site: BlogRead) -> Iterable[NewPage]:
        """Return the pages that the feature makes."""
        return ()

    def problems(self, site: BlogRead, value: Look) -> Iterable[Problem]:
        """Return the problems that are known before anything is built."""
        return ()

    def published(self, site: BlogRead) -> Mapping[str, Path]:
        """Return the files that are published in place of the author's, by source."""
        return {}

    def prepare(self, site: BlogRead) -> Iterable[Problem]:
        """Do what must be done before any page is built, and return the problems."""
        return ()

    def finish_later(self, stop: Event) -> bool:
        """Do what a preview does not wait for, until `stop`; return whether anything was done."""
        return False

    def moved(self, site: BlogRead) -> Iterable[AddressMove]:
        """Return the redirects of former addresses, and the addresses that are gone."""
        return ()

    def values(self, site: BlogRead) -> Values:
        """Return the values that every template gets; each has its own `repr`."""
        return {}

    def page_values(self, reader: SiteReader, settings: SiteSettings, page: PageFacts) -> Values:
        """Return the additional values for the template of one page."""
        return {}

    def html_problems(self, html: str, text: PlacedMarkdown) -> Iterable[Problem]:
        """Return what is wrong with the HTML that a text became, at its line of Markdown."""
        return ()

    def page_html(self, reader: SiteReader, page: PageFacts, html: str) -> str:
        """Return the HTML of a page's text, or of an excerpt on it, as the page shows it."""
        return html

    def files(self, site: BlogRead) -> Iterable[NewFiles]:
        """Return the files that the feature makes."""
        return ()
