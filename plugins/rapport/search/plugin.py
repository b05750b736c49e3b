"""`rapport/search`: the index of what can be found, made again only for what changed."""

from __future__ import annotations

from jinja2 import Environment
from mkdocs.config import base
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import BasePlugin
from mkdocs.structure.files import Files

from rapport.blog.article import Article
from rapport.blog.output import NewFile
from rapport.host.build import build_of
from rapport.host.pages import add_files
from rapport.search.index import PART, index, sections


class SearchConfig(base.Config):
    """The options of `rapport/search`: none yet."""


class SearchPlugin(BasePlugin[SearchConfig]):
    """Search over articles and their checklists."""

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        build_of(config).derive[PART] = sections
        return config

    def on_env(self, env: Environment, config: MkDocsConfig, files: Files) -> None:
        build = build_of(config)
        found = [
            (article, build.renderings[article.source])
            for article in build.blog.articles
            if not _is_left_out(article)
        ]

        def content() -> bytes:
            return "".join(index(found, build.locale)).encode(errors="replace")

        key = build.content_key()
        add_files([NewFile("search/search_index.json", content, key)], files, config, build.plan)


def _is_left_out(article: Article) -> bool:
    """Return whether the head says `search: {exclude: true}`, as Material has it."""
    wish = (article.extra or {}).get("search")
    return bool(isinstance(wish, dict) and wish.get("exclude"))
