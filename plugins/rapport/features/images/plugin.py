"""`rapport/images`: the options of images and social cards."""

from pathlib import Path

from mkdocs.config import base
from mkdocs.config import config_options as c
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import ConfigurationError
from mkdocs.plugins import BasePlugin

from rapport.features.images.card_design import BOOK_FACE, CardStyle, card_style
from rapport.features.images.encoding_options import FORMATS, WIDTHS, Encoding, read_encoding
from rapport.features.images.feature import ImageSettings, ImagesFeature
from rapport.features.images.picture import SIZES
from rapport.host.session import cache_folder, register


class ImagesConfig(base.Config):
    """The options of `rapport/images`."""

    formats = c.ListOfItems(c.Choice(FORMATS), default=list(FORMATS))
    """Image formats to generate; `[]` leaves images as they are."""
    widths = c.ListOfItems(c.Type(int), default=list(WIDTHS))
    """Image widths to generate, in pixels; no image is enlarged."""
    quality = c.Type(dict, default={})
    """Quality of each format, from 1 to 100. Default: `{avif: 57, webp: 78, jpeg: 80}`."""
    effort = c.Type(dict, default={})
    """How long encoders search for a smaller file, from 0 (fastest) to 10 for AVIF and 6 for WebP.
    Default: `{avif: 2, webp: 4}`."""
    originals_first = c.Type(bool, default=False)
    """Let pages show the original file until a later build has generated its variants, so that a
    preview need not wait."""
    sizes = c.Type(str, default=SIZES)
    """The width of an image that fills an article's column, as in HTML's `sizes`. Default: that of
    the blog's style sheet."""
    keep_metadata = c.Type(bool, default=False)
    """Keep image metadata (EXIF, including the GPS location)."""
    cards = c.Type(bool, default=True)
    """Generate a social card for each page whose front matter names no `image`."""
    card_font = c.Type(str, default="")
    """A font file for the cards, relative to `mkdocs.yml`. Default: Literata Bold, which is
    bundled."""
    card_colors = c.Type(dict, default={})
    """The colours of the cards: `{paper: "#fbf8f3", ink: …, accent: …, mark: …}`. Default: those of
    the blog's style sheet."""


class ImagesPlugin(BasePlugin[ImagesConfig]):
    """Pictures in articles, and cards for shared links."""

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
