"""The style sheets and scripts that pages name: few files, each named after what is in it.

A name with a fingerprint never changes what it stands for, so browsers keep the file for a year.
The files that they are made from stay beside them under plain names, for templates of an owner.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

import rcssmin

from rapport.engine.digests import digest
from rapport.host.brand_styles import brand_rules, in_brand
from rapport.host.scripts import join

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from rapport.blog.brand import Brand

STYLES = "assets/stylesheets/"
SCRIPTS = "assets/javascripts/"

_SHEETS = {
    "rapport.css": ("ground", "tokens", "rapport", "check-list"),
    "rapport-on-theme.css": ("tokens", "rapport", "check-list"),
    "check-list-index.css": ("check-list-index",),
    "search.css": ("search",),
    "embed.css": ("embed",),
}
"""What a page loads with our own frame, with the theme's, and with either on demand."""
_GROUPS = {
    "rapport": ("texts", "theme-switch", "search-link", "subscribe-choices"),
    "check-list": ("check-list-store", "check-list", "check-list-way"),
    "check-list-index": ("check-list-parts", "check-list-ticks", "check-list-index"),
    "check-list-take": ("check-list-formats", "check-list-sheet", "check-list-take"),
    "reading": ("reading-store", "reading-place", "reading-return"),
    "site-search": (
        "search-words",
        "search-alike",
        "search-excerpt",
        "search-index",
        "site-search",
    ),
}
"""Modules that pages load together, in the order in which they depend on each other."""
_ALONE = ("start",)
"""Scripts that are not modules, because they run before the page is shown."""
_MODULES = (
    *("check-list-link", "check-list-qr"),
    *("code-copy", "copy-text", "draw-diagrams", "embed-frame", "offline"),
    *("proof-of-work", "reader-comments"),
)
_FINGERPRINT = 8


@dataclass(frozen=True, slots=True)
class PageAssets:
    """Where each file is, by its plain name such as `check-list.js`, and its content by path."""

    paths: Mapping[str, str]
    files: Mapping[str, bytes]


def page_assets(read: Callable[[str], str], brand: Brand | None = None) -> PageAssets:
    """Return the files of pages, made of what `read` gives for a path of the site."""
    paths, files = {}, {}
    if brand:
        plain = [f"{STYLES}{part}.css" for part in ("feed", *_SHEETS["rapport.css"])]
        files.update({path: in_brand(read(path), brand).encode() for path in plain})
    for name, parts in _SHEETS.items():
        text = "\n".join(read(f"{STYLES}{part}.css") for part in parts)
        if brand:
            text = in_brand(text, brand) + (brand_rules(brand) if "tokens" in parts else "")
        content = str(rcssmin.cssmin(text)).encode()
        paths[name] = STYLES + _fingerprinted(name, digest(content))
        files[paths[name]] = content
    for (script, file_name), text in _scripts(read).items():
        paths[f"{script}.js"] = SCRIPTS + file_name
        files[SCRIPTS + file_name] = text.encode()
    return PageAssets(paths, files)


def _scripts(read: Callable[[str], str]) -> dict[tuple[str, str], str]:
    """Return the texts of scripts by name and file name; all share one fingerprint."""
    modules = [name for names in _GROUPS.values() for name in names] + list(_MODULES)
    texts = {name: read(f"{SCRIPTS}{name}.js") for name in (*modules, *_ALONE)}
    mark = digest(*texts.values())
    names = {name: _fingerprinted(f"{name}.js", mark) for name in (*_GROUPS, *_MODULES, *_ALONE)}
    joined = join({name: texts[name] for name in modules}, _GROUPS, names)
    joined.update({name: texts[name] for name in _ALONE})
    return {(name, names[name]): text for name, text in joined.items()}


def _fingerprinted(name: str, mark: str) -> str:
    path = PurePosixPath(name)
    return f"{path.stem}.{mark[:_FINGERPRINT]}{path.suffix}"
