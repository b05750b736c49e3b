"""`rapport/checklists`: task lists that keep their ticks, and one page that lists them all."""

from __future__ import annotations

from mkdocs.config import base
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import BasePlugin, event_priority
from mkdocs.structure.files import Files

from rapport.checklists.faults import find_problems
from rapport.checklists.pages import checklists_page
from rapport.host.build import build_of
from rapport.host.pages import add_pages

EXTENSION = "rapport-checklist"


class ChecklistsConfig(base.Config):
    """The options of `rapport/checklists`: none yet."""


class ChecklistsPlugin(BasePlugin[ChecklistsConfig]):
    """Checklists in articles and pages."""

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        extensions = [each for each in config.markdown_extensions if each != EXTENSION]
        config.markdown_extensions = [EXTENSION, *extensions]
        return config

    @event_priority(-60)  # after the articles are read
    def on_pre_build(self, config: MkDocsConfig) -> None:
        build = build_of(config)
        for article in build.all_articles:
            build.problems += find_problems(article.body, article.path, article.body_line)

    def on_files(self, files: Files, config: MkDocsConfig) -> Files:
        build = build_of(config)
        page = checklists_page(
            build.blog.articles, lambda article: build.renderings[article.source].checklists
        )
        add_pages([page], files, config, build)
        return files
