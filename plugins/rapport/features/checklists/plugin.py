"""`rapport/checklists`: reads checklists wherever Markdown is read."""

from mkdocs.config import base
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import BasePlugin

from rapport.features.checklists.feature import ChecklistsFeature, extension_options
from rapport.host.session import language_of, register

EXTENSION = "rapport-checklist"


class ChecklistsConfig(base.Config):
    """The options of `rapport/checklists`: none yet."""


class ChecklistsPlugin(BasePlugin[ChecklistsConfig]):
    """Checklists in articles and pages."""

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        register(config, ChecklistsFeature())
        others = [each for each in config.markdown_extensions if each != EXTENSION]
        config.markdown_extensions = [EXTENSION, *others]
        given = config.mdx_configs.get(EXTENSION) or {}
        config.mdx_configs[EXTENSION] = {**extension_options(language_of(config).texts), **given}
        return config
