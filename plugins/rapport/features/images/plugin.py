"""`rapport/images`: every image in the format and width that fits, and a social card a page."""

from __future__ import annotations

import logging
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import jinja2
from mkdocs.config import base
from mkdocs.config import config_options as c
from mkdocs.exceptions import ConfigurationError
from mkdocs.plugins import BasePlugin, CombinedEvent, event_priority
from mkdocs.utils import get_relative_url

from rapport.blog.digest import digest
from rapport.blog.output import NewFile
from rapport.blog.problem import Problem
from rapport.blog.social_image import SocialImage
from rapport.features.images.card_design import (
    BOOK_FACE,
    CARD_SIZE,
    CardStyle,
    CardText,
    article_card_text,
    card_style,
)
from rapport.features.images.encoding import (
    FACE_WIDTHS,
    FORMATS,
    WIDTHS,
    Encoding,
    read_encoding,
)
from rapport.features.images.faults import faults_of_pixels, find_faults
from rapport.features.images.image_set import ImageSet
from rapport.features.images.jobs import CARD, CardJob, card_key, cards_of
from rapport.features.images.names import card_path
from rapport.features.images.picture import SIZES, Picture, with_pictures
from rapport.features.images.progress import progress_on
from rapport.features.images.sources import Sources, read_sources
from rapport.features.images.store import Store
from rapport.host.build import Build, build_of, docs_path
from rapport.host.image_files import kept_images, named_images, raster_files
from rapport.host.media import file_on_page
from rapport.host.pages import add_files
from rapport.host.problems import report
from rapport.host.processes import processors

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jinja2 import Environment
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files
    from mkdocs.structure.nav import Navigation
    from mkdocs.structure.pages import Page
    from mkdocs.utils.templates import TemplateContext

    from rapport.host.image_files import Place

log = logging.getLogger("mkdocs.plugins.rapport")


class ImagesConfig(base.Config):
    """The options of `rapport/images`."""

    formats = c.ListOfItems(c.Choice(FORMATS), default=list(FORMATS))
    """In which formats images are made anew; none for images as they are."""
    widths = c.ListOfItems(c.Type(int), default=list(WIDTHS))
    """In which widths, in pixels; an image is never made wider than it is."""
    quality = c.Type(dict, default={})
    """How good they are, from 1 to 100: `{avif: 57, webp: 78, jpeg: 80}`."""
    effort = c.Type(dict, default={})
    """How long encoders look for fewer bytes: `{avif: 2, webp: 4}`, from 0 to 10 and to 6."""
    originals_first = c.Type(bool, default=False)
    """Whether pages show the author's file until another build has made its variants."""
    sizes = c.Type(str, default=SIZES)
    """How wide an image is shown that fills an article's column, as HTML's `sizes` says it."""
    keep_metadata = c.Type(bool, default=False)
    """Whether images are published with what cameras wrote into them, the place included."""
    cards = c.Type(bool, default=True)
    """Whether pages get a social card, where their head names no image."""
    card_font = c.Type(str, default="")
    """The font file of the cards, as seen from `mkdocs.yml`; else the one that comes along."""
    card_colors = c.Type(dict, default={})
    """The colours of the cards: `{paper: "#fbf8f3", ink: …, accent: …, mark: …}`."""


class ImagesPlugin(BasePlugin[ImagesConfig]):
    """Pictures in articles, and cards for those who link to them."""

    encoding: Encoding
    style: CardStyle
    store: Store
    sources: Sources
    images: ImageSet
    wanted: dict[str, tuple[int, ...]]
    cards: dict[str, CardJob]
    places: dict[str, list[Place]]
    problems: list[Problem]

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        self.encoding = _encoding(self.config)
        self.style = _style(self.config, config)
        self.store = Store(kept_images(config))
        self.images = ImageSet(self.store, self.encoding)
        return config

    def on_files(self, files: Files, config: MkDocsConfig) -> Files:
        """Find out which images are shown; nothing is written yet, as `rapport check` ends here."""
        build = build_of(config)
        rasters, keep = raster_files(files, config), self.config.keep_metadata
        self.sources = read_sources(rasters, self.store, keep_metadata=keep)
        self.places = places = named_images(files, config, build)
        self.problems = find_faults(self.sources.found, places, docs_path(config))
        faces = {author.avatar for author in build.blog.by_author}
        self.wanted = dict.fromkeys(faces & rasters.keys(), FACE_WIDTHS)
        for name in places:
            self.wanted[name] = (*self.encoding.widths, *self.wanted.get(name, ()))
        self.images.want(self.wanted, self.sources)
        build.problems += [*self.problems, *faults_of_pixels(self.images.faults, places)]
        waiting = self.images.unfinished if self.config.originals_first else []
        build.site_facts["originals"] = digest(*sorted(waiting))
        self.cards = _cards(self.style, config, build) if self.config.cards else {}
        pinned = {article.path for article in build.blog.articles if article.is_pinned}
        on_lists = {name for name, named in places.items() if pinned & {at.path for at in named}}
        states = [
            self.sources.found[name].digest for name in sorted((faces | on_lists) & rasters.keys())
        ]
        build.site_facts["images"] = digest(build.social_images.get(""), *states)
        return files

    def on_nav(self, nav: Navigation, config: MkDocsConfig, files: Files) -> None:
        """Stop for images that can't be published; publish the others without metadata."""
        report(self.problems)
        self.sources.keep(self.store)
        for name, original in self.sources.found.items():
            file = files.get_file_from_path(name)
            if file is not None and original.blob is not None:
                file.abs_src_path = str(original.path)

    # Before pages are written, as that is done by processes that know what is known by then.
    def _make_pictures(self, env: Environment, config: MkDocsConfig, files: Files) -> None:
        for name in self.sources.found:
            file = files.get_file_from_path(name)
            if file is not None and file.is_modified():
                self.sources.mend(name, self.store)
        if not self.config.originals_first:
            with progress_on(log, "Images", self.images.most, time.monotonic) as progress:
                self.images.finish(self.sources, processors(), progress.step)
        report(faults_of_pixels(self.images.faults, self.places))
        env.filters["pictures"] = jinja2.pass_context(partial(_filter, self, files))

    @event_priority(-60)  # late: those who look at all images have looked at the author's own
    def _add_files(self, env: Environment, config: MkDocsConfig, files: Files) -> None:
        build = build_of(config)
        add_files([*self._variants(build), *self._drawn(build)], files, config, build.plan)
        self.store.tidy()

    on_env = CombinedEvent(_make_pictures, _add_files)

    @event_priority(-50)  # after articles: images have their sizes by then
    def on_page_context(
        self, context: TemplateContext, page: Page, config: MkDocsConfig, nav: Navigation
    ) -> TemplateContext:
        page.content = self.pictured(page.content or "", page, build_of(config).files)
        return context

    def pictured(self, html: str, page: Page, files: Files) -> str:
        """Return a page's HTML with a `<picture>` around each image that has variants."""

        def find(address: str) -> Picture | None:
            file = file_on_page(address, files, page)
            if file is None:
                return None
            return self.images.picture(
                file.src_uri, lambda path: get_relative_url(path, page.url), address
            )

        return with_pictures(html, find, self.config.sizes)

    def _variants(self, build: Build) -> Iterator[NewFile]:
        def is_needed(path: str) -> bool:
            return build.plan is None or build.plan.decide(path, path)

        self.images.mend(is_needed, self.sources, processors())
        for path, blob in self.images.files():
            yield NewFile(path, self.store.path(blob), path)

    def _drawn(self, build: Build) -> Iterator[NewFile]:
        plan = build.plan
        needed = {
            path: job
            for path, job in self.cards.items()
            if plan is None or plan.decide(path, job.key)
        }
        made = cards_of(list(needed.values()), self.store, processors())
        for title in sorted({card.fault for card in made.values() if card.fault}):
            log.info("The card of “%s” shows the blog's name: its font lacks letters.", title)
        for path, job in self.cards.items():
            content = self.store.path(made[job.key].blobs[CARD]) if path in needed else b""
            yield NewFile(path, content, job.key)


def _filter(plugin: ImagesPlugin, files: Files, context: jinja2.runtime.Context, html: str) -> str:
    page = context.get("page")
    return html if page is None else plugin.pictured(html, page, files)


def _encoding(options: ImagesConfig) -> Encoding:
    try:
        return read_encoding(options.formats, options.widths, options.quality, options.effort)
    except ValueError as error:
        raise ConfigurationError(f"rapport/images: {error}") from error


def _style(options: ImagesConfig, config: MkDocsConfig) -> CardStyle:
    font = BOOK_FACE
    if options.card_font:
        font = (Path(config.config_file_path or ".").parent / options.card_font).resolve()
    try:
        return card_style(options.card_colors, font)
    except ValueError as error:
        raise ConfigurationError(f"rapport/images: {error}") from error


def _cards(style: CardStyle, config: MkDocsConfig, build: Build) -> dict[str, CardJob]:
    """Return the cards to be drawn by path, and let the pages name them."""
    if not build.site_url:
        return {}
    texts = {
        article.source: (article.url, article_card_text(article, config.site_name))
        for article in build.blog.articles
    }
    texts[""] = ("", CardText("", config.site_name, config.site_description or ""))
    cards = {}
    for source, (url, text) in texts.items():
        if text is not None:
            job = CardJob(card_key(text, style), text, style)
            path = card_path(url, job.key)
            cards[path] = job
            alt = " – ".join(filter(None, (text.title, text.foot)))
            build.social_images[source] = SocialImage(build.site_url + path, *CARD_SIZE, alt)
    return cards
