"""The stages of a build that MkDocs' own events leave to us: render once, then decide."""

from __future__ import annotations

import logging
import posixpath
from collections.abc import Callable, Iterator
from functools import partial

from jinja2 import Environment
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

from rapport.blog.article import Article
from rapport.blog.digest import digest
from rapport.host.build import Build
from rapport.host.cache import Kept
from rapport.host.pages import ArticlePage, FeaturePage, nav_key
from rapport.host.plan import Plan, file_key, markdown_key, site_key
from rapport.host.renderer import Rendered, Renderer, link_target, render_all

_PAGE_EVENTS = ("pre_page", "page_read_source", "page_markdown", "page_content")
_ENTRIES_OF_A_PAGE = 25
"""As many entries of a list take as long as an article's page."""

log = logging.getLogger("mkdocs.structure.pages")


def render_articles(files: Files, config: MkDocsConfig, build: Build) -> None:
    """Have every article's rendering in `build`: kept from an earlier build, or made now.

    Where a plugin of somebody else's takes part in making pages, each page is left to its turn.
    """
    renderer = Renderer(files, config, build.derive)
    pages = [page for file in files if isinstance(page := file.page, ArticlePage)]
    for page in pages:
        page.renderer = renderer
    if foreign_page_events(config):
        return
    plan, key = build.plan, markdown_key(config) + digest(sorted(build.derive))
    holds = _link_holder(files, build)
    work: list[tuple[Article, File]] = []
    for page in pages:
        own_key = build.rendering_keys[page.file.src_uri] = article_key(page.article, key)
        kept = plan.kept.get(page.file.src_uri) if plan else None
        if kept and kept.key == own_key and holds(kept):
            _take(page, build, kept)
        else:
            work.append((page.article, page.file))
    by_source = {page.file.src_uri: page for page in pages}
    for article, rendered in render_all(renderer, work):
        _take(by_source[article.source], build, rendered)
        build.changed.add(article.source)
        if plan:
            plan.cache.keep_rendering(
                article.source, build.rendering_keys[article.source], rendered
            )


def _link_holder(files: Files, build: Build) -> Callable[[Kept], bool]:
    """Return what tells whether a kept rendering's links still lead where they led.

    They all do where every path leads where it led at the last build.
    """
    known = files.src_uris

    def holds(kept: Kept) -> bool:
        return all(link_target(known.get(path)) == led for path, led in kept.lookups.items())

    if build.plan is None:
        return holds
    targets = [f"{path} {link_target(file)}" for path, file in known.items()]
    is_same = build.plan.cache.recall("targets", digest(*sorted(targets)), str) is not None
    return (lambda _: True) if is_same else holds


def article_key(article: Article, common: str) -> str:
    """Return what an article's HTML depends on, apart from where its links lead."""
    return digest(common, article.url, article.source, article.body)


def foreign_page_events(config: MkDocsConfig) -> list[str]:
    """Return the events in which somebody else's plugin changes a page's text."""
    ours = tuple(plugin for name, plugin in config.plugins.items() if name.startswith("rapport/"))
    return [
        event
        for event in _PAGE_EVENTS
        for method in config.plugins.events[event]
        if getattr(method, "__self__", None) not in ours
    ]


def plan_outputs(
    files: Files, config: MkDocsConfig, build: Build, shown_by: Callable[[Article], str]
) -> None:
    """Tell MkDocs which pages and files are to be made; only in an incremental build.

    `shown_by` says what an article's page depends on by what it shows beside the text.
    """
    plan = build.plan
    if plan is None or plan.why_full:
        return
    common = site_key(config, {**build.site_facts, "nav": nav_key(build.nav)})
    for file in files:
        page = file.page
        if isinstance(page, ArticlePage):
            _decide_by(file, plan, partial(_article_page_key, page, build, common, shown_by))
        elif isinstance(page, FeaturePage):
            if _is_ours(file):
                _decide_by(file, plan, partial(_feature_page_key, page, build, common))
        elif not file.is_documentation_page() and file.abs_src_path is not None:
            _decide_by(file, plan, partial(file_key, file))


def start_pages(env: Environment, files: Files, config: MkDocsConfig, build: Build) -> None:
    """Let other processes write the pages that are to be made and are ours, if that pays."""
    plan = build.plan
    if plan is None or plan.why_full:
        return
    made = [(file, _weight(file)) for file in files if _is_ours(file) and file.is_modified()]
    if build.workers.start(made, config, files.documentation_pages(), build.nav, env):
        for file, _ in made:
            file.is_modified = lambda: False  # type: ignore[method-assign]


def _is_ours(file: File) -> bool:
    """Tell whether a page is an article's or a list's, all of which we make."""
    page = file.page
    if isinstance(page, FeaturePage):
        return file.generated_by is not None and page.new.shows is not None
    return isinstance(page, ArticlePage)


def _weight(file: File) -> float:
    """Return how much work a page is, in articles' pages; a list may hold thousands of entries."""
    page = file.page
    if not isinstance(page, FeaturePage):
        return 1
    return 1 + (len(page.new.shows or ()) + page.new.length) / _ENTRIES_OF_A_PAGE


def _decide_by(file: File, plan: Plan, key: Callable[[], str]) -> None:
    def is_modified() -> bool:
        return plan.decide(file.dest_uri, key())

    decided: list[bool] = []

    def once() -> bool:
        if not decided:
            decided.append(is_modified())
        return decided[0]

    file.is_modified = once  # type: ignore[method-assign]


def _article_page_key(
    page: ArticlePage, build: Build, common: str, shown_by: Callable[[Article], str]
) -> str:
    return digest(
        common,
        build.rendering_keys[page.file.src_uri],
        repr(build.social_images.get(page.file.src_uri)),
        shown_by(page.article),
        *_media_keys(page, build),
    )


def _media_keys(page: ArticlePage, build: Build) -> Iterator[str]:
    """Yield what a page depends on by the images it shows, whose sizes stand in it."""
    if "<img" in page.article.body:  # by hand: which one it is, only the page's making tells
        yield from map(file_key, build.files.media_files())
        return
    paths = {path for path in page.lookups() if not path.endswith(".md")}
    if page.article.image:
        folder = posixpath.dirname(page.article.source)
        paths.add(posixpath.normpath(posixpath.join(folder, page.article.image)))
    for path in sorted(paths):
        file = build.files.src_uris.get(path)
        if file is not None and not file.is_documentation_page():
            yield file_key(file)


def _feature_page_key(page: FeaturePage, build: Build, common: str) -> str:
    new = page.new
    entries = (build.entry_key(article) for article in new.shows or ())
    facts = new.facts if isinstance(new.facts, str) else new.facts()
    return digest(common, page.title, new.url, new.template, new.description, facts, *entries)


def _take(page: ArticlePage, build: Build, made: Kept | Rendered) -> None:
    source = page.file.src_uri
    build.renderings[source], build.anchors[source] = made.rendering, made.anchors
    page.take(made.rendering, lambda: made.lookups)
    for level, message in made.warnings:
        log.log(level, message)


def read_page(page: ArticlePage, html: str, build: Build) -> None:
    """Take a page's HTML as other plugins left it, if they did."""
    rendering = build.renderings.get(page.file.src_uri)
    if rendering is None or page.rendering is None or html != rendering.html:
        assert page.renderer is not None
        build.renderings[page.file.src_uri] = page.renderer.read(
            page.file.url, html, page.checklists
        )
