"""Broken links and missing images, each with its line."""

from __future__ import annotations

import logging
import posixpath
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING
from unicodedata import normalize
from urllib.parse import unquote, urljoin, urlsplit

from mkdocs.structure.files import InclusionLevel

from rapport.blog.links import Link
from rapport.blog.media import named_sources
from rapport.blog.problem import Problem, Severity
from rapport.engine.graph import Graph
from rapport.engine.tasks import Reader, Task
from rapport.host.html_problems import define_policy, find_html_problems
from rapport.host.pages import ArticlePage, FeaturePage
from rapport.site.reader import RecordingReader
from rapport.site.source_tasks import written_links
from rapport.site.values import plain_source

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import File, Files

    from rapport.blog.build_state import BlogRead
    from rapport.host.session import BuildSession

_ALWAYS_THERE = frozenset(("sitemap.xml", "sitemap.xml.gz", "404.html", "robots.txt", "blog.json"))
_LEVELS = ("not_found", "anchors", "unrecognized_links")


def replace_link_check(config: MkDocsConfig) -> bool:
    """Silence the host about links that are reported here with their line.

    Returns false if the blog's own settings say `not_found: ignore`.
    """
    levels = config.validation.links
    is_wanted = bool(levels["not_found"] > logging.DEBUG)
    levels.update(dict.fromkeys(_LEVELS, logging.DEBUG))
    return is_wanted


def define_links(
    graph: Graph, files: Files, config: MkDocsConfig, session: BuildSession, files_made: set[str]
) -> list[str]:
    """Define the check of each text's links as a task, and return the sources to check.

    `files_made` are the site's generated files, besides the copied ones.
    """
    site = session.read
    outputs = {file.dest_uri for file in files} | files_made | _ALWAYS_THERE
    folders = {path.split("/", 1)[0] for path in outputs}
    absolute = config.validation.links.absolute_links
    graph.define("is-output", plain_source(outputs.__contains__))
    graph.define("is-folder", plain_source(folders.__contains__))
    graph.define("absolute-links", plain_source(lambda _: absolute))
    _define_missing(graph, site)
    by_source = {
        file.src_uri: file for file in files.documentation_pages() if file.generated_by is None
    }
    articles = {article.source for article in site.blog.published}
    define_policy(graph, config, site.settings)

    def check(engine: Reader, source: str) -> Mapping[str, str]:
        engine.note("versions")
        engine.note("target", source)
        is_article = source in articles
        engine.note("article-source/links" if is_article else "page-source/links", source)
        links = written_links(graph, source, is_article=is_article)
        checker = _Checker(engine, by_source, site.settings.site_url, source, is_article=is_article)
        path = posixpath.join(site.settings.docs_path, source)
        problems = list(checker.problems(links, path))
        page = by_source[source].page
        is_ours = not site.settings.is_beside or isinstance(page, ArticlePage | FeaturePage)
        if is_ours:
            problems += find_html_problems(engine, site.settings, source, path)
        RecordingReader(engine).report(problems)
        return {}

    graph.define("links", Task(check, by_source.__contains__))
    return list(by_source)


def find_letter_links(graph: Graph, files: Files, session: BuildSession) -> list[Problem]:
    """Return the link problems of letters, which are not pages themselves."""
    site, reader = session.read, Reader(graph)
    pages = {file.src_uri: file for file in files.documentation_pages()}
    problems: list[Problem] = []
    with_page = {article.source for article in site.blog.published}
    for letter, file in session.letters:
        if letter.source in with_page:
            continue
        known = {**pages, letter.source: file}
        checker = _Checker(reader, known, site.settings.site_url, letter.source, is_article=False)
        problems += checker.problems(letter.links, site.path_of(letter.source))
    return problems


def _define_missing(graph: Graph, site: BlogRead) -> None:
    """Define which articles are not part of the site, and why."""
    hidden = {
        article.source: "a draft" if article.is_draft else "not published yet"
        for article in site.blog.unpublished
    }
    hidden |= {article.source: "over" for article in site.blog.expired if not article.is_draft}
    broken = {article.source for article in site.all_articles} | site.unreadable
    graph.define("hidden", plain_source(lambda source: hidden.get(source, "")))
    graph.define("is-broken", plain_source(broken.__contains__))


class _Checker:
    """Follows the links of one text."""

    def __init__(
        self,
        engine: Reader,
        files: Mapping[str, File],
        site_url: str,
        source: str,
        *,
        is_article: bool,
    ) -> None:
        self._engine = engine
        self._files = files
        self._source = source
        self._is_article = is_article
        self._root_path = urlsplit(site_url).path or "/"
        self._url = files[source].url

    def problems(self, links: tuple[Link, ...], path: str) -> Iterator[Problem]:
        """Yield the link problems of the text in the file at `path`."""
        for link in links:
            if link.is_image and link.lacks_text:
                message = f"the image `{link.target}` has no alternative text."
                hint = 'Say what it shows: `![…](…)`; an image that adds nothing is `alt=""`.'
                yield _problem(path, link, "image-text", message, hint)
            yield from self._broken(link, path)
        article = self._engine.get("article", self._source) if self._is_article else None
        if article and article.image:
            place = article.position("image")
            link = Link(article.image, place.line, place.column, is_image=True)
            named = named_sources(unquote(article.image), self._source)
            if not any(self._engine.get("target", source) for source in named):
                yield from self._broken(link, path)

    def _broken(self, link: Link, path: str) -> Iterator[Problem]:
        if link.is_local and (reason := self._why_broken(link)):
            yield _problem(path, link, f"{'image' if link.is_image else 'link'}-broken", *reason)

    def _why_broken(self, link: Link) -> tuple[str, str] | None:
        path, _, anchor = link.target.partition("#")
        path = unquote(path.split("?", 1)[0])
        if not path:
            return self._why_broken_anchor(self._source, anchor, link)
        wanted = ""
        by_source = not link.is_html and not self._is_url_from_root(path)
        if by_source:
            wanted = posixpath.normpath(posixpath.join(posixpath.dirname(self._source), path))
            wanted = path.lstrip("/") if path.startswith("/") else wanted
            target = self._engine.get("target", wanted)
            if target.endswith(InclusionLevel.EXCLUDED.name):
                return f"the link `{link.target}` leads to a page that is not on the site.", ""
            if target:
                return self._why_broken_anchor(wanted, anchor, link)
            if hidden := self._engine.get("hidden", wanted):
                return f"the link `{link.target}` leads to an article that is {hidden}.", ""
        url = urljoin("/" + self._url, self._below_root(path))
        is_elsewhere = path.startswith("/") and not self._is_ours(path)
        is_known = by_source and self._engine.get("is-broken", wanted)
        if is_elsewhere or is_known or self._is_output(url.lstrip("/")):
            return None
        thing = "image" if link.is_image else "file"
        hint = "" if path.endswith((".md", "/")) else "Write its path relative to this file."
        if link.is_html and not path.startswith("/"):
            hint = f"In HTML, an address is seen from the page, `/{self._url}`."
        if by_source and self._is_there_otherwise(wanted):
            hint = "Only the encoding of its letters differs (NFC, NFD): rename the file."
        return f"there is no {thing} `{link.target}`.", hint

    def _is_there_otherwise(self, wanted: str) -> bool:
        """Return whether a file has this name in another Unicode form, as macOS writes some."""
        others = {normalize(form, wanted) for form in ("NFC", "NFD")} - {wanted}
        return any(self._engine.get("target", other) for other in others)

    def _is_url_from_root(self, path: str) -> bool:
        return path.startswith("/") and self._engine.get("absolute-links") != -1

    def _is_ours(self, path: str) -> bool:
        """Return whether a path from the server's root is one of this site's folders."""
        if not path.startswith(self._root_path):
            return False
        return bool(self._engine.get("is-folder", self._below_root(path).split("/")[1]))

    def _below_root(self, path: str) -> str:
        return "/" + path.removeprefix(self._root_path) if path.startswith("/") else path

    def _is_output(self, path: str) -> bool:
        places = (path, posixpath.join(path, "index.html"), path.rstrip("/") + ".html")
        return any(self._engine.get("is-output", place) for place in places)

    def _why_broken_anchor(self, source: str, anchor: str, link: Link) -> tuple[str, str] | None:
        if not anchor or source not in self._files:
            return None
        anchors = self._engine.get("rendering/anchors", source).split("\n")
        if anchor in anchors or unquote(anchor) in anchors or anchor in ("top", "__content"):
            return None
        there = "this page" if source == self._source else f"`{source}`"
        return f"the link `{link.target}` leads to no anchor of {there}.", ""


def _problem(path: str, link: Link, code: str, message: str, hint: str) -> Problem:
    return Problem(path, link.line, link.column, code, message, hint, Severity.WARNING)
