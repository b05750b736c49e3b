"""What one build of the site knows; every plugin of ours reads and adds to the same one."""

from __future__ import annotations

import posixpath
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from os.path import dirname, relpath
from zoneinfo import ZoneInfo

from jinja2 import Environment
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import ConfigurationError
from mkdocs.structure.files import File, Files
from mkdocs.structure.nav import Navigation

from rapport.blog.article import Article
from rapport.blog.author import Authors
from rapport.blog.blog import Blog
from rapport.blog.digest import digest
from rapport.blog.links import Link
from rapport.blog.listing import Day, Entry, day, entry
from rapport.blog.previous import Published
from rapport.blog.problem import Problem
from rapport.blog.rendering import Derive, Rendering
from rapport.blog.social_image import SocialImage
from rapport.blog.tag import OPEN_VOCABULARY, Vocabulary
from rapport.blog.texts import Texts
from rapport.host.article_json import HeadKeys, head_keys
from rapport.host.languages import Language
from rapport.host.page_workers import PageWorkers
from rapport.host.plan import Plan, versions

_KEY = "_rapport_build"

Check = Callable[[Article], list[Problem]]
"""Finds what is wrong with the text of one article, whatever the others say."""


@dataclass(slots=True)
class Build:
    """The state of one build, filled in the order of MkDocs' events.

    `renderings`, what each follows from (`rendering_keys`), digests of their `anchors`, and what
    lists and files follow from by an article's head (`head_keys`) are by the source's path below
    the docs folder; `changed` are the sources that were read or rendered anew. `unreadable` are the
    sources of articles with errors, `previous` is what was published before. `checks` are what
    features look for in every article's text, by themselves, `images` those it shows. `derive`
    names what features want made of every article's HTML, `site_facts` what they show on every
    page, `sources` what pages need besides the site itself, by directive of a policy (CSP).
    `pages` are by what they write in the site.
    `social_images` are by the article's source, that of all other pages by the empty one.
    `changes_at` are moments to come at which time alone changes the site. `plan` says what an
    incremental build makes anew; without one everything is.
    """

    now: datetime
    timezone: ZoneInfo
    locale: str
    per_page: int
    articles_dir: str
    site_url: str
    with_unpublished: bool = False
    language: Language = field(default_factory=Language)
    vocabulary: Vocabulary = OPEN_VOCABULARY
    authors: Authors = field(default_factory=lambda: Authors({}))
    wordings: dict[str, str] = field(default_factory=dict)
    companions: set[str] = field(default_factory=set)
    problems: list[Problem] = field(default_factory=list)
    all_articles: tuple[Article, ...] = ()
    unreadable: set[str] = field(default_factory=set)
    checks: list[Check] = field(default_factory=list)
    previous: Published | None = None
    images: dict[str, list[Link]] = field(default_factory=dict)
    vocabulary_file: str = ""
    allow_keys: tuple[str, ...] = ()
    has_tag_pages: bool = False
    checks_links: bool = True
    renderings: dict[str, Rendering] = field(default_factory=dict)
    rendering_keys: dict[str, str] = field(default_factory=dict)
    anchors: dict[str, str] = field(default_factory=dict)
    changed: set[str] = field(default_factory=set)
    head_keys: dict[str, HeadKeys] = field(default_factory=dict)
    derive: dict[str, Derive] = field(default_factory=dict)
    site_facts: dict[str, str] = field(default_factory=dict)
    changes_at: list[datetime] = field(default_factory=list)
    pages: dict[str, File] = field(default_factory=dict)
    social_images: dict[str, SocialImage] = field(default_factory=dict)
    sources: dict[str, list[str]] = field(default_factory=dict)
    plan: Plan | None = None
    workers: PageWorkers = field(default_factory=PageWorkers)
    env: Environment | None = None
    nav: Navigation = field(default_factory=lambda: Navigation([], []))
    files: Files = field(default_factory=lambda: Files([]))
    _blog: Blog | None = None
    _entries: dict[str, Entry] = field(default_factory=dict)
    _entry_keys: dict[str, str] = field(default_factory=dict)
    _way: str = ""

    @property
    def blog(self) -> Blog:
        """The blog; there is one from the `files` event on, before other plugins' turn."""
        assert self._blog is not None, "the blog is read by the time of on_files"
        return self._blog

    @blog.setter
    def blog(self, blog: Blog) -> None:
        self._blog = blog

    @property
    def texts(self) -> Texts:
        """The site's own words."""
        return self.language.texts

    def mark(self, stage: str) -> None:
        """Note that a stage of the build ends now, for `--timings`."""
        if self.plan is not None:
            self.plan.mark(stage)

    def show_day(self, moment: datetime) -> Day:
        """Return a moment as the blog's readers see it."""
        return day(moment, self.timezone, self.locale)

    def forget_entry(self, article: Article) -> None:
        """Let the article's entry be made anew, as its rendering changed."""
        for known in (self._entries, self._entry_keys, self.head_keys):
            known.pop(article.source, None)

    def entry(self, article: Article) -> Entry:
        """Return how lists show an article; only when all are rendered."""
        found = self._entries.get(article.source)
        if found is None:
            rendering = self.renderings[article.source]
            found = entry(article, rendering, self.now, self.show_day, self.locale)
            found = found if self.has_tag_pages else replace(found, tags=())
            self._entries[article.source] = found
        return found

    def content_key(self) -> str:
        """Return what a file depends on that holds every article whole."""
        return digest(self.locale, versions(), *map(self.whole_key, self.blog.articles))

    def whole_key(self, article: Article) -> str:
        """Return what a file depends on that holds an article whole."""
        rendering, entry_key = self.renderings[article.source], self.entry_key(article)
        return f"{self._head_keys(article).whole}{rendering.digest}{entry_key}"

    def entry_key(self, article: Article) -> str:
        """Return what a list's page depends on by showing an article, without making its entry."""
        key = self._entry_keys.get(article.source)
        if key is None:
            when = "due" if article.date > self.now else "out"
            shown = self.renderings[article.source].shown
            key = f"{self._head_keys(article).shown}{shown}{when}{self._way_of_showing()}"
            self._entry_keys[article.source] = key
        return key

    def tasks_key(self, article: Article) -> str:
        """Return what a page depends on by listing an article's checklists."""
        tasks = self.renderings[article.source].tasks
        return f"{self._head_keys(article).shown}{tasks}" if tasks else ""

    def _head_keys(self, article: Article) -> HeadKeys:
        found = self.head_keys.get(article.source)
        if found is None:
            found = self.head_keys[article.source] = head_keys(article)
        return found

    def _way_of_showing(self) -> str:
        """Return what every entry depends on, beside the article."""
        if not self._way:
            self._way = digest(self.locale, self.timezone.key, self.has_tag_pages)[:8]
        return self._way


def start_build(config: MkDocsConfig, build: Build) -> None:
    """Make `build` the one that all plugins share, until the next one starts."""
    config.data[_KEY] = build


def build_of(config: MkDocsConfig) -> Build:
    """Return what this build knows; the articles plugin must be on."""
    build = config.data.get(_KEY)
    if not isinstance(build, Build):
        message = "Rapport's plugins need `rapport/articles` in the list of plugins."
        raise ConfigurationError(message)
    return build


def stop_workers(config: MkDocsConfig) -> None:
    """End the processes of a build that did not come to its end."""
    build = config.data.get(_KEY)
    if isinstance(build, Build):
        build.workers.stop()


def docs_path(config: MkDocsConfig) -> str:
    """Return the docs folder as messages name it: relative to where `mkdocs.yml` is."""
    start = dirname(config.config_file_path) if config.config_file_path else "."
    return posixpath.normpath(relpath(config.docs_dir, start).replace("\\", "/"))
