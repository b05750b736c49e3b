"""`rapport/security`: the options of the pages' policy."""

from mkdocs.config import config_options as c
from mkdocs.config.base import Config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import ConfigurationError
from mkdocs.plugins import BasePlugin

from rapport.blog.policy import find_wrong_sources
from rapport.features.security.feature import SecurityFeature
from rapport.host.session import extend_markdown, register

EMOJI_EXTENSION = "rapport-emoji"


class SecurityConfig(Config):
    """The options of `rapport/security`."""

    meta = c.Type(bool, default=True)
    """Put the policy into every page, for hosts that let you set no headers."""
    headers_file = c.Type(bool, default=False)
    """Write `_headers`, which Netlify and Cloudflare Pages read."""
    sources = c.DictOfItems(c.ListOfItems(c.Type(str)), default={})
    """Additional sources that pages may load, by directive: `img-src: [https://images.example]`."""


class SecurityPlugin(BasePlugin[SecurityConfig]):
    """A Content-Security-Policy without inline scripts, and the headers that go with it."""

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        options = self.config
        if wrong := find_wrong_sources(options.sources):
            raise ConfigurationError(f"`sources` of rapport/security: {wrong[0]}.")
        feature = SecurityFeature(
            options.sources, in_pages=options.meta, in_headers_file=options.headers_file
        )
        register(config, feature)
        if "pymdownx.emoji" in config.markdown_extensions and feature.has_policy:
            extend_markdown(config, EMOJI_EXTENSION, {"sources": options.sources})
        return config
