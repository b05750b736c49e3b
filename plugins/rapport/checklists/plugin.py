"""`rapport/checklists`: task lists that keep their ticks, and one page that lists them all."""

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
        """Read checklists wherever Markdown is read."""
        extensions = [each for each in config.markdown_extensions if each != EXTENSION]
        config.markdown_extensions = [EXTENSION, *extensions]
        return config

    @event_priority(-60)  # after the articles are read
    def on_pre_build(self, config: MkDocsConfig) -> None:
        """Tell authors what is wrong with their checklists."""
        build = build_of(config)
        for article in build.all_articles:
            build.problems += find_problems(article.body, article.path, article.body_line)

    def on_files(self, files: Files, config: MkDocsConfig) -> Files:
        """Add the page of all checklists."""
        build = build_of(config)
        page = checklists_page(
            build.blog.articles, lambda article: build.renderings[article.source].checklists
        )
        add_pages([page], files, config, build)
        return files
