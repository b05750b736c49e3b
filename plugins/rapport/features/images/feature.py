"""Every image in suitable formats and widths, and a social card for each page."""

from __future__ import annotations

import logging
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from msgspec import Struct
from msgspec.structs import replace

from rapport.blog.feature import Definition, Feature, Look
from rapport.blog.media import below_site, media_on_page, media_source
from rapport.blog.output import NewFiles
from rapport.blog.social_image import SocialImage
from rapport.blog.urls import relative_url
from rapport.engine.tasks import Source
from rapport.engine.workers import processors
from rapport.features.images.card_design import (
    CARD_SIZE,
    CardStyle,
    CardText,
    article_card_text,
    branded,
)
from rapport.features.images.checks import find_problems, problems_of_pixels
from rapport.features.images.encoding_options import FACE_WIDTHS, Encoding
from rapport.features.images.image_set import ImageSet
from rapport.features.images.jobs import CARD, CardJob, card_key, cards_of, make_images
from rapport.features.images.names import card_path
from rapport.features.images.picture import Picture, with_pictures
from rapport.features.images.progress import progress_on
from rapport.features.images.sources import ImageSources, read_sources
from rapport.features.images.store import ImageStore

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from threading import Event

    from rapport.blog.build_state import BlogRead
    from rapport.blog.links import Link
    from rapport.blog.page import PageFacts
    from rapport.blog.problem import Problem
    from rapport.blog.reader import SiteReader

log = logging.getLogger("mkdocs.plugins.rapport")

_SUFFIXES = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif", ".heic", ".heif")


class ImageSettings(Struct, frozen=True):
    """The owner's settings for images; `style` is None if pages get no social cards.

    `sizes` is HTML's, of an image that fills an article's column. Variants are stored in `folder`.
    With `originals_first`, a page shows the author's file until another build has made its
    variants.
    """

    encoding: Encoding
    sizes: str
    folder: Path
    keeps_metadata: bool = False
    originals_first: bool = False
    style: CardStyle | None = None


class ImagePlace(Struct, frozen=True):
    """A place where a text refers to an image: file, line and column from 1."""

    path: str
    line: int
    column: int


class ImagesFeature(Feature):
    """Pictures in texts, and cards for shared links."""

    def __init__(self, settings: ImageSettings) -> None:
        self._settings = settings
        self._store = ImageStore(settings.folder)
        self._images = ImageSet(self._store, settings.encoding)
        self._sources = ImageSources({}, {}, {})
        self._places: Mapping[str, list[ImagePlace]] = {}
        self._cards: dict[str, CardJob] = {}

    def define(self, site: BlogRead, value: Look) -> Mapping[str, Definition]:
        """Define `picture`, an image's variants, and `social-image`, the card of an article."""
        settings = self._settings
        rasters = {
            source: path
            for source, path in site.media.items()
            if source.lower().endswith(_SUFFIXES)
        }
        keeps = settings.keeps_metadata
        self._sources = read_sources(rasters, self._store, keep_metadata=keeps)
        self._places = _places(site)
        self._images.want(self._wanted(site), self._sources)
        self._cards, shown = (
            _cards(site, branded(settings.style, site.settings.brand))
            if settings.style
            else ({}, {})
        )

        def picture(source: str) -> Picture | None:
            return self._images.picture(source, str, "")

        return {
            "picture": Source(picture, lambda source: repr(picture(source))),
            "social-image": Source(shown.get, lambda source: repr(shown.get(source))),
        }

    def problems(self, site: BlogRead, value: Look) -> Iterable[Problem]:
        """Return the problems of the images in use, as far as known by now."""
        yield from find_problems(self._sources.found, self._places, site.settings.docs_path)
        yield from problems_of_pixels(self._images.problems, self._places)

    def published(self, site: BlogRead) -> Mapping[str, Path]:
        """Return the copies without metadata, which are published in place of the originals."""
        self._sources.keep(self._store)
        for name in self._sources.found:
            self._sources.restore(name, self._store)
        return {
            name: original.path
            for name, original in self._sources.found.items()
            if original.blob is not None
        }

    def prepare(self, site: BlogRead) -> Iterable[Problem]:
        """Make the variants of all images in use, because pages name them by their content."""
        known = set(self._images.problems)
        if not self._settings.originals_first:
            with progress_on(log, "Images", self._images.most, time.monotonic) as progress:
                self._images.finish(self._sources, processors(), progress.step)
        new = {
            name: problem for name, problem in self._images.problems.items() if name not in known
        }
        return problems_of_pixels(new, self._places)

    def finish_later(self, stop: Event) -> bool:
        """Make the variants for which pages did not wait; each is stored once it is finished."""
        jobs = self._images.jobs(self._images.unfinished)
        make_images(jobs, self._store, processors(), stop=stop)
        return bool(jobs)

    def _wanted(self, site: BlogRead) -> dict[str, tuple[int, ...]]:
        """Return the widths in which each image is shown, by its source."""
        faces = {author.avatar for author in site.blog.by_author}
        shown = faces & self._sources.found.keys()
        wanted: dict[str, tuple[int, ...]] = dict.fromkeys(shown, FACE_WIDTHS)
        for name in self._places:
            wanted[name] = (*self._settings.encoding.widths, *wanted.get(name, ()))
        return wanted

    def page_html(self, reader: SiteReader, page: PageFacts, html: str) -> str:
        """Return HTML with a `<picture>` around each image that has variants."""
        find = partial(_picture_on_page, reader, page.url)
        return with_pictures(html, find, self._settings.sizes)

    def files(self, site: BlogRead) -> Iterator[NewFiles]:
        """Return the variants and the cards; their paths contain a digest of their content."""
        for path, blob in self._images.files():
            yield NewFiles(path, self._variant, (path, self._store.path(blob).name))
        for path, job in self._cards.items():
            yield NewFiles(path, self._card, (path, job.key))
        self._store.tidy()

    def _variant(self, _: SiteReader, path: str, name: str) -> Mapping[str, Path]:
        self._images.restore(path.__eq__, self._sources, 1)
        return {path: self._settings.folder / name}

    def _card(self, _: SiteReader, path: str, key: str) -> Mapping[str, Path]:
        card = cards_of([self._cards[path]], self._store, 1)[key]
        if card.problem:
            log.info(
                "The card of “%s” shows the blog's name: its font lacks letters.", card.problem
            )
        return {path: self._store.path(card.blobs[CARD])}


def _picture_on_page(reader: SiteReader, page_url: str, address: str) -> Picture | None:
    media = media_on_page(reader, address, page_url)
    picture: Picture | None = reader.get("picture", media.source) if media else None
    if picture is None:
        return None
    sources = [
        replace(source, url=relative_url(source.url, page_url) if source.url else address)
        for source in picture.sources
    ]
    return replace(picture, sources=tuple(sources))


def _places(site: BlogRead) -> dict[str, list[ImagePlace]]:
    """Return where articles and pages show each image, by the file's source."""
    places: dict[str, list[ImagePlace]] = {}
    shown = {article.source for article in site.blog.published}
    hidden = {article.source for article in site.all_articles} - shown
    for source, images in site.images.items():
        for link in images if source not in hidden else ():
            name = _named(site, source, link)
            if name is not None:
                place = ImagePlace(site.path_of(source), link.line, link.column)
                places.setdefault(name, []).append(place)
    return places


def _named(site: BlogRead, source: str, link: Link) -> str | None:
    path = unquote(urlsplit(link.target).path) if link.is_local else ""
    if not path:
        return None
    path_on_site = below_site(path, site.settings.site_url) if path.startswith("/") else None
    name = path_on_site or media_source(path, site.outputs[source] if link.is_html else source)
    return name if name in site.media else None


def _cards(site: BlogRead, style: CardStyle) -> tuple[dict[str, CardJob], dict[str, SocialImage]]:
    """Return the cards to draw by path, and how pages refer to them by source."""
    settings = site.settings
    if not settings.site_url:
        return {}, {}
    texts = {
        article.source: (article.url, article_card_text(article, settings.site_name))
        for article in site.blog.published
    }
    texts[""] = ("", CardText("", settings.site_name, settings.description))
    jobs, shown = {}, {}
    for source, (url, text) in texts.items():
        if text is not None:
            job = CardJob(card_key(text, style), text, style)
            path = card_path(url, job.key)
            jobs[path] = job
            alt = " – ".join(filter(None, (text.title, text.foot)))
            shown[source] = SocialImage(settings.site_url + path, *CARD_SIZE, alt)
    return jobs, shown
