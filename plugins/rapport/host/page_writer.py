"""Pages written: MkDocs' part of the site's tasks."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from html import escape, unescape
from typing import TYPE_CHECKING, Any

from mkdocs.commands.build import get_context
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import get_toc

from rapport.blog.images import with_sizes
from rapport.blog.media import size_on_page
from rapport.blog.page import PageFacts
from rapport.engine.tasks import Reader
from rapport.host.pages import ArticlePage, FeaturePage
from rapport.host.plugin_scripts import with_plugin_scripts
from rapport.host.robots_tag import with_robots_tag
from rapport.host.template_reads import noted_moment, tell_of_templates
from rapport.host.text_renderer import TextRenderer
from rapport.host.theme_need import page_needs_theme
from rapport.site.reader import RecordingReader

if TYPE_CHECKING:
    import jinja2
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import File, Files
    from mkdocs.structure.nav import Navigation

    from rapport.host.session import BuildSession


class PageWriter(TextRenderer):
    """Makes texts and pages of one build; every read of theirs goes through the engine."""

    def __init__(self, files: Files, config: MkDocsConfig, session: BuildSession) -> None:
        super().__init__(files, config, session)
        self._nav: Navigation | None = None
        self._env: jinja2.Environment | None = None
        self._pages: dict[str, File] = {}
        self._doc_files: list[File] = []
        self._current: Reader | None = None

    def open(self, nav: Navigation, env: jinja2.Environment) -> None:
        """Take the tools for writing pages; from now on templates report when they are used."""
        self._nav, self._env = nav, env
        self._doc_files = list(self._files.documentation_pages())
        self._pages = {file.dest_uri: file for file in self._doc_files}
        tell_of_templates(env, self.note_template)

    def note_template(self, name: str) -> None:
        """Record that the page being made uses a template."""
        if self._current is not None:
            self._current.note("template", name)

    def fill(self, page: Page, engine: Reader) -> None:
        """Give a page its text, as MkDocs does after all its events."""
        if isinstance(page, ArticlePage):
            self.describe(page, engine)
            page.fill(engine)
        elif isinstance(page, FeaturePage) and page.is_generated:
            page.read_source(self._config)
            page.render(self._config, self._files)
        else:
            source = page.file.src_uri
            self.read_page(page.file)
            engine.note("page-text", source)
            self.describe(page, engine)
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
        with self._writing(engine):
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
        html = with_plugin_scripts(with_robots_tag(self._others.output_changed(page, html), page))
        return {dest: html.encode("utf-8", "xmlcharrefreplace")} if html.strip() else {}

    def let_others_collect(self, nav: Navigation) -> None:
        """Show every page to those plugins of others that collect something from all pages."""
        for file in self._doc_files if self._others.collect else ():
            assert file.page is not None
            self.fill(file.page, Reader(self._session.graph))
            self._others.take(file.page, nav)

    def values(self, page: Page, engine: Reader) -> dict[str, Any]:
        """Return our features' values for a page's template, and let them change its HTML."""
        reader, session = RecordingReader(engine), self._session
        if session.look.is_beside and not isinstance(page, ArticlePage | FeaturePage):
            return self._tags_of_the_theme(page, engine)
        facts = _facts(page, session)
        values: dict[str, Any] = {"reading": engine}
        if not isinstance(page, ArticlePage | FeaturePage):
            values["page_tags"] = engine.get("page-tags", page.file.src_uri)
        if isinstance(page, FeaturePage):
            engine.note("page-request", page.new.url)
            values.update(page.new.values(reader, *page.new.given))
        for feature in session.settings.features:
            values.update(feature.page_values(reader, session.settings, facts))
        values["wears_theme"] = bool(engine.get("theme-need")) or page_needs_theme(
            page.content or "", values.get("entries", ()), self._config.theme
        )
        html = with_sizes(
            page.content or "", lambda address: size_on_page(reader, address, page.url)
        )
        page.content = self.shaped(html, page, engine)
        return values

    def _tags_of_the_theme(self, page: Page, engine: Reader) -> dict[str, Any]:
        """Return the tags of a page that keeps the theme's look, as its own plugin gives them."""
        tags = engine.get("page-tags", page.file.src_uri)
        address = self._session.settings.address
        shown = [{"name": escape(tag.name), "url": address(tag.page_url)} for tag in tags]
        return {"tags": shown} if shown else {}

    def shaped(self, html: str, page: Page, engine: Reader) -> str:
        """Return a page's HTML after our features' changes."""
        reader, facts = RecordingReader(engine), _facts(page, self._session)
        for feature in self._session.settings.features:
            html = feature.page_html(reader, facts, html)
        return html

    @contextmanager
    def _writing(self, engine: Reader) -> Iterator[None]:
        self._current = engine
        try:
            yield
        finally:
            self._current = None


def _facts(page: Page, session: BuildSession) -> PageFacts:
    settings = session.settings
    return PageFacts(
        url=page.url,
        address=page.canonical_url or "",
        title=unescape(str(page.title or settings.site_name)),
        description=str(page.meta.get("description") or settings.description),
        source=page.source if isinstance(page, ArticlePage) else "",
        html=page.content or "",
        toc=page.toc,
    )
