"""`rapport/feeds`: the options of feeds."""

import re
from collections.abc import Iterator

from mkdocs.config import base
from mkdocs.config import config_options as c
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import ConfigurationError
from mkdocs.plugins import BasePlugin

from rapport.blog.urls import former_paths
from rapport.features.feeds.feature import FeedsFeature
from rapport.features.feeds.feed import FeedFormat
from rapport.features.feeds.image import media_type
from rapport.features.feeds.legacy import ANSWERS, copies, unknown_categories
from rapport.features.feeds.settings import FeedSettings
from rapport.features.feeds.text import has_scheme
from rapport.host.session import language_of, register, site_url_of

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
    former_addresses = c.ListOfItems(c.Type(str), default=[])
    """Former addresses of the main feed, and with `{tag}` of the tags': `tag/{tag}/feed/`."""
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

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        register(config, FeedsFeature(_settings(self.config, config)))
        return config


def _settings(options: FeedsConfig, config: MkDocsConfig) -> FeedSettings:
    site_url = site_url_of(config)
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
        site_url=site_url,
        title=options.feed_title or config.site_name,
        description=options.feed_description or config.site_description or "",
        language=language_of(config).tag.replace("_", "-"),
        rights=config.copyright or "",
        image=_blog_image(options.image or str(config.theme.get("logo") or ""), site_url),
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
        former_addresses=tuple(_former_addresses(options.former_addresses)),
    )


def _former_addresses(written: list[str]) -> Iterator[str]:
    """Yield paths of this site; raises MkDocs' `ConfigurationError` for others."""
    for address in written:
        paths = former_paths(address)
        if not paths:
            message = f"rapport/feeds: `{address}` in `former_addresses` is no path of this site."
            raise ConfigurationError(message)
        yield from paths


def _is_wanted(kind: FeedFormat, options: FeedsConfig) -> bool:
    former = {FeedFormat.RSS: options.rss_feed_enabled, FeedFormat.JSON: options.json_feed_enabled}
    return kind.name.lower() in options.formats and former.get(kind, True)


def _blog_image(image: str, site_url: str) -> str:
    """Return the address of the blog's image, if it is of a kind that RSS takes."""
    if media_type(image) not in _RSS_IMAGES:
        return image if has_scheme(image) else ""
    return image if has_scheme(image) else site_url + image.lstrip("/")
