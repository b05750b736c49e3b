"""`rapport/images`: the options of images and social cards."""

from pathlib import Path

from mkdocs.config import base
from mkdocs.config import config_options as c
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import ConfigurationError
from mkdocs.plugins import BasePlugin

from rapport.features.images.card_design import BOOK_FACE, CardStyle, card_style
from rapport.features.images.encoding import FORMATS, WIDTHS, Encoding, read_encoding
from rapport.features.images.feature import ImageSettings, ImagesFeature
from rapport.features.images.picture import SIZES
from rapport.host.session import cache_folder, register


class ImagesConfig(base.Config):
    """The options of `rapport/images`."""

    formats = c.ListOfItems(c.Choice(FORMATS), default=list(FORMATS))
    """In which formats images are encoded; none for images as they are."""
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

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        settings = ImageSettings(
            encoding=_encoding(self.config),
            sizes=self.config.sizes,
            folder=cache_folder(config) / "images",
            keeps_metadata=self.config.keep_metadata,
            originals_first=self.config.originals_first,
            style=_style(self.config, config) if self.config.cards else None,
        )
        register(config, ImagesFeature(settings))
        return config


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
