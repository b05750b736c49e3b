"""`rapport/checklists`: reads checklists wherever Markdown is read."""

from mkdocs.config import base
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import BasePlugin

from rapport.features.checklists.feature import ChecklistsFeature, extension_options
from rapport.host.session import extend_markdown, language_of, register

EXTENSION = "rapport-checklist"


class ChecklistsConfig(base.Config):
    """The options of `rapport/checklists`: none yet."""


class ChecklistsPlugin(BasePlugin[ChecklistsConfig]):
    """Checklists in articles and pages."""

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        register(config, ChecklistsFeature())
        given = config.mdx_configs.get(EXTENSION) or {}
        options = {**extension_options(language_of(config).texts), **given}
        extend_markdown(config, EXTENSION, options)
        return config
