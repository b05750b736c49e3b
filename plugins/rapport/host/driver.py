"""MkDocs' events, each handed to one step of a build."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import TYPE_CHECKING

from mkdocs.plugins import event_priority
from mkdocs.structure.files import get_files

from rapport.blog.front_matter_block import as_host_reads
from rapport.engine.tasks import Reader
from rapport.host.build_steps import place, read, render
from rapport.host.languages import name_links
from rapport.host.letters import put_beside
from rapport.host.links import replace_link_check
from rapport.host.look import find_other_pages_settings
from rapport.host.pages import ArticlePage, escape_title, list_page
from rapport.host.plugin_scripts import with_plugin_scripts
from rapport.host.previous import load_previous
from rapport.host.problems import report
from rapport.host.robots_tag import with_robots_tag
from rapport.host.session import ARTICLES, language_of, look_of, session_of
from rapport.host.theme import add_templates
from rapport.host.write_site import write_site

if TYPE_CHECKING:
    from jinja2 import Environment
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files
    from mkdocs.structure.nav import Navigation
    from mkdocs.structure.pages import Page
    from mkdocs.utils.templates import TemplateContext

log = logging.getLogger("mkdocs.plugins.rapport")


class SiteDriver:
    """The events of the plugin that drives the build.

    Priorities are relative to others' plugins. No other plugin of ours has an event after
    `on_config`, so their order does not matter.
    """

    is_served = False
    """Whether `mkdocs serve` runs, which shows drafts if `draft_on_serve` says so."""

    def on_startup(self, *, command: str, dirty: bool) -> None:  # noqa: ARG002 - the host's form
        """Note the command that MkDocs was started with."""
        self.is_served = command == "serve"

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Let the theme have our templates, and let us name broken links."""
        session = session_of(config)
        session.checks_links = replace_link_check(config)
        session.previous = load_previous(config.plugins[ARTICLES].config["published"])
        look = look_of(config)
        add_templates(config, look)
        name_links(config, language_of(config).texts)
        for line in find_other_pages_settings(config) if look.is_beside else ():
            log.info(line)
        return config

    def on_pre_build(self, config: MkDocsConfig) -> None:
        """Read the blog before the host empties the site's folder, if it is going to."""
        session = session_of(config)
        if not session.is_incremental:
            read(get_files(config), config, session)
            report(session.read.problems)

    @event_priority(50)  # early: other plugins find articles where they will be
    def on_files(self, files: Files, config: MkDocsConfig) -> Files:
        """Place articles among the host's files, with the pages that features add."""
        session = session_of(config)
        if session.is_incremental:
            read(files, config, session)
            report(session.read.problems)
        report(place(files, config, session))
        return files

    @event_priority(-100)  # late: every plugin has added its files
    def on_nav(self, nav: Navigation, config: MkDocsConfig, files: Files) -> None:
        """Render all texts."""
        session = session_of(config)
        session.nav = nav
        render(nav, files, config, session)

    def on_page_read_source(self, page: Page, config: MkDocsConfig) -> str | None:  # noqa: ARG002 - the host's form
        """Give the host an ordinary page's source in a form that it parses correctly."""
        return None if page.file.generated_by else as_host_reads(page.file.content_string)

    def on_page_markdown(
        self,
        markdown: str,  # noqa: ARG002 - the host's form
        page: Page,
        config: MkDocsConfig,  # noqa: ARG002 - as above
        files: Files,  # noqa: ARG002 - as above
    ) -> None:
        """Make the title of an ordinary page HTML."""
        escape_title(page)

    @event_priority(-100)  # late: every plugin that changes the article's HTML has done so
    def on_page_content(self, html: str, page: Page, config: MkDocsConfig, files: Files) -> None:  # noqa: ARG002 - the host's form
        """Take a page's HTML as other plugins left it."""
        session = session_of(config)
        list_page(page, session)
        if isinstance(page, ArticlePage) and session.writer is not None:
            session.writer.take_html(page, html)

    @event_priority(-50)  # late: other plugins have put their files among the site's
    def on_env(self, env: Environment, config: MkDocsConfig, files: Files) -> None:
        """Make all pages and files that are ours."""
        write_site(env, files, config, session_of(config))

    def on_post_build(self, config: MkDocsConfig) -> None:
        """Put letters beside the site that the host has built; ours is put in place later."""
        session = session_of(config)
        if session.incremental is None and not self.is_served:
            put_beside(Path(config.site_dir), session.letters_text)

    @event_priority(-100)  # late: what other plugins write into the page is there
    def on_post_page(self, output: str, page: Page, config: MkDocsConfig) -> str:  # noqa: ARG002 - the host's form
        """Add a page's instructions for robots and browsers, if the host writes the page."""
        return with_plugin_scripts(with_robots_tag(output, page))

    def on_page_context(
        self,
        context: TemplateContext,
        page: Page,
        config: MkDocsConfig,
        nav: Navigation,  # noqa: ARG002 - the host's form
    ) -> TemplateContext:
        """Give our features' values to a page that the host writes."""
        session = session_of(config)
        assert session.writer is not None
        context.update(session.writer.values(page, Reader(session.graph)))  # type: ignore[typeddict-item]
        return context
