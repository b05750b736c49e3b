"""`rapport/search`: search over articles and their checklists."""

from mkdocs.config import base
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import BasePlugin

from rapport.features.search.feature import SearchFeature
from rapport.host.session import register


class SearchConfig(base.Config):
    """The options of `rapport/search`: none yet."""


class SearchPlugin(BasePlugin[SearchConfig]):
    """Search over articles and their checklists."""

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        register(config, SearchFeature())
        return config
