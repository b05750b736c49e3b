"""`rapport/checklists`: task lists that keep their ticks, and one page that lists them all."""

from mkdocs.config import base
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import BasePlugin
from mkdocs.structure.files import Files

from rapport.blog.article import Article
from rapport.blog.problem import Problem
from rapport.features.checklists.faults import find_problems
from rapport.features.checklists.pages import checklists_page
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
        build = build_of(config)
        build.checks.append(_check)
        config.mdx_configs[EXTENSION] = {
            "count": build.texts.gettext("%(done)s of %(of)s"),
            "untitled": build.texts.gettext("Checklist"),
            "unnamed": build.texts.gettext("Item %(number)s"),
            **(config.mdx_configs.get(EXTENSION) or {}),
        }
        return config

    def on_files(self, files: Files, config: MkDocsConfig) -> Files:
        """Add the page of all checklists."""
        build = build_of(config)
        page = checklists_page(
            build.blog.articles,
            lambda article: build.renderings[article.source].outline.checklists,
            build.tasks_key,
            build.texts,
        )
        add_pages([page], files, config, build)
        return files


def _check(article: Article) -> list[Problem]:
    """Return what is wrong with an article's checklists."""
    return list(find_problems(article.body, article.path, article.body_line))
