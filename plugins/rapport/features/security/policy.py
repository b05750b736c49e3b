"""What a browser lets the pages of a blog do: a Content-Security-Policy (W3C CSP 3)."""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

_ALIGNED = tuple(f"text-align: {side};" for side in ("left", "center", "right"))
"""The `style` of cells in Python-Markdown's tables; nothing else of ours has such an attribute."""

ONLY_IN_HEADERS = frozenset({"frame-ancestors", "report-to", "report-uri", "sandbox"})
"""Directives that a browser passes over in `<meta>` (CSP 3, section 3.3)."""


def hash_source(text: str) -> str:
    """Return the source that stands for exactly this script or style, `'sha256-…'`."""
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
"""The policy of pages that are not ours: nobody frames them."""
DIRECTIVES = frozenset(_BASE) | {"child-src", "frame-src", "object-src", "style-src-attr"}
"""The directives to which sources can be added."""


def content_security_policy(more: Mapping[str, Iterable[str]], *, in_page: bool = False) -> str:
    """Return the policy with `more` sources by directive; `in_page` is the form for `<meta>`."""
    sources: dict[str, list[str]] = {name: list(given) for name, given in _BASE.items()}
    for name, added in more.items():
        sources[name] = _with(sources.get(name, []), added)
    return "; ".join(
        " ".join((name, *given))
        for name, given in sources.items()
        if not (in_page and name in ONLY_IN_HEADERS)
    )


def find_wrong_sources(more: Mapping[str, Collection[object]]) -> list[str]:
    """Return what is wrong with sources that an author added, in words for people."""
    wrong = [
        f"there is no directive `{name}`; there are {', '.join(sorted(DIRECTIVES))}"
        for name in more
        if name not in DIRECTIVES
    ]
    wrong += [
        f"`{source}` of `{name}` is no source: it may hold no space, comma or semicolon"
        for name, added in more.items()
        for source in added
        if not isinstance(source, str) or not source or set(source) & set(" ,;\t\n")
    ]
    return wrong


def _with(given: list[str], added: Iterable[str]) -> list[str]:
    kept = [source for source in given if source != "'none'"]
    return kept + [source for source in dict.fromkeys(added) if source not in kept]
