"""`rapport/offline`: reading offline; off unless named."""

from mkdocs.config import base
from mkdocs.config import config_options as c
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import BasePlugin

from rapport.features.offline.feature import OfflineFeature
from rapport.host.renamed_option import RenamedOption
from rapport.host.session import register


class OfflineConfig(base.Config):
    """The options of `rapport/offline`."""

    uninstall = c.Type(bool, default=False)
    """Unregister the service worker and delete the offline pages in readers' browsers."""

    end = RenamedOption("uninstall")


class OfflinePlugin(BasePlugin[OfflineConfig]):
    """Reading offline."""

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        register(config, OfflineFeature(ends=self.config.uninstall))
        return config
