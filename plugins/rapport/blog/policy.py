"""What a browser lets the blog's pages do: a Content-Security-Policy (W3C CSP 3)."""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from rapport.blog.frames import KNOWN_FRAMES

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from rapport.blog.loads import Subresource

_ALIGNED = tuple(f"text-align: {side};" for side in ("left", "center", "right"))
"""The `style` of cells in Python-Markdown's tables; nothing else of ours has such an attribute."""

ONLY_IN_HEADERS = frozenset({"frame-ancestors", "report-to", "report-uri", "sandbox"})
"""Directives that browsers ignore in `<meta>` (CSP 3, section 3.3)."""


def hash_source(text: str) -> str:
    """Return the source that allows exactly this script or style, `'sha256-…'`."""
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


_BASE: Mapping[str, tuple[str, ...]] = {
    "default-src": ("'none'",),
    "script-src": ("'self'",),
    "style-src": ("'self'", "'unsafe-hashes'", *map(hash_source, _ALIGNED)),
    "img-src": ("'self'", "data:"),
    "font-src": ("'self'",),
    "media-src": ("'self'",),
    "connect-src": ("'self'",),
    "worker-src": ("'self'",),
    "manifest-src": ("'self'",),
    "form-action": ("'self'",),
    "base-uri": ("'none'",),
    "frame-ancestors": ("'none'",),
}
FRAMES_ONLY = "frame-ancestors 'none'"
"""The policy of pages that are not ours: no site may frame them."""
DIRECTIVES = frozenset(_BASE) | {"child-src", "frame-src", "object-src", "style-src-attr"}
"""The directives to which sources can be added."""


def content_security_policy(more: Mapping[str, Iterable[str]], *, in_page: bool = False) -> str:
    """Return the policy with `more` sources by directive; `in_page` is the form for `<meta>`.

    Headers apply to all pages, so they allow all known frames; each page allows only its own.
    """
    sources: dict[str, list[str]] = {name: list(given) for name, given in _BASE.items()}
    if not in_page:
        sources["frame-src"] = list(KNOWN_FRAMES)
    for name, added in more.items():
        sources[name] = _with(sources.get(name, []), added)
    return "; ".join(
        " ".join((name, *given))
        for name, given in sources.items()
        if not (in_page and name in ONLY_IN_HEADERS)
    )


def find_wrong_sources(more: Mapping[str, Collection[object]]) -> list[str]:
    """Return what is wrong with sources that an author added, as a message."""
    wrong = [
        f"there is no directive `{name}`; there are {', '.join(sorted(DIRECTIVES))}"
        for name in more
        if name not in DIRECTIVES
    ]
    wrong += [
        f"`{source}` of `{name}` is not a source: it may hold no space, comma or semicolon"
        for name, added in more.items()
        for source in added
        if not isinstance(source, str) or not source or set(source) & set(" ,;\t\n")
    ]
    return wrong


def _with(given: list[str], added: Iterable[str]) -> list[str]:
    """Return sources with more; beside a digest, `'unsafe-inline'` has no effect (CSP 3)."""
    added = list(added)
    is_open = "'unsafe-inline'" in added
    others = [
        source
        for source in given
        if source != "'none'" and not (is_open and source.startswith(("'sha", "'unsafe-hashes")))
    ]
    return others + [source for source in dict.fromkeys(added) if source not in others]


def joined(*several: Mapping[str, Iterable[str]]) -> dict[str, list[str]]:
    """Return the sources of all of `several`, by directive."""
    by_directive: dict[str, list[str]] = {}
    for sources in several:
        for name, given in sources.items():
            by_directive.setdefault(name, []).extend(given)
    return by_directive


def is_allowed(load: Subresource, more: Mapping[str, Iterable[str]], site_url: str = "") -> bool:
    """Return whether the policy with `more` sources lets a browser load or run something."""
    sources = _sources_for(load.directive, more)
    if load.inline:
        return "'unsafe-inline'" in sources or hash_source(load.inline) in sources
    address = urlsplit(load.address)
    if site_url and address.netloc == urlsplit(site_url).netloc:
        return "'self'" in sources
    return any(_matches(source, address.scheme or "https", address.netloc) for source in sources)


_INSTEAD = {
    "frame-src": "child-src",
    "style-src-attr": "style-src",
    "script-src-attr": "script-src",
}
"""The directives that browsers fall back to; then `default-src` (CSP 3, section 6.8)."""


def _sources_for(directive: str, more: Mapping[str, Iterable[str]]) -> list[str]:
    for name in (directive, _INSTEAD.get(directive, ""), "default-src"):
        if name in _BASE or name in more:
            return _with(list(_BASE.get(name, ())), more.get(name, ()))
    return []


def _matches(source: str, scheme: str, host: str) -> bool:
    """Return whether a source such as `https:` or `https://*.example` matches a host."""
    if source in ("*", f"{scheme}:"):
        return True
    named = urlsplit(source if "://" in source else f"{scheme}://{source}")
    if scheme != named.scheme and (named.scheme, scheme) != ("http", "https"):
        return False
    wanted = named.netloc.lower()
    return host.lower() == wanted or (
        wanted.startswith("*.") and host.lower().endswith(wanted.removeprefix("*"))
    )
