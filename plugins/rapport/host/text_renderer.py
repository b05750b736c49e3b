"""The rendering of texts: MkDocs' part of the tasks."""

from __future__ import annotations

import json
import logging
from typing import TYPE_CHECKING, Any

import msgspec
from mkdocs.structure.pages import Page

from rapport.blog.outline import read_checklists
from rapport.blog.problem import Problem
from rapport.blog.rendering import read_rendering
from rapport.host.foreign_events import foreign_page_events
from rapport.host.other_plugins import OtherPlugins
from rapport.host.pages import ArticlePage, escape_title, list_page
from rapport.host.problems import report
from rapport.host.renderer import Renderer, written_facts
from rapport.host.text_errors import TextError, failed_text, missing_snippet
from rapport.host.values import plain

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import File, Files

    from rapport.engine.tasks import Reader
    from rapport.host.renderer import Rendered
    from rapport.host.session import BuildSession

log = logging.getLogger("mkdocs.structure.pages")


class TextRenderer:
    """Renders the texts of one build; each of their reads goes through the engine."""

    def __init__(self, files: Files, config: MkDocsConfig, session: BuildSession) -> None:
        self.has_foreign_events = bool(foreign_page_events(config))
        self.is_left_to_host = self.has_foreign_events and not session.is_incremental
        self._others = OtherPlugins(files, config)
        changes = session.is_incremental  # else MkDocs asks them
        self._changes_text = changes and self._others.change_texts
        self._changes_html = changes and self._others.change_html
        self._added_meta: dict[str, Mapping[str, Any]] = {}
        self._files = files
        self._config = config
        self._session = session
        self._renderer = Renderer(files, config, session.article_extensions)

    def render(self, engine: Reader, source: str) -> Mapping[str, str]:
        """Return what the text of an article or page becomes, as the parts of a task."""
        engine.note("markdown-settings")
        engine.note("versions")
        file = self._files.src_uris[source]
        is_article = isinstance(file.page, ArticlePage)
        is_read = is_article and not self._changes_text
        body = engine.get("article-source/body" if is_read else "page-text", source)
        engine.note("target", source)
        rendered = self._rendered(
            body, file, lambda path: engine.note("target", path), is_article=is_article
        )
        if isinstance(rendered, Problem):
            engine.cannot_track(f"`{source}` can't be rendered")
            return {"problem": msgspec.json.encode(rendered).decode()}
        for level, message in rendered.warnings:
            engine.say(json.dumps([level, message]))
        facts = written_facts(rendered)
        if rendered.missing:
            lines = engine.get("source-text", source).splitlines()
            problem = missing_snippet(rendered.missing, self._path_of(source), lines)
            facts = {**facts, "problem": msgspec.json.encode(problem).decode()}
        html = self._html_of_others(rendered.html, file, engine)
        if not is_article:
            return {"html": html, **facts}
        derive = self._derive()
        return {**read_rendering(html, file.url, rendered.checklists, derive), **facts}

    def _html_of_others(self, html: str, file: File, engine: Reader) -> str:
        """Return HTML after the changes of others' plugins, which may read the page's metadata."""
        if not self._changes_html:
            return html
        page = self.read_page(file)
        self.describe(page, engine)
        return self._others.html_changed(page, html)

    def _rendered(
        self, body: str, file: File, note: Callable[[str], None], *, is_article: bool
    ) -> Rendered | Problem:
        try:
            return self._renderer.render(body, file, note, is_article=is_article)
        except TextError as error:
            lines = self._session.graph.value(f"source-text {file.src_uri}").splitlines()
            return failed_text(error, self._path_of(file.src_uri), lines)

    def _path_of(self, source: str) -> str:
        return self._session.read.path_of(source)

    def text_problems(self, sources: Sequence[str]) -> list[Problem]:
        """Return the rendering errors of these texts, in this build or when last rendered."""
        problems = (self._session.graph.value(f"rendering/problem {source}") for source in sources)
        return [msgspec.json.decode(text, type=Problem) for text in problems if text]

    def _derive(self) -> dict[str, Any]:
        return {
            name: make
            for feature in self._session.settings.features
            for name, make in feature.derive().items()
        }

    def let_others_change(self, sources: Sequence[str]) -> None:
        """Let others' plugins see these texts in this process; a fork would lose what they note."""
        for source in sources if self._changes_text else ():
            self.read_page(self._files.src_uris[source])

    def describe(self, page: Page, engine: Reader) -> None:
        """Give a page its metadata: its front matter, and what others' plugins add."""
        source = page.file.src_uri
        if not isinstance(page, ArticlePage):
            engine.note("page-meta", source)
            return
        page.describe(engine)
        if self._changes_text:
            engine.note("page-meta", source)
            page.meta.update(self._added_meta.get(source, {}))

    def page_meta(self, source: str) -> object:
        """Return the metadata of an ordinary page; of an article, what others add to its own."""
        page = self.read_page(self._files.src_uris[source])
        return plain(self._added_meta.get(source) if isinstance(page, ArticlePage) else page.meta)

    def page_text(self, source: str) -> str:
        """Return the Markdown of a page, as read by MkDocs and changed by others' plugins."""
        page = self.read_page(self._files.src_uris[source])
        return page.markdown or ""

    def read_page(self, file: File) -> Page:
        """Return the page of a file, once its source is read."""
        page = file.page or Page(None, file, self._config)
        if page.markdown is None:
            page.read_source(self._config)
            if not isinstance(page, ArticlePage):
                escape_title(page)
            if self._changes_text:
                self._added_meta[file.src_uri] = self._others.text_changed(page)
        return page

    def name_page(self, file: File) -> None:
        """Let an ordinary page have title and date, which others show, even if it is not made."""
        page = self.read_page(file)
        heading = self._session.graph.value(f"rendering/heading {file.src_uri}")
        # MkDocs keeps the heading under this private name, and `Page.title` reads it if there is
        # content. If it moves, ordinary pages are called by their files' names; what is needed
        # then is a page class of ours with a `title`, as articles have.
        page._title_from_render, page.content = heading or None, ""  # noqa: SLF001
        list_page(page, self._session)

    def render_now(self, page: ArticlePage) -> None:
        """Render an article whose text other plugins may have changed."""
        rendered = self._rendered(page.markdown or "", page.file, lambda _: None, is_article=True)
        if isinstance(rendered, Problem):
            report([rendered])
            return
        for level, message in rendered.warnings:
            log.log(level, message)
        parts = read_rendering(rendered.html, page.url, rendered.checklists, self._derive())
        self._session.graph.put("rendering", page.source, {**parts, **written_facts(rendered)})

    def take_html(self, page: ArticlePage, html: str) -> None:
        """Take an article's HTML as other plugins left it, if they changed it."""
        graph = self._session.graph
        if html != graph.value(f"rendering/html {page.source}"):

            def kept(part: str) -> str:
                text: str = graph.value(f"rendering/{part} {page.source}")
                return text

            facts = {part: kept(part) for part in ("heading", "toc", "anchors", "frames")}
            lists = read_checklists(kept("checklists"))
            parts = read_rendering(html, page.url, lists, self._derive())
            graph.put("rendering", page.source, {**parts, **facts})

    def repeat_warnings(self, source: str) -> None:
        """Log MkDocs' warnings about a text, whether it was rendered now or before."""
        for message in self._session.graph.said("rendering", source):
            level, text = json.loads(message)
            log.log(level, text)
