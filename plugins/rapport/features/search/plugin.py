"""`rapport/search`: a page to search on, and an index made again only where something changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from mkdocs.config import base
from mkdocs.plugins import BasePlugin

from rapport.features.search.bundle import Findable
from rapport.features.search.findable import PART, findable_words
from rapport.features.search.index import Bundle, in_bundles, index_files, version_of
from rapport.features.search.pages import search_page
from rapport.host.build import Build, build_of
from rapport.host.pages import add_files, add_pages
from rapport.host.plan import versions

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
        add_pages([search_page(build.blog, build.texts)], files, config, build)
        return files

    def on_env(self, env: Environment, config: MkDocsConfig, files: Files) -> None:
        build = build_of(config)
        blog = _Blog(build, "/" if config.use_directory_urls else ".html")
        found = [article for article in build.blog.articles if not _is_left_out(article)]
        bundles = [
            Bundle(number, articles, blog.version(articles), blog.findable)
            for number, articles in enumerate(in_bundles(found))
        ]
        add_files(index_files(bundles, versions()), files, config, build.plan)


@dataclass(frozen=True, slots=True)
class _Blog:
    """The articles as the index takes them; `end` is what their URLs end on."""

    build: Build
    end: str

    def findable(self, article: Article) -> Findable:
        words = self.build.renderings[article.source].parts[PART]
        return Findable(*self._shown(article), words=words)

    def version(self, articles: list[Article]) -> str:
        """Return what a bundle's files depend on, without reading what is long."""
        return version_of(map(self.build.whole_key, articles))

    def _shown(
        self, article: Article
    ) -> tuple[str, str, str, str, tuple[str, ...], tuple[str, ...]]:
        """Return what of an article is found or shown, beside its text."""
        day = self.build.entry(article).date
        names = tuple([tag.name for tag in article.tags])
        synonyms = tuple([synonym for tag in article.tags for synonym in tag.synonyms])
        url = article.url.rstrip("/") + self.end
        return url, article.title, day.text, day.machine[:10], names, synonyms


def _is_left_out(article: Article) -> bool:
    """Return whether the head says `search: {exclude: true}`, as Material has it."""
    wish = (article.extra or {}).get("search")
    return bool(isinstance(wish, dict) and wish.get("exclude"))
