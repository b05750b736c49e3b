"""Articles and new pages as MkDocs' files and pages."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import cache, cached_property
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure import StructureItem
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.nav import Navigation, Section
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import get_toc
from mkdocs.utils.meta import get_data

from rapport.blog.article import Article
from rapport.blog.checklist import Checklist
from rapport.blog.dates import read_date
from rapport.blog.heading import split_heading
from rapport.blog.links import Link, find_links
from rapport.blog.output import MakeEntry, NewFile, NewPage
from rapport.blog.rendering import Rendering
from rapport.blog.urls import output_path
from rapport.host.build import Build
from rapport.host.plan import Plan
from rapport.host.renderer import PageFacts, Renderer, read_facts

_HEADING = re.compile(r"^ {0,3}#[^\n]*|^[^\n]+\n=+", re.MULTILINE)

log = logging.getLogger("mkdocs.structure.pages")


class ArticlePage(Page):
    """A page whose text and facts are an article's; its title is HTML, as every page's is."""

    def __init__(self, article: Article, file: File, config: MkDocsConfig, today: datetime) -> None:
        self.article = article
        self.renderer: Renderer | None = None
        self.rendering: Rendering | None = None
        self.lookups: Callable[[], Mapping[str, str | None]] = dict
        super().__init__(None, file, config)
        self.update_date = min(article.changed, today).isoformat()

    def _set_canonical_url(self, base: str | None) -> None:
        self.canonical_url, self.abs_url = _addresses(base, self.url)

    def read_source(self, config: MkDocsConfig) -> None:  # noqa: ARG002 - it was read before
        """Take the body from the article; its head is no longer in it."""
        article = self.article
        self.markdown = article.body
        self.meta = {
            "template": "article.html",
            **(article.extra or {}),
            "title": escape(article.title),
            "description": article.description,
        }

    def render(self, config: MkDocsConfig, files: Files) -> None:  # noqa: ARG002 - the host's form
        """Use the rendering that was made, or make it now from what other plugins left."""
        if self.rendering is None:
            assert self.renderer is not None
            rendered = self.renderer.render(self.markdown or "", self.file)
            for level, message in rendered.warnings:
                log.log(level, message)
            self.take(rendered.rendering, lambda: rendered.lookups)
        facts = self.facts
        assert self.rendering is not None
        assert facts is not None
        self.content = self.rendering.html
        self.toc = get_toc(facts.toc)  # type: ignore[arg-type]

    def take(self, rendering: Rendering, lookups: Callable[[], Mapping[str, str | None]]) -> None:
        """Keep a finished rendering, and the way to the paths that its links and images named."""
        self.rendering, self.lookups = rendering, lookups
        vars(self).pop("facts", None)

    @cached_property
    def facts(self) -> PageFacts | None:
        """What the host wants to know of the page; None before it is rendered."""
        return None if self.rendering is None else read_facts(self.rendering)

    @property
    def checklists(self) -> Sequence[Checklist]:
        """The article's checklists, once it is rendered."""
        return () if self.rendering is None else self.rendering.outline.checklists

    @property  # read when asked: seldom is one page's every build
    def present_anchor_ids(self) -> set[str] | None:  # type: ignore[override]
        """The ids on the page that links can lead to."""
        return None if self.facts is None else set(self.facts.anchors)

    def validate_anchor_links(self, **_: object) -> None:
        """Leave it to `link_check`, which names links with their lines."""

    def written_links(self) -> list[Link]:
        """Return the links as they stand in the article's body, whose first line is 1."""
        return find_links(self.article.body) if self.facts is None else self.facts.written


class FeaturePage(Page):
    """A page that a feature asked for; where the author wrote one there, its text stays."""

    def __init__(
        self, new: NewPage, title: str, file: File, config: MkDocsConfig, date: str
    ) -> None:
        self.new = new
        super().__init__(escape(title), file, config)
        self.update_date = date

    def _set_canonical_url(self, base: str | None) -> None:
        self.canonical_url, self.abs_url = _addresses(base, self.url)

    def read_source(self, config: MkDocsConfig) -> None:
        """Read what the author wrote there, if anything, and give the page its template."""
        super().read_source(config)
        if self.file.generated_by is not None:
            self.meta = {"title": self.title}
        elif "title" in self.meta:
            self.meta["title"] = escape(str(self.meta["title"]))
        self.meta = {
            "template": self.new.template,
            "description": self.new.description,
            "hide": ["toc", "navigation"],
            **({} if self.new.is_in_search else {"search": {"exclude": True}}),
            **self.meta,
        }

    def render(self, config: MkDocsConfig, files: Files) -> None:
        """Render what the author wrote; where there is nothing, no Markdown parser is made."""
        if self.markdown:
            super().render(config, files)
        else:
            self.content, self.toc = "", get_toc([])
            self.present_anchor_ids = set()


def _addresses(base: str | None, url: str) -> tuple[str | None, str | None]:
    """Return a page's whole address, and that from the server's root.

    They are put together: our URLs have nothing that must be worked out.
    """
    if not base:
        return None, None
    return base.rstrip("/") + "/" + url, _root_path(base) + url


@cache
def _root_path(base: str) -> str:
    return urlsplit(base.rstrip("/") + "/").path


def escape_title(page: Page) -> None:
    """Make the title of an ordinary page HTML, as its author's heading is and every page's."""
    if not isinstance(page, (ArticlePage, FeaturePage)) and page.meta.get("title"):
        page.meta["title"] = escape(str(page.meta["title"]))


def place_articles(files: Files, config: MkDocsConfig, build: Build) -> None:
    """Give each published article its URL and page; the others leave the build here."""
    for name in build.companions:
        if companion := files.get_file_from_path(name):
            files.remove(companion)
    published = {article.source: article for article in build.blog.articles}
    by_source = files.src_uris
    for article in build.all_articles:
        file = by_source.get(article.source)
        if file is None:
            continue
        if article.source not in published:
            files.remove(file)
            continue
        _set_url(file, article.url, config)
        file.inclusion = InclusionLevel.NOT_IN_NAV
        ArticlePage(article, file, config, build.now)


def add_pages(pages: Iterable[NewPage], files: Files, config: MkDocsConfig, build: Build) -> None:
    """Add the pages that a feature asks for; a page of the author's there keeps its text."""
    written = _written(files, build)
    today = build.now.replace(hour=0, minute=0, second=0, microsecond=0)
    newest = _last_change(build.blog.articles, build.now, today)
    titles = dict(_nav_titles(config.nav))
    for new in pages:
        file = written.get(_dest_uri(new.url, config))
        if file is None:
            source = new.url + "index.md"
            inclusion = InclusionLevel.INCLUDED if new.is_in_nav else InclusionLevel.NOT_IN_NAV
            file = File.generated(config, source, content="", inclusion=inclusion)
            _set_url(file, new.url, config)
            files.append(file)
            written[file.dest_uri] = file
        title = titles.get(file.src_uri, new.title)
        changed = _last_change(new.shows or (), build.now, newest)
        FeaturePage(new, title, file, config, changed.isoformat())


def _written(files: Files, build: Build) -> dict[str, File]:
    """Return the pages there are by what they write; looked up anew where others may add some."""
    if not build.pages or build.plan is None or build.plan.why_full:
        build.pages = {file.dest_uri: file for file in files.documentation_pages()}
    return build.pages


def _last_change(articles: Iterable[Article], now: datetime, otherwise: datetime) -> datetime:
    changes = [article.changed for article in articles]
    return min(max(changes), now) if changes else otherwise


def nav_key(nav: Navigation) -> str:
    """Return what pages show of the navigation, whose titles may be those of ordinary pages."""
    return repr([_nav_item_key(item) for item in nav.items])


def _nav_item_key(item: StructureItem) -> object:
    if isinstance(item, Section):
        return item.title, [_nav_item_key(child) for child in item.children]
    if isinstance(item, (ArticlePage, FeaturePage)) or not isinstance(item, Page):
        return item.title, getattr(item, "url", "")
    text, meta = get_data(item.file.content_string)
    return item.title, item.url, sorted(map(str, meta.items())), _HEADING.findall(text)


def made_pages(files: Files) -> set[str]:
    """Return the files of the site that no author wrote, `tags/index.html`."""
    return {file.dest_uri for file in files if file.generated_by is not None}


def date_page(page: Page, build: Build) -> None:
    """Let the sitemap say when an ordinary page changed, if its author did."""
    if not isinstance(page, ArticlePage | FeaturePage):
        written = page.meta.get("updated") or page.meta.get("date") or ""
        moment = read_date(str(written), build.timezone)
        page.update_date = moment.isoformat() if moment else ""


def _nav_titles(nav: object) -> Iterator[tuple[str, str]]:
    """Yield the pages that the blog's navigation names, with the titles it gives them."""
    if isinstance(nav, dict):
        for title, value in nav.items():
            if isinstance(value, str):
                yield value, str(title)
            else:
                yield from _nav_titles(value)
    elif isinstance(nav, list):
        for item in nav:
            yield from _nav_titles(item)


def add_files(
    new_files: Iterable[NewFile], files: Files, config: MkDocsConfig, plan: Plan | None = None
) -> None:
    """Add finished files to what will be written, and those that need not be to what stays."""
    for new in new_files:
        stays = bool(plan and new.key and not plan.decide(new.path, new.key))
        file = _new_file(new, config, stays=stays)
        if file.src_uri in files.src_uris:
            files.remove(files.src_uris[file.src_uri])
        files.append(file)


def _new_file(new: NewFile, config: MkDocsConfig, *, stays: bool) -> File:
    if stays:
        file = File.generated(config, new.path, content=b"")
        file.is_modified = lambda: False  # type: ignore[method-assign]
        return file
    if isinstance(new.content, Path):
        return File.generated(config, new.path, abs_src_path=str(new.content))
    content = new.content if isinstance(new.content, bytes) else new.content()
    return File.generated(config, new.path, content=content)


def find_page(files: Files, target: str) -> tuple[str, str] | None:
    """Return title and URL of the page at a path below the docs folder, `about.md#who`."""
    path, mark, anchor = target.partition("#")
    file = files.get_file_from_path(path)
    if file is None or not file.is_documentation_page():
        return None
    return _title_of(file), file.url + mark + anchor


def _title_of(file: File) -> str:
    if isinstance(file.page, ArticlePage):
        return file.page.article.title
    text, meta = get_data(file.content_string)
    return str(meta.get("title") or split_heading(text)[0] or file.name)


def page_values(page: Page, make_entry: MakeEntry) -> Mapping[str, Any]:
    """Return what a page's template gets beside MkDocs' own values."""
    return page.new.values(make_entry) if isinstance(page, FeaturePage) else {}


def _dest_uri(url: str, config: MkDocsConfig) -> str:
    if config.use_directory_urls or not url:
        return output_path(url)
    return url.rstrip("/") + ".html"


def _set_url(file: File, url: str, config: MkDocsConfig) -> None:
    file.dest_uri = _dest_uri(url, config)
    for name in ("url", "abs_dest_path"):
        vars(file).pop(name, None)
