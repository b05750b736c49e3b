"""`rapport/feeds`: feeds of everything, of each tag and author, checked before they are written."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import quote

from mkdocs.config import base
from mkdocs.config import config_options as c
from mkdocs.exceptions import ConfigurationError
from mkdocs.plugins import BasePlugin, event_priority

from rapport.blog.digest import digest
from rapport.blog.image_size import HEAD_LENGTH, image_size
from rapport.blog.output import NewFile
from rapport.blog.problem import Problem
from rapport.features.feeds.entries import Site, entry_id, feed_entry
from rapport.features.feeds.feed import FeedEntry, FeedFormat, Picture
from rapport.features.feeds.image import media_type
from rapport.features.feeds.legacy import ANSWERS, copies, unknown_categories
from rapport.features.feeds.pages import FeedCard, FeedLink, feed_card, feeds_page, links_of_page
from rapport.features.feeds.publish import feed_paths, find_problems, writers
from rapport.features.feeds.series import all_series, make_feed
from rapport.features.feeds.settings import FeedSettings
from rapport.features.feeds.text import has_scheme
from rapport.host.build import Build, build_of
from rapport.host.media import find_media, read_media
from rapport.host.pages import FeaturePage, add_files, add_pages
from rapport.host.plan import file_key, versions
from rapport.host.problems import report

if TYPE_CHECKING:
    from jinja2 import Environment
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files
    from mkdocs.structure.nav import Navigation
    from mkdocs.structure.pages import Page
    from mkdocs.utils.templates import TemplateContext

    from rapport.blog.article import Article

_RSS_IMAGES = ("image/png", "image/jpeg", "image/gif")


def _former(name: str) -> c.Deprecated:
    return c.Deprecated(message="rapport/feeds: " + ANSWERS[name])


class FeedsConfig(base.Config):
    """The options of `rapport/feeds`."""

    length = c.Type(int, default=30)
    """How many entries a feed holds."""
    content = c.Choice(("full", "summary"), default="full")
    """Whether entries hold the whole text or a summary."""
    formats = c.ListOfItems(c.Choice(("rss", "atom", "json")), default=["rss", "atom", "json"])
    """Which formats are written."""
    synonyms = c.Type(bool, default=True)
    """Whether a tag's feeds stand under the tag's synonyms too."""
    hub = c.Type(str, default="")
    """The WebSub hub that is told of new articles, `https://hub.example/`."""
    id_base = c.Type(str, default="")
    """The `site_url` under which the blog was first published; set it when the domain changes."""
    image = c.Type(str, default="")
    """The blog's image in feeds: a path below the docs folder, or a URL."""
    feed_title = c.Type(str, default="")
    """The title of the feeds; else `site_name`."""
    feed_description = c.Type(str, default="")
    """The description of the main feed; else `site_description`."""
    feed_ttl = c.Type(int, default=60)
    """After how many minutes readers should look again."""
    comments_path = c.Type(str, default="#__comments")
    """Where on an article's page its comments are, if its head says `comments: true`."""
    url_parameters = c.Type(dict, default={})
    """What is added to the links of entries: `{utm_source: feed}`."""
    match_path = c.Type(str, default="")
    """A regular expression: only articles whose path below the docs folder it matches."""
    feeds_filenames = c.Optional(c.Type(dict))
    """Former names under which the main feed stands too; `{}` for those of mkdocs-rss-plugin."""
    abstract_chars_count = c.Type(int, default=200)
    """How long a summary is at most; -1 for the whole text."""
    rss_feed_enabled = c.Type(bool, default=True)
    """False is `formats: [atom, json]`."""
    json_feed_enabled = c.Type(bool, default=True)
    """False is `formats: [rss, atom]`."""
    categories = c.Optional(c.ListOfItems(c.Type(str)))
    """Keys of the head that are categories: `tags` and `categories`, which always are."""

    abstract_delimiter = _former("abstract_delimiter")
    cache_dir = _former("cache_dir")
    date_from_meta = _former("date_from_meta")
    pretty_print = _former("pretty_print")
    stylesheet = _former("stylesheet")
    use_git = _former("use_git")
    use_material_blog = _former("use_material_blog")
    use_material_social_cards = _former("use_material_social_cards")


class FeedsPlugin(BasePlugin[FeedsConfig]):
    """Feeds of the whole blog, of every tag and of every author."""

    links: dict[str, tuple[FeedLink, ...]]
    settings: FeedSettings

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        self.links = {}
        self.settings = _settings(self.config, config)
        return config

    def on_files(self, files: Files, config: MkDocsConfig) -> Files:
        build = build_of(config)
        cards = list(_cards(self.settings, config, build))
        self.links = {card.page_path: card.links for card in cards}
        build.site_facts["feeds"] = repr(self.links[""])
        add_pages([feeds_page(cards, config.site_name, build.texts)], files, config, build)
        return files

    @event_priority(-50)  # late: other plugins have put their images among the files
    def on_env(self, env: Environment, config: MkDocsConfig, files: Files) -> None:
        build = build_of(config)
        made, problems = _make(self.settings, config, build, files)
        report(problems)
        add_files(made, files, config, build.plan)
        env.globals["page_feeds"] = self.links[""]

    def on_page_context(
        self, context: TemplateContext, page: Page, config: MkDocsConfig, nav: Navigation
    ) -> TemplateContext:
        url = page.new.url if isinstance(page, FeaturePage) else ""
        context["page_feeds"] = links_of_page(url, self.links)  # type: ignore[typeddict-unknown-key]
        return context


def _settings(options: FeedsConfig, config: MkDocsConfig) -> FeedSettings:
    build = build_of(config)
    if not config.site_url:
        message = "rapport/feeds needs `site_url` in mkdocs.yml: feeds hold whole addresses."
        raise ConfigurationError(message)
    advice = unknown_categories(options.categories)
    if advice:
        raise ConfigurationError(f"rapport/feeds: {advice}")
    try:
        match_path = re.compile(options.match_path)
        former = copies(options.feeds_filenames)
    except re.error as error:
        message = f"rapport/feeds: `match_path` is no regular expression: {error}."
        raise ConfigurationError(message) from error
    except ValueError as error:
        raise ConfigurationError(f"rapport/feeds: {error}") from error
    formats = tuple(kind for kind in FeedFormat if _is_wanted(kind, options))
    if not formats:
        raise ConfigurationError("rapport/feeds: `formats` is empty; turn the plugin off instead.")
    return FeedSettings(
        site_url=build.site_url,
        title=options.feed_title or config.site_name,
        description=options.feed_description or config.site_description or "",
        language=build.locale.replace("_", "-"),
        rights=config.copyright or "",
        image=_blog_image(options.image or str(config.theme.get("logo") or ""), build.site_url),
        id_base=options.id_base and options.id_base.rstrip("/") + "/",
        length=options.length,
        is_full=options.content == "full" or options.abstract_chars_count < 0,
        summary_length=max(1, options.abstract_chars_count),
        formats=formats,
        with_synonyms=options.synonyms,
        ttl=options.feed_ttl,
        hub=options.hub,
        comments_path=options.comments_path,
        url_parameters=options.url_parameters,
        match_path=match_path,
        copies=former,
    )


def _is_wanted(kind: FeedFormat, options: FeedsConfig) -> bool:
    former = {FeedFormat.RSS: options.rss_feed_enabled, FeedFormat.JSON: options.json_feed_enabled}
    return kind.name.lower() in options.formats and former.get(kind, True)


def _blog_image(image: str, site_url: str) -> str:
    """Return the address of the blog's image, if it is of a kind that RSS takes."""
    if media_type(image) not in _RSS_IMAGES:
        return image if has_scheme(image) else ""
    return image if has_scheme(image) else site_url + image.lstrip("/")


def _make(
    settings: FeedSettings, config: MkDocsConfig, build: Build, files: Files
) -> tuple[list[NewFile], list[Problem]]:
    """Return all files of all feeds and what is wrong with those that had to be made again."""
    images = _Images(files, build)
    address = _addresses(config, build)
    site = Site(address, images.picture, images.size_of, lambda one: build.entry(one).summary)

    @cache
    def make_entry(source: str) -> FeedEntry:
        return feed_entry(by_source[source], build.renderings[source], settings, site)

    by_source = {article.source: article for article in build.blog.articles}
    common = digest(repr(settings), config.use_directory_urls, versions(), images.key())
    made: list[NewFile] = []
    checked: list[tuple[str, bytes]] = []
    write = writers()
    for series in all_series(build.blog, settings):
        outline = make_feed(replace(series, articles=()), settings, address, _no_entry)
        newest = series.articles[: settings.length]
        wholes = map(build.whole_key, newest)
        key = digest(common, series.title, series.description, series.copies, *wholes)
        places = {kind: feed_paths(series, kind, settings) for kind in settings.formats}
        if build.plan and not any(
            [build.plan.decide(path, key) for paths in places.values() for path in paths]  # noqa: C419 - decides on each
        ):
            made += [NewFile(path, b"", key) for paths in places.values() for path in paths]
            continue
        feed = replace(outline, entries=tuple(make_entry(article.source) for article in newest))
        for kind, paths in places.items():
            data = write[kind](feed)
            checked.append((feed.path(kind), data))
            made += [NewFile(path, data, key) for path in paths]
    base = settings.id_base or settings.site_url
    problems = find_problems(
        checked,
        {entry_id(article, base): article for article in build.all_articles},
        build.now,
        frozenset(entry_id(article, base) for article in build.blog.unpublished),
    )
    return made, images.problems + problems


def _cards(settings: FeedSettings, config: MkDocsConfig, build: Build) -> Iterator[FeedCard]:
    """Yield every feed as people see it."""
    address = _addresses(config, build)
    for series in all_series(build.blog, settings):
        outline = make_feed(replace(series, articles=()), settings, address, _no_entry)
        yield feed_card(series, outline, settings.formats, build.texts)


def _addresses(config: MkDocsConfig, build: Build) -> Callable[[str], str]:
    def address(url: str) -> str:
        path = url if config.use_directory_urls or not url else url.rstrip("/") + ".html"
        return build.site_url + quote(path)

    return address


def _no_entry(article: Article) -> FeedEntry:
    message = f"an outline has no entry, not even {article.source}"
    raise AssertionError(message)


class _Images:
    """The site's images as feeds name them."""

    def __init__(self, files: Files, build: Build) -> None:
        self.problems: list[Problem] = []
        self._files = files
        self._build = build
        self.size_of = cache(self._size_of)

    def key(self) -> str:
        """Return what feeds depend on by the sizes of images."""
        return digest(*(file_key(file) for file in self._files.media_files()))

    def picture(self, article: Article) -> Picture | None:
        if not article.image:
            return None
        if has_scheme(article.image):
            return Picture(article.image, media_type(article.image))
        file = find_media(self._files, article.image, article.source)
        if file is None:
            position = article.position("image")
            message = f"there is no file `{article.image}`."
            hint = "Write its path as seen from this file."
            self.problems.append(
                Problem(article.path, position.line, position.column, "image", message, hint)
            )
            return None
        media = read_media(file, HEAD_LENGTH)
        width, height = image_size(media.head) or (0, 0)
        url = self._build.site_url + media.url
        return Picture(url, media_type(media.url), media.length, width, height)

    def _size_of(self, address: str) -> tuple[int, int] | None:
        if not address.startswith(self._build.site_url):
            return None
        file = find_media(self._files, "/" + address.removeprefix(self._build.site_url))
        return None if file is None else image_size(read_media(file, HEAD_LENGTH).head)
