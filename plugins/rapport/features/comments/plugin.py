"""`rapport/comments`: the options of replies below articles."""

from mkdocs.config import base
from mkdocs.config import config_options as c
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import ConfigurationError
from mkdocs.plugins import BasePlugin

from rapport.features.comments.feature import CommentsFeature
from rapport.features.comments.keepers import KEEPERS, find_wrong
from rapport.host.session import register


class CommentsConfig(base.Config):
    """The options of `rapport/comments`."""

    email = c.Type(str, default="")
    """An address of yours: each article has a link that writes to it with the article's title as
    the subject."""
    giscus = c.DictOfItems(c.Type(str), default={})
    """Comments in GitHub's discussions: `repo`, `repo_id`, `category` and `category_id` as
    giscus.app shows them; `mapping`, `term`, `strict`, `lang` and `theme` if you like."""
    isso = c.Type(str, default="")
    """Comments on your Isso server: its URL, `https://comments.blog.example`."""
    remark42 = c.DictOfItems(c.Type(str), default={})
    """Comments on your Remark42 server: `host`, its URL, and `site_id`."""


class CommentsPlugin(BasePlugin[CommentsConfig]):
    """Replies by email, or comments that are loaded by a click."""

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        options = self.config
        systems = {name: options[name] for name in KEEPERS}
        if wrong := find_wrong(options.email, systems):
            raise ConfigurationError(f"{wrong}, in rapport/comments.")
        keepers = (make(systems[name]) for name, make in KEEPERS.items() if systems[name])
        keeper = next(keepers, None)
        register(config, CommentsFeature(options.email, keeper))
        return config
