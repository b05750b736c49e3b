"""`rapport/maths`: formulas as MathML, made while the site is built."""

from mkdocs.config import base
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import ConfigurationError
from mkdocs.plugins import BasePlugin

from rapport.features.maths.feature import MathsFeature
from rapport.host.session import extend_markdown, register

EXTENSION = "rapport-maths"
_MARKS = "pymdownx.arithmatex"


class MathsConfig(base.Config):
    """The options of `rapport/maths`: none."""


class MathsPlugin(BasePlugin[MathsConfig]):
    """Formulas that need no script."""

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        options = (config.mdx_configs or {}).get(_MARKS) or {}
        if _MARKS not in config.markdown_extensions or not options.get("generic"):
            raise ConfigurationError(
                f"`rapport/maths` needs `{_MARKS}: {{generic: true}}` in `markdown_extensions`, "
                "which says what is a formula."
            )
        register(config, MathsFeature())
        extend_markdown(config, EXTENSION, {})
        return config
