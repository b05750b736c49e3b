"""`rapport/search`: a page to search on, and an index made again only where something changed."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from mkdocs.config import base
from mkdocs.plugins import BasePlugin

from rapport.host.build import Build, build_of
from rapport.host.pages import add_files, add_pages
from rapport.host.plan import versions
from rapport.search.bundle import Findable
from rapport.search.findable import PART, findable_words
from rapport.search.index import Bundle, in_bundles, index_files, version_of
from rapport.search.pages import search_page

if TYPE_CHECKING:
    from jinja2 import Environment
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files

    from rapport.blog.article import Article


class SearchConfig(base.Config):
    """The options of `rapport/search`: none yet."""


class SearchPlugin(BasePlugin[SearchConfig]):
    """Search over articles and their checklists."""

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        build_of(config).derive[PART] = findable_words
        return config

    def on_files(self, files: Files, config: MkDocsConfig) -> Files:
        build = build_of(config)
        add_pages([search_page(build.blog)], files, config, build)
        return files

    def on_env(self, env: Environment, config: MkDocsConfig, files: Files) -> None:
        build = build_of(config)
        found = [article for article in build.blog.articles if not _is_left_out(article)]
        findable = partial(_findable, build, files)
        bundles = [
            Bundle(number, articles, _version(articles, build, files), findable)
            for number, articles in enumerate(in_bundles(found))
        ]
        add_files(index_files(bundles, versions()), files, config, build.plan)


def _findable(build: Build, files: Files, article: Article) -> Findable:
    words = build.renderings[article.source].parts[PART]
    return Findable(*_shown(build, files, article), words=words)


def _version(articles: list[Article], build: Build, files: Files) -> str:
    """Return what a bundle's files depend on, without reading what is long."""
    return version_of(
        repr((_shown(build, files, article), build.renderings[article.source].digest))
        for article in articles
    )


def _shown(
    build: Build, files: Files, article: Article
) -> tuple[str, str, str, str, tuple[str, ...], tuple[str, ...]]:
    """Return what of an article is found or shown, beside its text."""
    file = files.get_file_from_path(article.source)
    day = build.entry(article).date
    names = tuple(tag.name for tag in article.tags)
    synonyms = tuple(synonym for tag in article.tags for synonym in tag.synonyms)
    url = file.url if file else article.url
    return url, article.title, day.text, day.machine[:10], names, synonyms


def _is_left_out(article: Article) -> bool:
    """Return whether the head says `search: {exclude: true}`, as Material has it."""
    wish = (article.extra or {}).get("search")
    return bool(isinstance(wish, dict) and wish.get("exclude"))
