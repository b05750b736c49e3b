"""What a build knows, stage by stage: first the settings, then the content that was read."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from rapport.blog.policy import joined
from rapport.blog.urls import as_file

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime
    from pathlib import Path
    from zoneinfo import ZoneInfo

    from rapport.blog.address_format import AddressFormat
    from rapport.blog.article import Article
    from rapport.blog.author import Authors
    from rapport.blog.blog import Blog
    from rapport.blog.brand import Brand
    from rapport.blog.feature import Feature
    from rapport.blog.guides import Stage
    from rapport.blog.links import Link
    from rapport.blog.listing import Manner
    from rapport.blog.mailed_series import MailedSeries
    from rapport.blog.page_visibility import PageVisibility
    from rapport.blog.previous import Published
    from rapport.blog.problem import Problem
    from rapport.blog.redirect import Redirect
    from rapport.blog.tag import Vocabulary
    from rapport.blog.texts import Language, Texts


@dataclass(frozen=True, slots=True)
class SiteSettings:
    """The settings of the site, and the time at which the build began.

    `site_url` ends with a slash, or is empty; `is_flat` is true if pages are files,
    `articles/a.html`, and `is_beside` if other pages keep the theme's look. `docs_path` is the docs
    folder as messages name it. `articles_dirs` and the names of files are relative to it; an empty
    one is the whole folder, except the `named_pages`. `home` is the URL of the list of articles,
    empty or `blog/`. `vocabulary_file` is empty without the feature `tags`; then tags have no
    pages. `letters_dir` is the folder of letters, empty if none are emailed. `gone` are paths that
    were removed on purpose, `articles/x/`. `allow_keys` are front matter keys that only the owner's
    templates know. `rendered` are the Markdown dialects (`other_markdown.Dialect`) that are
    rendered. `manner` is how lists and pages write days, minutes and summaries. `review_after`
    counts months, 0 for never.
    """

    now: datetime
    timezone: ZoneInfo
    language: Language
    site_name: str
    site_url: str
    description: str
    docs_path: str
    articles_dirs: tuple[str, ...]
    named_pages: frozenset[str]
    addresses: AddressFormat
    home: str
    gone: tuple[str, ...]
    authors_file: str
    redirects_file: str
    vocabulary_file: str
    allow_keys: tuple[str, ...]
    rendered: frozenset[str]
    per_page: int
    manner: Manner
    review_after: int
    is_flat: bool
    is_beside: bool
    with_unpublished: bool
    previous: Published | None
    features: tuple[Feature, ...] = field(repr=False)
    letters_dir: str = ""

    @property
    def home_title(self) -> str:
        """The title of the blog's home page: the site's, or that of a section."""
        return self.texts.gettext("Articles") if self.home else self.site_name

    @property
    def locale(self) -> str:
        """The tag of the blog's language, `de` or `pt-BR`."""
        return self.language.tag

    @property
    def texts(self) -> Texts:
        """The site's own words."""
        return self.language.texts

    @property
    def has_tag_pages(self) -> bool:
        """Whether every tag has a page."""
        return bool(self.vocabulary_file)

    @property
    def companions(self) -> tuple[str, ...]:
        """The files below the docs folder that are read and not published."""
        return tuple(filter(None, (self.authors_file, self.vocabulary_file, self.redirects_file)))

    def address(self, url: str) -> str:
        """Return the site's address of the page at a URL."""
        return as_file(url) if self.is_flat else url

    @property
    def brand(self) -> Brand | None:
        """The look of the blog, if its owner set one."""
        return next(filter(None, (feature.brand() for feature in self.features)), None)

    @property
    def stages(self) -> tuple[Stage, ...]:
        """The stages of the readers' journey, in the owner's order."""
        return next(filter(None, (feature.stages() for feature in self.features)), ())

    @property
    def has_guides(self) -> bool:
        """Whether stages and series have pages."""
        return any(feature.stages() is not None for feature in self.features)

    def wordings(self) -> dict[str, str]:
        """Return the consent texts that subscribers may have agreed to, by version."""
        return {
            version: text
            for feature in self.features
            for version, text in feature.wordings(self).items()
        }

    def policy_sources(self) -> dict[str, list[str]]:
        """Return what pages load from other sites, by directive of the policy (CSP)."""
        return joined(*(feature.policy_sources() for feature in self.features))

    @property
    def pages_carry_policy(self) -> bool:
        """Whether each page has to carry its own policy: one header for all would break some."""
        return self.is_beside or any(feature.has_page_with_policy for feature in self.features)

    @property
    def has_sign_in_window(self) -> bool:
        """Whether a page opens a window of another site that tells it who signed in."""
        return any(feature.has_sign_in_window for feature in self.features)

    @property
    def has_policy(self) -> bool:
        """Whether browsers are told what pages may load."""
        return any(feature.has_policy for feature in self.features)


@dataclass(frozen=True, slots=True)
class BlogRead:
    """What the docs folder holds.

    `redirects` are former addresses that no article's `aliases` name. `all_articles` are those
    without errors, published or not, and `unreadable` the sources of the others. `as_written` are
    the same articles, before spellings of one tag or author were joined. `outputs` says where the
    page of each source will be, `images` which images its text shows, `media` where the author's
    other files are, and `visibility` which ordinary pages are not shown everywhere; all are by
    source.
    """

    settings: SiteSettings
    vocabulary: Vocabulary
    authors: Authors
    all_articles: tuple[Article, ...]
    unreadable: frozenset[str]
    blog: Blog
    problems: tuple[Problem, ...]
    images: Mapping[str, Sequence[Link]]
    outputs: Mapping[str, str] = field(default_factory=dict)
    visibility: Mapping[str, PageVisibility] = field(default_factory=dict)
    redirects: tuple[Redirect, ...] = ()
    as_written: tuple[Article, ...] = ()
    media: Mapping[str, Path] = field(default_factory=dict)
    mailed_series: tuple[MailedSeries, ...] = ()
    """The series that readers can get by email."""

    @property
    def letters_in_series(self) -> frozenset[str]:
        """The letters, by source, that are mailed as parts of a series only."""
        return frozenset(
            part.source for series in self.mailed_series for part in series.parts if part.is_letter
        )

    def path_of(self, source: str) -> str:
        """Return a source as messages name it, `docs/articles/x.md`."""
        return posixpath.join(self.settings.docs_path, source)
