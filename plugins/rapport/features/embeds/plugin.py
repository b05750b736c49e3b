"""`rapport/embeds`: videos, recordings, calendars and maps of others, loaded by a click."""

from mkdocs.config import base
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import BasePlugin

from rapport.features.embeds.feature import EmbedsFeature, extension_options
from rapport.host.session import extend_markdown, language_of, register

EXTENSION = "rapport-embed"


class EmbedsConfig(base.Config):
    """The options of `rapport/embeds`: none yet."""


class EmbedsPlugin(BasePlugin[EmbedsConfig]):
    """Pages of other sites, loaded in a frame when a reader asks for them."""

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        register(config, EmbedsFeature())
        extend_markdown(config, EXTENSION, extension_options(language_of(config).texts))
        return config
