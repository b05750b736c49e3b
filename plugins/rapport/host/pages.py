"""Articles and new pages as MkDocs' files and pages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.pages import Page

from rapport.blog.article import Article
from rapport.blog.output import MakeEntry, NewFile, NewPage
from rapport.blog.urls import output_path
from rapport.host.build import Build


class ArticlePage(Page):
    """A page whose text and facts are an article's; its title is HTML, as every page's is."""

    def __init__(self, article: Article, file: File, config: MkDocsConfig) -> None:
        self.article = article
        super().__init__(None, file, config)
        self.update_date = article.changed.date().isoformat()

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


class NewPageHost(Page):
    """A page that a feature asked for; it has a template and no Markdown."""

    def __init__(self, new: NewPage, file: File, config: MkDocsConfig, date: str) -> None:
        self.new = new
        super().__init__(escape(new.title), file, config)
        self.update_date = date

    def read_source(self, config: MkDocsConfig) -> None:  # noqa: ARG002 - nothing is read
        """Give the page its template; all else comes from its values."""
        self.markdown = ""
        self.meta = {
            "template": self.new.template,
            "title": escape(self.new.title),
            "description": self.new.description,
            "hide": ["toc", "navigation"],
        }
        if not self.new.is_in_search:
            self.meta["search"] = {"exclude": True}


def place_articles(files: Files, config: MkDocsConfig, build: Build) -> None:
    """Give each published article its URL and page; the others leave the build here."""
    published = {article.source: article for article in build.blog.articles}
    for article in build.all_articles:
        file = files.get_file_from_path(article.source)
        if file is None:
            continue
        if article.source not in published:
            files.remove(file)
            continue
        _set_url(file, article.url, config)
        file.inclusion = InclusionLevel.NOT_IN_NAV
        ArticlePage(article, file, config)


def add_pages(pages: Iterable[NewPage], files: Files, config: MkDocsConfig, build: Build) -> None:
    """Add the pages that a feature asks for; a page of the author's at the same place wins."""
    taken = {file.dest_uri for file in files.documentation_pages()}
    newest = max((article.changed for article in build.blog.articles), default=build.now)
    for new in pages:
        if _dest_uri(new.url, config) in taken:
            continue
        source = (new.url.rstrip("/") or "index") + ("/index.md" if new.url else ".md")
        inclusion = InclusionLevel.INCLUDED if new.is_in_nav else InclusionLevel.NOT_IN_NAV
        file = File.generated(config, source, content="", inclusion=inclusion)
        _set_url(file, new.url, config)
        NewPageHost(new, file, config, newest.date().isoformat())
        files.append(file)


def add_files(new_files: Iterable[NewFile], files: Files, config: MkDocsConfig) -> None:
    """Add finished files to what will be written."""
    for new in new_files:
        files.append(File.generated(config, new.path, content=new.content))


def page_values(page: Page, make_entry: MakeEntry) -> Mapping[str, Any]:
    """Return what a page's template gets beside MkDocs' own values."""
    return page.new.values(make_entry) if isinstance(page, NewPageHost) else {}


def _dest_uri(url: str, config: MkDocsConfig) -> str:
    if config.use_directory_urls or not url:
        return output_path(url)
    return url.rstrip("/") + ".html"


def _set_url(file: File, url: str, config: MkDocsConfig) -> None:
    file.dest_uri = _dest_uri(url, config)
    for name in ("url", "abs_dest_path"):
        vars(file).pop(name, None)
