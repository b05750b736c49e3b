"""What plugins of others do to pages in incremental builds, in which MkDocs does not call them."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from rapport.host.foreign_events import TEXT_EVENTS, foreign_methods
from rapport.host.text_errors import current_page

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files
    from mkdocs.structure.nav import Navigation
    from mkdocs.structure.pages import Page

log = logging.getLogger("mkdocs.plugins.rapport")


class OtherPlugins:
    """The events of others' plugins, each run as MkDocs would; see `foreign_events`."""

    def __init__(self, files: Files, config: MkDocsConfig) -> None:
        self._files = files
        self._config = config

    @property
    def change_texts(self) -> bool:
        """Whether one of them changes Markdown or metadata."""
        return any(self._methods(event) for event in TEXT_EVENTS)

    @property
    def change_html(self) -> bool:
        """Whether one of them changes the HTML of texts."""
        return bool(self._methods("page_content"))

    @property
    def collect(self) -> bool:
        """Whether one of them needs to see every page, like a search."""
        return bool(self._methods("page_context"))

    def text_changed(self, page: Page) -> Mapping[str, Any]:
        """Let them change a page's Markdown and metadata; returns the new metadata."""
        before = dict(page.meta)
        with self._at(page):
            for method in self._methods("pre_page"):
                method(page, config=self._config, files=self._files)
            for method in self._methods("page_markdown"):
                given = method(page.markdown, page=page, config=self._config, files=self._files)
                page.markdown = page.markdown if given is None else given
        return {key: value for key, value in page.meta.items() if before.get(key) != value}

    def html_changed(self, page: Page, html: str) -> str:
        """Return the HTML of a text after their changes."""
        with self._at(page):
            for method in self._methods("page_content"):
                html = method(html, page=page, config=self._config, files=self._files) or html
        return html

    def output_changed(self, page: Page, output: str) -> str:
        """Return a whole page after their changes."""
        with self._at(page):
            for method in self._methods("post_page"):
                output = method(output, page=page, config=self._config) or output
        return output

    def take(self, page: Page, nav: Navigation) -> None:
        """Let them collect what they need from a page that has its content."""
        with self._at(page):
            for method in self._methods("page_context"):
                method({}, page=page, config=self._config, nav=nav)

    def _methods(self, event: str) -> list[Callable[..., Any]]:
        return foreign_methods(self._config, event)

    @contextmanager
    def _at(self, page: Page) -> Iterator[None]:
        try:
            with current_page(self._config, page):
                yield
        except Exception as error:
            # No person is shown a traceback.
            log.error("A plugin failed on `%s`: %s", page.file.src_uri, error)  # noqa: TRY400
            raise
