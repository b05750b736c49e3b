"""Links that lead nowhere, images that are missing, with the line on which they stand."""

from __future__ import annotations

import json
import logging
import posixpath
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import unquote, urljoin, urlsplit

from mkdocs.structure.pages import Page

from rapport.blog.digest import digest
from rapport.blog.head import split_head
from rapport.blog.links import Link, find_links
from rapport.blog.problem import Problem, Severity
from rapport.host.build import Build, docs_path
from rapport.host.pages import ArticlePage
from rapport.host.plan import file_key, versions
from rapport.host.renderer import Renderer

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import File, Files

_ALWAYS_THERE = frozenset(("sitemap.xml", "sitemap.xml.gz", "404.html", "robots.txt", "blog.json"))


@dataclass(frozen=True, slots=True)
class _Text:
    """The links of one page, and the file in which they stand, from `first_line` on."""

    page: Page
    path: str
    links: list[Link]
    first_line: int


_LEVELS = ("not_found", "anchors", "unrecognized_links")


def take_over_links(config: MkDocsConfig) -> bool:
    """Let the host be silent about links that are named here with their line.

    Returns false where the blog's own settings say `not_found: ignore`.
    """
    levels = config.validation.links
    is_wanted = bool(levels["not_found"] > logging.DEBUG)
    levels.update(dict.fromkeys(_LEVELS, logging.DEBUG))
    return is_wanted


def find_link_problems(files: Files, config: MkDocsConfig, build: Build) -> list[Problem]:
    """Return every broken link, missing image and missing alternative text of all pages.

    Where links can lead to what they led to at the last build, only those texts are looked at that
    changed since, and those in which something was wrong.
    """
    checker = _Checker(files, config, build)
    written = [file for file in files.documentation_pages() if file.generated_by is None]
    found: list[Problem] = []
    faulty: set[str] = set()
    for text in _texts(written, config, _to_be_read(files, written, config, build, faulty)):
        problems = list(checker.problems(text))
        if problems:
            faulty.add(text.page.file.src_uri)
        found += problems
    return sorted(found)


def _to_be_read(
    files: Files, written: Iterable[File], config: MkDocsConfig, build: Build, faulty: set[str]
) -> set[str] | None:
    """Return the articles whose links are to be looked at, None if all; `faulty` is filled later.

    What is noted holds together with what is kept of articles: both are written in one go.
    """
    if build.plan is None or build.plan.why_full:
        return None
    cache, goals, key = build.plan.cache, _goals(files, build), _readings(written, config, build)
    now = digest(*goals)
    noted = cache.note("links", key)
    before, faulty_before = json.loads(noted) if noted else ("", ())
    cache.keep_note("links", key, lambda: json.dumps([now, sorted(faulty)]))
    if before != now:
        cache.keep_note("goals", now, lambda: json.dumps(goals))
        known = cache.note("goals", before)
        if known is None or not _only_adds(json.loads(known), goals):
            return None
    return {*faulty_before, *build.changed}


def _goals(files: Files, build: Build) -> list[str]:
    """Return all that links can lead to: a file's source and address, and what its anchors are."""
    anchors = build.anchors
    return sorted(
        f"{file.dest_uri}\0{file.src_uri}\0{anchors.get(file.src_uri, '')}" for file in files
    )


def _only_adds(before: list[str], now: list[str]) -> bool:
    """Tell whether every link that led somewhere still does.

    In a folder that is new to the site, a path that was another program's may be ours.
    """
    return set(before) <= set(now) and _folders(before) == _folders(now)


def _folders(paths: Iterable[str]) -> set[str]:
    return {path.split("\0", 1)[0].split("/", 1)[0] for path in paths}


def _readings(written: Iterable[File], config: MkDocsConfig, build: Build) -> str:
    """Return what else the links of a text that is as it was are read by."""
    pages = [file_key(file) for file in written if not isinstance(file.page, ArticlePage)]
    hidden = [(each.source, each.is_draft) for each in build.blog.unpublished]
    return digest(
        build.site_url,
        config.validation.links.absolute_links,
        *pages,
        sorted(hidden),
        sorted(build.unreadable),
        versions(),
    )


def _texts(
    written: Iterable[File], config: MkDocsConfig, wanted: set[str] | None
) -> Iterator[_Text]:
    docs = docs_path(config)
    for file in written:
        page = file.page
        if isinstance(page, ArticlePage):
            if wanted is None or file.src_uri in wanted:
                path = posixpath.join(docs, file.src_uri)
                yield _Text(page, path, page.written_links(), page.article.body_line)
        else:
            page = page or Page(None, file, config)
            path = posixpath.join(docs, file.src_uri)
            head, _ = split_head(file.content_bytes.decode("utf-8-sig", "replace"), path)
            yield _Text(page, path, find_links(head.body), head.body_line)


class _Checker:
    """Knows what the site will hold."""

    def __init__(self, files: Files, config: MkDocsConfig, build: Build) -> None:
        self._files = files
        self._config = config
        self._build = build
        self._outputs = {file.dest_uri for file in files} | _ALWAYS_THERE
        self._folders = _folders(self._outputs)
        self._hidden = {article.source: article for article in build.blog.unpublished}
        self._broken = {article.source for article in build.all_articles} | build.unreadable
        self._root_path = urlsplit(build.site_url).path or "/"
        self._renderer = Renderer(files, config, {})
        self._anchors: dict[str, set[str]] = {}

    def problems(self, text: _Text) -> Iterator[Problem]:
        """Yield what is wrong with the links of one page."""
        for link in text.links:
            if link.is_image and link.lacks_text:
                message = f"the image `{link.target}` has no alternative text."
                hint = 'Say what it shows: `![…](…)`; an image that adds nothing is `alt=""`.'
                yield _problem(text, link, "image-text", message, hint)
            if link.is_local and (fault := self._fault(text, link)):
                kind = "image" if link.is_image else "link"
                yield _problem(text, link, f"{kind}-broken", *fault)
        article = text.page.article if isinstance(text.page, ArticlePage) else None
        if article and article.image:
            place = article.position("image")
            line = place.line - text.first_line + 1
            link = Link(article.image, line, place.column, is_image=True)
            if link.is_local and (fault := self._fault(text, link)):
                yield _problem(text, link, "image-broken", *fault)

    def _fault(self, text: _Text, link: Link) -> tuple[str, str] | None:
        path, _, anchor = link.target.partition("#")
        path = unquote(path.split("?", 1)[0])
        source = text.page.file.src_uri
        if not path:
            return self._anchor_fault(text, text.page.file, anchor, link)
        wanted = ""
        by_source = not link.is_html and not self._is_url_from_root(path)
        if by_source:
            wanted = posixpath.normpath(posixpath.join(posixpath.dirname(source), path))
            wanted = path.lstrip("/") if path.startswith("/") else wanted
            file = self._files.src_uris.get(wanted)
            if file is not None:
                return self._anchor_fault(text, file, anchor, link)
            if wanted in self._hidden:
                draft = "a draft" if self._hidden[wanted].is_draft else "not published yet"
                return f"the link `{link.target}` leads to an article that is {draft}.", ""
        url = urljoin("/" + text.page.url, self._below_root(path))
        is_elsewhere = path.startswith("/") and not self._is_ours(path)
        is_known = by_source and wanted in self._broken
        if is_elsewhere or is_known or self._is_output(url.lstrip("/")):
            return None
        thing = "image" if link.is_image else "file"
        hint = "" if path.endswith((".md", "/")) else "Write its path as seen from this file."
        return f"there is no {thing} `{link.target}`.", hint

    def _is_url_from_root(self, path: str) -> bool:
        return path.startswith("/") and self._config.validation.links.absolute_links != -1

    def _is_ours(self, path: str) -> bool:
        """Return whether a path from the server's root is one of this site's folders."""
        if not path.startswith(self._root_path):
            return False
        return self._below_root(path).split("/")[1] in self._folders

    def _below_root(self, path: str) -> str:
        return "/" + path.removeprefix(self._root_path) if path.startswith("/") else path

    def _is_output(self, path: str) -> bool:
        return any(
            each in self._outputs
            for each in (path, posixpath.join(path, "index.html"), path.rstrip("/") + ".html")
        )

    def _anchor_fault(
        self, text: _Text, file: File, anchor: str, link: Link
    ) -> tuple[str, str] | None:
        page = file.page
        if not anchor or page is None or file.generated_by is not None:
            return None
        anchors = self._anchors.get(file.src_uri)
        if anchors is None:
            anchors = self._anchors[file.src_uri] = self._anchors_of(page)
        if anchor in anchors or unquote(anchor) in anchors or anchor in ("top", "__content"):
            return None
        there = "this page" if file is text.page.file else f"`{file.src_uri}`"
        return f"the link `{link.target}` leads to no anchor of {there}.", ""

    def _anchors_of(self, page: Page) -> set[str]:
        if page.present_anchor_ids is None:
            if isinstance(page, ArticlePage):
                page.renderer = self._renderer
            page.read_source(self._config)
            page.render(self._config, self._files)
        return page.present_anchor_ids or set()


def _problem(text: _Text, link: Link, code: str, message: str, hint: str) -> Problem:
    line = text.first_line + link.line - 1
    return Problem(text.path, line, link.column, code, message, hint, Severity.WARNING)
