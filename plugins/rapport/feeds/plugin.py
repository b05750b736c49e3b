"""`rapport/feeds`: RSS of all articles and of each tag, checked before anything is written."""

from __future__ import annotations

from collections.abc import Iterator

from jinja2 import Environment
from mkdocs.config import base
from mkdocs.config import config_options as c
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import ConfigurationError
from mkdocs.plugins import BasePlugin
from mkdocs.structure.files import Files

from rapport.blog.article import Article
from rapport.blog.output import NewFile
from rapport.feeds.feed import Feed, FeedEntry, feed_entry, make_feed
from rapport.feeds.pages import feeds_page
from rapport.feeds.rss import to_rss
from rapport.host.build import Build, build_of
from rapport.host.pages import add_files, add_pages


class FeedsConfig(base.Config):
    """The options of `rapport/feeds`."""

    length = c.Type(int, default=30)
    """How many entries a feed holds."""
    content = c.Choice(("full", "summary"), default="full")
    """Whether entries hold the whole text or a summary."""


class FeedsPlugin(BasePlugin[FeedsConfig]):
    """Feeds of the whole blog and of every tag."""

    feeds: list[Feed]

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        self.feeds = []
        if not config.site_url:
            message = "rapport/feeds needs `site_url` in mkdocs.yml: feeds hold whole addresses."
            raise ConfigurationError(message)
        return config

    def on_files(self, files: Files, config: MkDocsConfig) -> Files:
        build = build_of(config)
        add_pages([feeds_page(self.feeds)], files, config, build)
        return files

    def on_env(self, env: Environment, config: MkDocsConfig, files: Files) -> None:
        build = build_of(config)
        self.feeds.extend(_all_feeds(config, build, self.config))
        add_files((NewFile(feed.path, to_rss(feed)) for feed in self.feeds), files, config)
        env.globals["feeds"] = self.feeds


def _all_feeds(config: MkDocsConfig, build: Build, options: FeedsConfig) -> Iterator[Feed]:
    blog = build.blog

    entries: dict[str, FeedEntry] = {}
    def make_entry(article: Article) -> FeedEntry:
        if article.source not in entries:
            rendering = build.renderings[article.source]
            full = options.content == "full"
            entries[article.source] = feed_entry(article, rendering, build.site_url, full=full)
        return entries[article.source]

    def feed(path: str, page: str, title: str, text: str, articles: tuple[Article, ...]) -> Feed:
        newest = articles[: options.length]
        return make_feed(path, page, title, text, build.locale, build.site_url, newest, make_entry)

    name = config.site_name
    yield feed("feed.xml", "", name, config.site_description or "", blog.articles)
    for tag in blog.tags:
        page = tag.page_url
        articles = blog.by_tag[tag.slug]
        yield feed(f"{page}feed.xml", page, f"{tag.name} – {name}", tag.description, articles)
