"""Texts rendered and pages written: MkDocs' part of the site's tasks."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from html import unescape
from typing import TYPE_CHECKING, Any

from mkdocs.commands.build import get_context
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import get_toc

from rapport.blog.images import with_sizes
from rapport.blog.media import size_on_page
from rapport.blog.outline import read_checklists
from rapport.blog.page import PageFacts
from rapport.blog.rendering import read_rendering
from rapport.engine.tasks import Reader
from rapport.host.foreign_events import foreign_page_events
from rapport.host.noting import noted_moment, tell_of_templates
from rapport.host.pages import ArticlePage, FeaturePage, escape_title, list_page
from rapport.host.renderer import Renderer, written_facts
from rapport.host.robots_tag import with_robots_tag
from rapport.host.theme_need import page_needs_theme
from rapport.site.reader import RecordingReader

if TYPE_CHECKING:
    import jinja2
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import File, Files
    from mkdocs.structure.nav import Navigation

    from rapport.host.session import Session

log = logging.getLogger("mkdocs.structure.pages")


class SiteMaker:
    """Makes texts and pages of one build; every read of theirs goes through the engine."""

    def __init__(self, files: Files, config: MkDocsConfig, session: Session) -> None:
        self.has_foreign_events = bool(foreign_page_events(config))
        self._files = files
        self._config = config
        self._session = session
        self._renderer = Renderer(files, config, session.article_extensions)
        self._nav: Navigation | None = None
        self._env: jinja2.Environment | None = None
        self._pages: dict[str, File] = {}
        self._doc_files: list[File] = []
        self._current: Reader | None = None

    def open(self, nav: Navigation, env: jinja2.Environment) -> None:
        """Take what pages are written with; templates tell from now on when they are used."""
        self._nav, self._env = nav, env
        self._doc_files = list(self._files.documentation_pages())
        self._pages = {file.dest_uri: file for file in self._doc_files}
        tell_of_templates(env, self.note_template)

    def note_template(self, name: str) -> None:
        """Record that the page which is being made uses a template."""
        if self._current is not None:
            self._current.note("template", name)

    # Texts

    def render(self, engine: Reader, source: str) -> Mapping[str, str]:
        """Return what the text of an article or page becomes, as the parts of a task."""
        engine.note("markdown-settings")
        engine.note("versions")
        file = self._files.src_uris[source]
        is_article = isinstance(file.page, ArticlePage)
        body = engine.get("article-source/body" if is_article else "page-text", source)
        engine.note("target", source)
        rendered = self._renderer.render(
            body, file, lambda path: engine.note("target", path), is_article=is_article
        )
        for level, message in rendered.warnings:
            engine.say(json.dumps([level, message]))
        facts = written_facts(rendered)
        if not is_article:
            return {"html": rendered.html, **facts}
        derive = self._derive()
        return {**read_rendering(rendered.html, file.url, rendered.checklists, derive), **facts}

    def _derive(self) -> dict[str, Any]:
        return {
            name: make
            for feature in self._session.asked.features
            for name, make in feature.derive().items()
        }

    def page_text(self, source: str) -> str:
        """Return the Markdown of an ordinary page, as MkDocs reads it."""
        page = self.read_page(self._files.src_uris[source])
        return page.markdown or ""

    def read_page(self, file: File) -> Page:
        """Return the page of a file, once its source is read."""
        page = file.page or Page(None, file, self._config)
        if page.markdown is None:
            page.read_source(self._config)
            escape_title(page)
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
        rendered = self._renderer.render(
            page.markdown or "", page.file, lambda _: None, is_article=True
        )
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
        """Log what MkDocs had to say of a text, whether it was rendered now or before."""
        for message in self._session.graph.said("rendering", source):
            level, text = json.loads(message)
            log.log(level, text)

    # Pages

    def fill(self, page: Page, engine: Reader) -> None:
        """Give a page its text, as MkDocs would after all its events."""
        if isinstance(page, ArticlePage):
            page.describe(engine)
            page.fill(engine)
        elif isinstance(page, FeaturePage) and page.is_generated:
            page.read_source(self._config)
            page.render(self._config, self._files)
        else:
            source = page.file.src_uri
            self.read_page(page.file)
            engine.note("page-text", source)
            engine.note("page-meta", source)
            page.content = engine.get("rendering/html", source)
            page.toc = get_toc(json.loads(engine.get("rendering/toc", source) or "[]"))

    def write(self, engine: Reader, dest: str) -> Mapping[str, bytes]:
        """Return the file of a page, as the parts of a task."""
        assert self._nav is not None
        assert self._env is not None
        for kind in ("settings", "versions", "nav", "values", "texts", "asset-names"):
            engine.note(kind)
        page = self._pages[dest].page
        assert page is not None
        with self._making(engine):
            self.fill(page, engine)
            page.active = True
            # No manual has this function of MkDocs. If it goes, make the names that a theme
            # expects here: `nav`, `pages`, `base_url`, `extra_css`, `config`, `page` and so on.
            context: dict[str, Any] = dict(
                get_context(self._nav, self._doc_files, self._config, page)
            )
            context["build_date_utc"] = noted_moment(context["build_date_utc"], engine.cannot_track)
            name = str(page.meta.get("template", "main.html"))
            template = self._env.get_template(name)
            context.update(self.values(page, engine))
            html = template.render(context)
            page.active = False
        html = with_robots_tag(html, page)
        return {dest: html.encode("utf-8", "xmlcharrefreplace")} if html.strip() else {}

    def values(self, page: Page, engine: Reader) -> dict[str, Any]:
        """Return what our features give a page's template, and let them shape its HTML."""
        reader, session = RecordingReader(engine), self._session
        if session.look.is_beside and not isinstance(page, ArticlePage | FeaturePage):
            return {}
        facts = _facts(page, session)
        found: dict[str, Any] = {"reading": engine}
        if isinstance(page, FeaturePage):
            engine.note("page-request", page.new.url)
            found.update(page.new.values(reader, *page.new.given))
        for feature in session.asked.features:
            found.update(feature.page_values(reader, session.asked, facts))
        found["wears_theme"] = bool(engine.get("theme-need")) or page_needs_theme(
            page.content or "", found.get("entries", ()), self._config.theme
        )
        html = with_sizes(
            page.content or "", lambda address: size_on_page(reader, address, page.url)
        )
        page.content = self.shaped(html, page, engine)
        return found

    def shaped(self, html: str, page: Page, engine: Reader) -> str:
        """Return HTML as the features shape it for a page."""
        reader, facts = RecordingReader(engine), _facts(page, self._session)
        for feature in self._session.asked.features:
            html = feature.page_html(reader, facts, html)
        return html

    @contextmanager
    def _making(self, engine: Reader) -> Iterator[None]:
        self._current = engine
        try:
            yield
        finally:
            self._current = None


def _facts(page: Page, session: Session) -> PageFacts:
    asked = session.asked
    return PageFacts(
        url=page.url,
        address=page.canonical_url or "",
        title=unescape(str(page.title or asked.site_name)),
        description=str(page.meta.get("description") or asked.description),
        source=page.source if isinstance(page, ArticlePage) else "",
        html=page.content or "",
        toc=page.toc,
    )
