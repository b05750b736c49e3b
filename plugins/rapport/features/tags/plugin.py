"""`rapport/tags`: the options of tags."""

from mkdocs.config import base
from mkdocs.config import config_options as c
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import BasePlugin

from rapport.features.tags.feature import TagsFeature
from rapport.host.session import register


class TagsConfig(base.Config):
    """The options of `rapport/tags`."""

    vocabulary = c.Type(str, default="tags.yml")
    """The file that lists the tags in use, below the docs folder."""


class TagsPlugin(BasePlugin[TagsConfig]):
    """Tags with their own pages."""

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        register(config, TagsFeature(self.config.vocabulary))
        return config
