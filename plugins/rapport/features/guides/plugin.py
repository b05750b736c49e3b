"""`rapport/guides`: the options of stages and series."""

from mkdocs.config import base
from mkdocs.config import config_options as c
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import BasePlugin

from rapport.blog.guides import Stage
from rapport.blog.urls import slug
from rapport.features.guides.feature import GuidesFeature
from rapport.host.session import register


class StageConfig(base.Config):
    """What is said of one stage."""

    name = c.Type(str)
    """What readers see: `Just laid off`."""
    description = c.Type(str, default="")
    """A sentence at the top of its page."""
    first = c.Type(str, default="")
    """What to do first, in a sentence or two."""


class GuidesConfig(base.Config):
    """The options of `rapport/guides`."""

    stages = c.ListOfItems(c.SubConfig(StageConfig), default=[])
    """The stages of your readers’ journey, in order: each a `name`, and if you like a `description`
    and `first`, what to do first. Each has a page with its articles in order and their
    checklists."""


class GuidesPlugin(BasePlugin[GuidesConfig]):
    """Ways in by situation, and series."""

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        stages = tuple(
            [
                Stage(slug(stage.name), stage.name, stage.description, stage.first)
                for stage in self.config.stages
            ]
        )
        register(config, GuidesFeature(stages))
        return config
