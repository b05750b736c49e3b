"""`rapport/checklists`: task lists that keep their ticks, and one page that lists them all."""

from __future__ import annotations

from functools import partial

from mkdocs.config import base
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import BasePlugin, event_priority
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page

from rapport.blog.checklist import Checklist
from rapport.checklists.faults import find_problems
from rapport.checklists.pages import checklists_page
from rapport.host.build import build_of
from rapport.host.pages import add_pages
from rapport.host.problems import report

EXTENSION = "rapport-checklist"


class ChecklistsConfig(base.Config):
    """The options of `rapport/checklists`: none yet."""


class ChecklistsPlugin(BasePlugin[ChecklistsConfig]):
    """Checklists in articles and pages."""

    _source = ""

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        extensions = [each for each in config.markdown_extensions if each != EXTENSION]
        config.markdown_extensions = [EXTENSION, *extensions]
        config.mdx_configs[EXTENSION] = {"found": partial(self._keep, config)}
        return config

    @event_priority(-60)  # after the articles are read
    def on_pre_build(self, config: MkDocsConfig) -> None:
        articles = build_of(config).all_articles
        report(
            problem
            for article in articles
            for problem in find_problems(article.body, article.path, article.body_line)
        )

    def on_files(self, files: Files, config: MkDocsConfig) -> Files:
        build = build_of(config)
        page = checklists_page(
            build.blog.articles, lambda article: build.renderings[article.source].checklists
        )
        add_pages([page], files, config, build)
        return files

    def on_page_markdown(
        self, markdown: str, page: Page, config: MkDocsConfig, files: Files
    ) -> None:
        self._source = page.file.src_uri

    def _keep(self, config: MkDocsConfig, found: list[Checklist]) -> None:
        build_of(config).checklists[self._source] = found
