"""Feeds of everything, of each tag and author, checked before they are written."""

from __future__ import annotations

from copy import deepcopy
from functools import cache, partial
from typing import TYPE_CHECKING
from urllib.parse import quote

from rapport.blog.feature import Definition, Feature, Look
from rapport.blog.image_size import image_size
from rapport.blog.media import find_media, named_sources
from rapport.blog.output import NewFiles
from rapport.blog.problem import Problem
from rapport.blog.server_lines import AddressMove
from rapport.engine.digests import digest
from rapport.engine.tasks import Memo, Source
from rapport.features.feeds.content import PART, feed_html
from rapport.features.feeds.definitions import FeedDefinition, feed_definitions, make_feed
from rapport.features.feeds.entries import Site, entry_id, feed_entry
from rapport.features.feeds.feed import FeedEntry, FeedImage
from rapport.features.feeds.feed_files import feed_paths, find_problems, former_format, write
from rapport.features.feeds.image import media_type
from rapport.features.feeds.pages import FeedCard, FeedLink, feed_card, feeds_page, links_of_page
from rapport.features.feeds.valid_text import has_scheme

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from lxml.html import HtmlElement

    from rapport.blog.article import Article
    from rapport.blog.build_state import BlogRead, SiteSettings
    from rapport.blog.image_size import Size
    from rapport.blog.output import NewPage, Values
    from rapport.blog.page import PageFacts
    from rapport.blog.reader import SiteReader
    from rapport.blog.rendering import Derive
    from rapport.features.feeds.settings import FeedSettings


class FeedsFeature(Feature):
    """Feeds of the whole blog, of every tag and of every author."""

    def __init__(self, settings: FeedSettings) -> None:
        self._settings = settings

    def derive(self) -> Mapping[str, Derive]:
        """Return the function that turns an article's HTML into text for feeds."""
        base = self._settings.site_url

        def make(root: HtmlElement, _text: str, url: str) -> str:
            return feed_html(deepcopy(root), base + url)

        return {PART: make} if self._settings.is_full else {}

    def define(self, site: BlogRead, value: Look) -> Mapping[str, Definition]:
        """Define `feed-entry`, an article as all its feeds contain it, and inputs of validation."""
        settings, site_settings = self._settings, site.settings
        base = settings.id_base or settings.site_url
        unlisted = [article for article in site.blog.unlisted if article not in site.blog.letters]
        unseen = (*site.blog.unpublished, *unlisted)
        held_back = frozenset([entry_id(article, base) for article in unseen])
        key = digest(*sorted(held_back))

        @cache
        def cards() -> dict[str, tuple[FeedLink, ...]]:
            return {card.page_path: card.links for card in self._cards(site)}

        def links(page_url: str) -> tuple[FeedLink, ...]:
            return links_of_page(page_url, cards())

        return {
            "feed-settings": Source(lambda _: settings, lambda _: repr(settings), is_shared=True),
            "feed-entry": Memo(partial(_entry, settings, site_settings)),
            # The hour lets no feed of the past fail: it is no part of the digest.
            "validation": Source(lambda _: (site_settings.now, held_back), lambda _: key),
            "feed-links": Source(links, lambda page_url: repr(links(page_url))),
        }

    def pages(self, site: BlogRead) -> Iterable[NewPage]:
        """Return the page that lists all feeds."""
        return [feeds_page(self._cards(site), site.settings.site_name, site.settings.texts)]

    def moved(self, site: BlogRead) -> Iterable[AddressMove]:
        """Return the former addresses of feeds."""
        for definition in self._definitions(site):
            for url in definition.former:
                kind = former_format(url, self._settings.formats)
                yield AddressMove(url, definition.folder + kind.file_name)

    def values(self, site: BlogRead) -> Values:
        """Return the feeds of the whole blog, which most pages announce."""
        main = next(self._definitions(site))
        return {"page_feeds": self._card(site, main).links}

    def page_values(self, reader: SiteReader, settings: SiteSettings, page: PageFacts) -> Values:
        """Return the feeds that a page announces, its own before those of the whole blog."""
        return {"page_feeds": reader.get("feed-links", page.url)}

    def files(self, site: BlogRead) -> Iterable[NewFiles]:
        """Return every feed in every format."""
        for definition in self._definitions(site):
            yield NewFiles(
                f"{definition.folder} feeds", _feed_files, (definition, site.settings.is_flat)
            )

    def problems(self, site: BlogRead, value: Look) -> Iterable[Problem]:
        """Return a problem for every article whose front matter names an image that is missing."""
        for article in site.blog.published:
            if article.image and not has_scheme(article.image):
                sources = named_sources(article.image, article.source)
                if all(value(f"media {source}") is None for source in sources):
                    place = article.position("image")
                    message = f"there is no file `{article.image}`."
                    hint = "Write its path relative to this file, or from the docs folder."
                    at = (article.path, place.line, place.column)
                    yield Problem(*at, "image", message, hint)

    def _definitions(self, site: BlogRead) -> Iterator[FeedDefinition]:
        return feed_definitions(site.blog, self._settings, site.settings)

    def _cards(self, site: BlogRead) -> list[FeedCard]:
        return [self._card(site, definition) for definition in self._definitions(site)]

    def _card(self, site: BlogRead, definition: FeedDefinition) -> FeedCard:
        outline = make_feed(
            definition, self._settings, _addresses(self._settings, site.settings.is_flat)
        )
        return feed_card(definition, outline, self._settings.formats, site.settings.texts)


def _feed_files(
    reader: SiteReader, definition: FeedDefinition, is_flat: bool
) -> Mapping[str, bytes]:
    """Return the files of one feed, after they passed validation."""
    settings: FeedSettings = reader.get("feed-settings")
    entries = [reader.get("feed-entry", source) for source in definition.sources]
    feed = make_feed(definition, settings, _addresses(settings, is_flat), entries)
    files: dict[str, bytes] = {}
    for kind in settings.formats:
        data = write(feed, kind)
        sources = {
            entry.id: source for entry, source in zip(entries, definition.sources, strict=True)
        }

        def article_of(entry_id: str, sources: Mapping[str, str] = sources) -> Article | None:
            return reader.article(sources[entry_id]) if entry_id in sources else None

        reader.report(find_problems(feed.path(kind), data, article_of, *reader.get("validation")))
        files.update(dict.fromkeys(feed_paths(definition, kind, settings), data))
    return files


def _entry(
    settings: FeedSettings, site_settings: SiteSettings, reader: SiteReader, source: str
) -> FeedEntry:
    reader.get("feed-settings")
    site = Site(
        _addresses(settings, site_settings.is_flat),
        partial(_picture, reader, settings),
        partial(_size_of, reader, settings),
        lambda article: reader.entry(article.source).summary,
    )
    return feed_entry(reader.article(source), reader.rendering(source), settings, site)


def _picture(reader: SiteReader, settings: FeedSettings, article: Article) -> FeedImage | None:
    if not article.image:
        return None
    if has_scheme(article.image):
        return FeedImage(article.image, media_type(article.image))
    media = find_media(reader, article.image, article.source)
    if media is None:
        return None
    width, height = image_size(media.head) or (0, 0)
    url = settings.site_url + media.url
    return FeedImage(url, media_type(media.url), media.length, width, height)


def _size_of(reader: SiteReader, settings: FeedSettings, address: str) -> Size | None:
    if not address.startswith(settings.site_url):
        return None
    media = find_media(reader, "/" + address.removeprefix(settings.site_url))
    return None if media is None else image_size(media.head)


def _addresses(settings: FeedSettings, is_flat: bool) -> Callable[[str], str]:
    def address(url: str) -> str:
        path = url if not is_flat or not url else url.rstrip("/") + ".html"
        return settings.site_url + quote(path)

    return address
