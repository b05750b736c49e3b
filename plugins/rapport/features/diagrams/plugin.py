"""`rapport/diagrams`: diagrams of Mermaid, drawn by a script of the site itself."""

from pathlib import Path
from typing import Any

from mkdocs.config import base
from mkdocs.config import config_options as c
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import ConfigurationError
from mkdocs.plugins import BasePlugin

from rapport.features.diagrams.feature import DiagramsFeature
from rapport.host.session import cache_folder, register
from rapport.host.settings_file import line_of, settings_name

_FENCES = "pymdownx.superfences"


class DiagramsConfig(base.Config):
    """The options of `rapport/diagrams`."""

    script = c.Type(str, default="")
    """A `mermaid.min.js` of your own, below the docs folder. Default: one known version, fetched
    once and checked."""


class DiagramsPlugin(BasePlugin[DiagramsConfig]):
    """Diagrams without anybody else's server."""

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        options: dict[str, Any] = (config.mdx_configs or {}).get(_FENCES) or {}
        fences = options.get("custom_fences") or []
        if not any(fence.get("class") == "mermaid" for fence in fences):
            raise ConfigurationError(
                f"`rapport/diagrams` needs the fence `mermaid` in `custom_fences` of `{_FENCES}`, "
                "which says what is a diagram."
            )
        own = self.config.script
        if own and not Path(config.docs_dir, own).is_file():
            raise ConfigurationError(
                f"`script: {own}` of rapport/diagrams is not a file below the docs folder."
            )
        place = (settings_name(config), line_of(config, "rapport/diagrams"))
        register(config, DiagramsFeature(own, cache_folder(config) / "scripts", place))
        return config
