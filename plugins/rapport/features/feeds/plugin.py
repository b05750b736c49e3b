"""`rapport/feeds`: the options of feeds."""

import re
from collections.abc import Iterator
from pathlib import Path

from mkdocs.config import base
from mkdocs.config import config_options as c
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import ConfigurationError
from mkdocs.plugins import BasePlugin

from rapport.blog.feed_format import FeedFormat
from rapport.blog.urls import former_paths
from rapport.features.feeds.feature import FeedsFeature
from rapport.features.feeds.image import media_type
from rapport.features.feeds.legacy import ANSWERS, copies, unknown_categories
from rapport.features.feeds.settings import CommentsBelow, FeedSettings
from rapport.features.feeds.valid_text import has_scheme
from rapport.host.session import language_of, register, site_url_of

_RSS_IMAGES = ("image/png", "image/jpeg", "image/gif")


def _former(name: str) -> c.Deprecated:
    return c.Deprecated(message="rapport/feeds: " + ANSWERS[name])


_FORMATS = tuple(kind.name.lower() for kind in FeedFormat)


class FeedsConfig(base.Config):
    """The options of `rapport/feeds`."""

    length = c.Type(int, default=30)
    """Entries per feed."""
    content = c.Choice(("full", "summary"), default="full")
    """`full` for the whole text, or `summary` for the description or the beginning of the text."""
    formats = c.ListOfItems(c.Choice(_FORMATS), default=list(_FORMATS))
    """The formats to write."""
    synonyms = c.Type(bool, default=True)
    """Whether a tag's feeds are also written under its synonyms, so that a renamed tag keeps its
    readers."""
    hub = c.Type(str, default="")
    """A WebSub hub, announced in all formats: `https://hub.example/`."""
    id_base = c.Type(str, default="")
    """The `site_url` under which the blog was first published. Set it when the domain changes, so
    that no entry looks new. Default: `site_url`."""
    image = c.Type(str, default="")
    """The blog's image in feeds: a path below the docs folder, or a URL; PNG, JPEG or GIF. Default:
    the theme's logo, if it is one of these."""
    feed_title = c.Type(str, default="")
    """The title of the feeds. Default: `site_name`."""
    feed_description = c.Type(str, default="")
    """The description of the main feed. Default: `site_description`."""
    feed_ttl = c.Type(int, default=60)
    """Suggested polling interval in minutes (RSS `<ttl>`)."""
    comments_path = c.Type(str, default="#__comments")
    """Where an article's comments are on its page, if there are any: by `rapport/comments`, or by
    `comments: true` and a `partials/comments.html` of your own."""
    url_parameters = c.Type(dict, default={})
    """Query parameters added to the links of entries: `{utm_source: feed}`. Ids stay as they
    are."""
    match_path = c.Type(str, default="")
    """A regular expression: only articles whose path below the docs folder begins with a match.
    Default: all articles."""
    feeds_filenames = c.Optional(c.Type(dict))
    """Former file names of the main feed, kept as copies: `rss_created`, `rss_updated`,
    `json_created`, `json_updated`; `{}` for the defaults of mkdocs-rss-plugin. Default: none."""
    former_addresses = c.ListOfItems(c.Type(str), default=[])
    """Former URLs of the main feed, `feed/`, and with `{tag}` those of tags: `tag/{tag}/feed/`. The
    feed is also written there, and `rapport redirects` prints 301 lines for servers."""
    abstract_chars_count = c.Type(int, default=200)
    """Maximum length of a summary in characters; `-1` for the whole text."""
    rss_feed_enabled = c.Type(bool, default=True)
    """`false` removes `rss` from `formats`."""
    json_feed_enabled = c.Type(bool, default=True)
    """`false` removes `json` from `formats`."""
    categories = c.Optional(c.ListOfItems(c.Type(str)))
    """Front matter keys that are categories: only `tags` and `categories`, which always are."""

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
        message = f"rapport/feeds: `match_path` is not a regular expression: {error}."
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
        comments=_comments(config),
        comments_path=options.comments_path,
        url_parameters=options.url_parameters,
        match_path=match_path,
        copies=former,
        former_addresses=tuple(_former_addresses(options.former_addresses)),
    )


def _comments(config: MkDocsConfig) -> CommentsBelow:
    """Return whose pages have comments: a plugin shows them, or a template of the owner's."""
    if "rapport/comments" in config.plugins:
        return CommentsBelow.ALL
    template = config.theme.custom_dir and Path(config.theme.custom_dir, "partials/comments.html")
    return CommentsBelow.NAMED if template and template.is_file() else CommentsBelow.NONE


def _former_addresses(written: list[str]) -> Iterator[str]:
    """Yield paths of this site; raises MkDocs' `ConfigurationError` for others."""
    for address in written:
        paths = former_paths(address)
        if not paths:
            message = (
                f"rapport/feeds: `{address}` in `former_addresses` is not a path on this site."
            )
            raise ConfigurationError(message)
        yield from paths


def _is_wanted(kind: FeedFormat, options: FeedsConfig) -> bool:
    former = {FeedFormat.RSS: options.rss_feed_enabled, FeedFormat.JSON: options.json_feed_enabled}
    return kind.name.lower() in options.formats and former.get(kind, True)


def _blog_image(image: str, site_url: str) -> str:
    """Return the address of the blog's image, if it is in a format that RSS accepts."""
    if media_type(image) not in _RSS_IMAGES:
        return image if has_scheme(image) else ""
    return image if has_scheme(image) else site_url + image.lstrip("/")
