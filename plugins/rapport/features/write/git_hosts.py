"""The git hosts that the editor signs in to: the settings of each, and what it may load."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Mapping

_HOMES = {"github": "https://github.com", "gitlab": "https://gitlab.com"}
HOSTS = ("github", "gitlab", "gitea", "forgejo")
WITH_REVIEW = ("github", "gitlab")
"""Hosts on which the editor can keep each text on its own branch until it is published."""


class GitHost(Struct, frozen=True):
    """Where the blog's repository is: `repo` is `jo/blog`, `home` the host's address."""

    kind: str
    repo: str
    branch: str
    home: str
    app_id: str
    has_review: bool

    @property
    def origin(self) -> str:
        """The host's address, `https://github.com`."""
        return (self.home or _HOMES.get(self.kind, "")).rstrip("/")

    def backend(self) -> Mapping[str, Any]:
        """Return the editor's settings; without an application, people sign in with a token."""
        name = "gitea" if self.kind == "forgejo" else self.kind
        settings: dict[str, Any] = {"name": name, "repo": self.repo, "branch": self.branch}
        if self.kind == "gitlab":
            settings |= {"base_url": self.origin, "api_root": f"{self.origin}/api/v4"}
            settings |= {"graphql_api_root": f"{self.origin}/api/graphql"}
        elif self.kind != "github":
            settings |= {"base_url": self.origin, "api_root": f"{self.origin}/api/v1"}
        if not self.app_id:
            return {**settings, "auth_methods": ["token"]}
        pkce = {"auth_type": "pkce"} if self.kind == "gitlab" else {}
        return {**settings, **pkce, "app_id": self.app_id, "auth_methods": ["oauth", "token"]}

    def policy_sources(self) -> Mapping[str, tuple[str, ...]]:
        """Return the sources that the editor's page loads from the host, by directive."""
        if self.kind == "github":
            connect: tuple[str, ...] = ("https://api.github.com",)
            images: tuple[str, ...] = ("https://avatars.githubusercontent.com",)
        else:
            connect = images = (self.origin,)
        return {"connect-src": connect, "img-src": images}


def find_wrong(host: GitHost) -> str:
    """Return what is wrong with the options of a host, as a message, or an empty string."""
    if host.kind not in HOSTS:
        return f"`host: {host.kind}` is none of {', '.join(HOSTS)}"
    owner, _, name = host.repo.partition("/")
    if not owner or not name:
        return f"`repo: {host.repo}` is not a repository; write its owner and name, `jo/blog`"
    if host.kind == "github" and (host.home or host.app_id):
        return "GitHub needs no `url` and no `app_id`: authors sign in by a token"
    address = urlsplit(host.origin)
    if address.scheme != "https" or not address.netloc or set(host.origin) & set(" ;,'\""):
        return f"`url: {host.home}` is not an address of a {host.kind} server, like `https://git.example`"
    if host.has_review and host.kind not in WITH_REVIEW:
        return f"`review` works on {' and '.join(WITH_REVIEW)}, and not on {host.kind}"
    return ""
