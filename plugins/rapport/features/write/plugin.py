"""`rapport/write`: an editor on the site itself; off unless named."""

from mkdocs.config import base
from mkdocs.config import config_options as c
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import ConfigurationError
from mkdocs.plugins import BasePlugin

from rapport.features.write.feature import WriteFeature
from rapport.features.write.git_hosts import GitHost, find_wrong
from rapport.host.session import register


class WriteConfig(base.Config):
    """The options of `rapport/write`."""

    host = c.Type(str, default="github")
    """Where the repository is: `github`, `gitlab`, `gitea` or `forgejo`."""
    repo = c.Type(str, default="")
    """The repository’s owner and name: `jo/blog`."""
    branch = c.Type(str, default="main")
    """The branch that is published."""
    url = c.Type(str, default="")
    """The address of your git server; GitHub and gitlab.com need none."""
    app_id = c.Type(str, default="")
    """The id of an OAuth application of GitLab, Gitea or Forgejo that needs no secret (PKCE).
    Without one, authors sign in by a token."""
    review = c.Type(bool, default=False)
    """Keep each text on a branch of its own, with a pull request, until somebody publishes it. On
    GitHub and GitLab."""
    folder = c.Type(str, default="")
    """Where the blog stands in the repository, if not at its root: `sites/blog`."""


class WritePlugin(BasePlugin[WriteConfig]):
    """An editor on the site that commits to the blog's repository."""

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        given = self.config
        host = GitHost(given.host, given.repo, given.branch, given.url, given.app_id, given.review)
        if wrong := find_wrong(host):
            raise ConfigurationError(f"{wrong}, in rapport/write.")
        register(config, WriteFeature(host, given.folder.strip("/")))
        return config
