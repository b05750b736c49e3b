"""Comment systems: the options of each, and what a policy must allow for it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

GISCUS = "https://giscus.app"
_GITHUB = ("repo", "repo_id", "category", "category_id")
_KEYS = {
    "giscus": (_GITHUB, (*_GITHUB, "mapping", "term", "strict", "lang", "theme")),
    "isso": (("host",), ("host",)),
    "remark42": (("host", "site_id"), ("host", "site_id")),
}
"""The required and the optional options of each system."""


class Keeper(NamedTuple):
    """A comment system: `origin` is that of its script, `page` where comments are without it."""

    system: str
    name: str
    origin: str
    options: Mapping[str, str]
    page: str = ""

    def policy_sources(self) -> dict[str, list[str]]:
        """Return the sources that a page must allow."""
        named = {
            "giscus": ("script-src", "style-src", "frame-src"),
            "isso": ("script-src", "style-src", "connect-src", "img-src"),
            "remark42": ("script-src", "style-src", "connect-src", "img-src", "frame-src"),
        }
        return {directive: [_origin(self.origin)] for directive in named[self.system]}


def giscus(options: Mapping[str, str]) -> Keeper:
    """Return giscus, which stores comments as discussions of a repository on GitHub."""
    page = f"https://github.com/{options['repo']}/discussions"
    return Keeper("giscus", "giscus.app", GISCUS, dict(options), page)


def isso(address: str) -> Keeper:
    """Return an Isso server of the owner's."""
    return Keeper("isso", urlsplit(address).netloc, address.rstrip("/"), {})


def remark42(options: Mapping[str, str]) -> Keeper:
    """Return a Remark42 server of the owner's."""
    host = options["host"].rstrip("/")
    return Keeper("remark42", urlsplit(host).netloc, host, {"site_id": options["site_id"]})


KEEPERS: Mapping[str, Callable[[Any], Keeper]] = {
    "giscus": giscus,
    "isso": isso,
    "remark42": remark42,
}
"""The constructor of each system from its options."""


def find_wrong(email: str, systems: Mapping[str, str | Mapping[str, str]]) -> str:
    """Return what is wrong with the options, `systems` by name, or an empty string."""
    given = [name for name, value in systems.items() if value]
    if len(given) > 1:
        return f"`{given[0]}` and `{given[1]}` both keep comments: name one"
    if not given and not email:
        return "name `email`, `giscus`, `isso` or `remark42`"
    if email and not re.fullmatch(r"[^\s@<>\"?&]+@[^\s@<>\"?&]+", email):
        return f"`email: {email}` is not an address: write one such as `letters@blog.example`"
    return next((wrong for name in given if (wrong := _wrong_in(name, systems[name]))), "")


def _wrong_in(name: str, given: str | Mapping[str, str]) -> str:
    options = {"host": given} if isinstance(given, str) else given
    must, may = _KEYS[name]
    for key in must:
        if not options.get(key):
            return f"`{name}` lacks `{key}`"
    for key in options:
        if key not in may:
            return f"`{name}` has no `{key}`; there are {', '.join(may)}"
    host = options.get("host", GISCUS)
    if urlsplit(host).scheme not in ("https", "http") or not urlsplit(host).netloc:
        return f"`{host}` of `{name}` is not a URL: write one such as `https://talk.example`"
    return ""


def _origin(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"
