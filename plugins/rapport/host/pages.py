"""Articles and the pages that features make, as MkDocs' files and pages."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from functools import cache
from html import escape
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import get_toc

from rapport.blog.dates import read_date
from rapport.blog.output import NewPage
from rapport.blog.page_visibility import LISTED
from rapport.blog.urls import output_path
from rapport.engine.tasks import Reader
from rapport.host.nav import nav_titles
from rapport.host.session import BuildSession

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig

    from rapport.blog.article import Article


class ArticlePage(Page):
    """A page whose text and facts are an article's; its title is HTML, like every page's."""

    def __init__(
        self, article: Article, file: File, config: MkDocsConfig, session: BuildSession
    ) -> None:
        self.source = article.source
        self._session = session
        super().__init__(None, file, config)
        self.update_date = min(article.changed, session.settings.now).isoformat()
        self.is_left_out = article.is_unlisted or article.is_noindex or bool(article.canonical)

    # Private: `Page` calls it once to work its addresses out, which takes long for many pages. If
    # MkDocs calls it no longer, pages have the same addresses, more slowly.
    def _set_canonical_url(self, base: str | None) -> None:
        self.canonical_url, self.abs_url = _addresses(base, self.url)

    def read_source(self, config: MkDocsConfig) -> None:  # noqa: ARG002 - it was read before
        """Take the body from the article; its front matter is no longer in it."""
        reader = Reader(self._session.graph)
        self.markdown = reader.get("article-source/body", self.source)
        self.describe(reader)

    def describe(self, reader: Reader) -> None:
        """Take over what the front matter says."""
        self.markdown = self.markdown or ""  # without one, the host's page has no title
        article: Article = reader.get("article", self.source)
        extra = article.extra or {}
        self.meta = {
            **extra,
            "template": self._session.template_prefix + str(extra.get("template", "article.html")),
            "title": escape(article.title),
            "description": article.description,
            "unlisted": article.is_unlisted,
            "noindex": article.is_noindex,
            "canonical": article.canonical,
        }

    def render(self, config: MkDocsConfig, files: Files) -> None:  # noqa: ARG002 - the host's form
        """Use the rendering, or make one from what other plugins left of the text."""
        writer = self._session.writer
        assert writer is not None
        if writer.is_left_to_host:
            writer.render_now(self)
        self.fill(Reader(self._session.graph))

    def fill(self, reader: Reader) -> None:
        """Take the HTML of the article's text, and its table of contents."""
        self.content = reader.get("rendering/html", self.source)
        self.toc = get_toc(json.loads(reader.get("rendering/toc", self.source) or "[]"))

    # The names of the next two stand in no manual. If MkDocs asks for ids in another way, links to
    # parts of articles are reported by it as broken; those two are to be called as it asks then.
    @property  # read when asked: seldom is one page's every build
    def present_anchor_ids(self) -> set[str] | None:  # type: ignore[override]
        """The ids on the page that links can lead to."""
        return set(self._session.graph.value(f"rendering/anchors {self.source}").split("\n"))

    def validate_anchor_links(self, **_: object) -> None:
        """Leave it to `host.links`, which names links with their lines."""


class FeaturePage(Page):
    """A page that a feature asked for; if the author wrote one there, its text is kept."""

    def __init__(
        self,
        new: NewPage,
        title: str,
        file: File,
        config: MkDocsConfig,
        date: str,
        template_prefix: str = "",
    ) -> None:
        self.new = new
        self._template = template_prefix + new.template
        super().__init__(escape(title), file, config)
        self.update_date = date

    @property
    def is_generated(self) -> bool:
        """Whether the page has no text by an author."""
        return self.file.generated_by is not None

    def _set_canonical_url(self, base: str | None) -> None:
        self.canonical_url, self.abs_url = _addresses(base, self.url)

    def read_source(self, config: MkDocsConfig) -> None:
        """Read what the author wrote there, if anything, and give the page its template."""
        if self.is_generated:
            self.markdown, self.meta = "", {"title": self.title}
        else:
            super().read_source(config)
            if "title" in self.meta:
                self.meta["title"] = escape(str(self.meta["title"]))
        self.meta = {
            "template": self._template,
            "description": self.new.description,
            "hide": ["toc", "navigation"],
            **({} if self.new.is_in_search else {"search": {"exclude": True}}),
            **self.meta,
        }

    def render(self, config: MkDocsConfig, files: Files) -> None:
        """Render what the author wrote; without a text, no Markdown parser is created."""
        if self.markdown:
            super().render(config, files)
        else:
            self.content, self.toc = "", get_toc([])
            self.present_anchor_ids = set()


def _addresses(base: str | None, url: str) -> tuple[str | None, str | None]:
    """Return a page's absolute address, and that from the server's root.

    They are concatenated: our URLs need no encoding.
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


def list_page(page: Page, session: BuildSession) -> None:
    """Give the sitemap the date of an ordinary page, if its author set one, or exclude the page."""
    if not isinstance(page, ArticlePage):
        visibility = session.read.visibility.get(page.file.src_uri, LISTED)
        page.is_left_out = not visibility.is_indexed  # type: ignore[attr-defined]  # the sitemap's
        if visibility.canonical:
            page.canonical_url = visibility.canonical
        if visibility.is_unlisted:  # for searches of others, which read this
            page.meta["search"] = {"exclude": True}
    if not isinstance(page, ArticlePage | FeaturePage):
        written = page.meta.get("updated") or page.meta.get("date") or ""
        moment = read_date(str(written), session.settings.timezone)
        page.update_date = moment.isoformat() if moment else ""


def place_articles(files: Files, config: MkDocsConfig, session: BuildSession) -> None:
    """Give each published article its URL and page; the others leave the build here."""
    site = session.read
    for name in site.settings.companions:
        if companion := files.get_file_from_path(name):
            files.remove(companion)
    published = {article.source for article in site.blog.published}
    by_source = files.src_uris
    for article in site.all_articles:
        file = by_source.get(article.source)
        if file is None:
            continue
        if article.source not in published:
            files.remove(file)
            continue
        _set_url(file, article.url, config)
        file.inclusion = InclusionLevel.NOT_IN_NAV
        ArticlePage(article, file, config, session)


def add_pages(
    pages: Iterable[NewPage], files: Files, config: MkDocsConfig, session: BuildSession
) -> None:
    """Add the pages that features ask for; the text of an author's page at the same URL is kept."""
    written = {file.dest_uri: file for file in files.documentation_pages()}
    now = session.settings.now
    today = now.replace(hour=0, minute=0, second=0, microsecond=0)
    articles = {article.source: article for article in session.read.blog.published}
    newest = _last_change(articles.values(), now, today)
    titles = dict(nav_titles(config.nav))
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
        changed = _last_change([articles[source] for source in new.sources], now, newest)
        FeaturePage(new, title, file, config, changed.isoformat(), session.template_prefix)


def _last_change(articles: Iterable[Article], now: datetime, otherwise: datetime) -> datetime:
    changes = [article.changed for article in articles]
    return min(max(changes), now) if changes else otherwise


def made_pages(files: Files) -> set[str]:
    """Return the generated files of the site, `tags/index.html`."""
    return {file.dest_uri for file in files if file.generated_by is not None}


def _dest_uri(url: str, config: MkDocsConfig) -> str:
    if config.use_directory_urls or not url:
        return output_path(url)
    return url.rstrip("/") + ".html"


def _set_url(file: File, url: str, config: MkDocsConfig) -> None:
    """Put a file elsewhere.

    MkDocs keeps what it once worked out of a place in the file's attributes. If it keeps more
    there, links lead to the old place; its name is to be added here.
    """
    file.dest_uri = _dest_uri(url, config)
    for name in ("url", "abs_dest_path"):
        vars(file).pop(name, None)
