"""The look of pages: on a blog all have Rapport's, beside documentation only the blog's do.

Documentation is recognised by what only the theme's own pages show: sidebars, tabs, edit links.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from rapport.blog.palette import foreign_colours, named_colours
from rapport.blog.problem import Problem, Severity
from rapport.host.settings_file import line_of, settings_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from mkdocs.config.defaults import MkDocsConfig


class OtherPages(StrEnum):
    """The values of `other_pages`: the look of the pages that are not the blog's."""

    AUTO = "auto"
    RAPPORT = "rapport"
    THEME = "theme"


class Header(StrEnum):
    """Whose header and footer the blog's pages have beside documentation."""

    RAPPORT = "rapport"
    THEME = "theme"


class SiteLook(Struct, frozen=True):
    """The look of the site; `is_beside` if ordinary pages keep the theme's own templates."""

    is_beside: bool = False
    has_theme_header: bool = False


_OF_DOCUMENTATION = (
    "navigation.tabs",
    "navigation.tabs.sticky",
    "navigation.sections",
    "navigation.expand",
    "navigation.path",
    "navigation.prune",
    "navigation.indexes",
    "navigation.footer",
    "toc.follow",
    "toc.integrate",
    "content.action.edit",
    "content.action.view",
    "header.autohide",
)
"""Features of Material that Rapport's own pages don't have."""
_IDLE_EXTRA = ("version", "analytics", "consent", "annotate")
_FONT_OF_THE_THEME = {"text": "Roboto", "code": "Roboto Mono"}
_REMOVE = "Remove it, or let pages keep the theme's look: `other_pages: theme` of rapport/articles."


def choose_look(config: MkDocsConfig, other_pages: str, header: str) -> SiteLook:
    """Return the look of a site, by its options and by what its settings suggest."""
    chosen = OtherPages(other_pages)
    is_beside = chosen is OtherPages.THEME or (
        chosen is OtherPages.AUTO and is_documentation(config.theme.get("features"), config.nav)
    )
    return SiteLook(is_beside, is_beside and header == Header.THEME)


def is_documentation(features: object, nav: object) -> bool:
    """Return whether settings are those of documentation: its features, or a nested `nav`."""
    return bool(_documentation_features(features)) or _depth(nav) > _FLAT


def home_url(articles_dir: str, blog_dir: str | None, look: SiteLook) -> str:
    """Return the URL of the list of articles, empty for the home page of the site.

    Beside documentation, which has a home page of its own, it is below `blog/` or as the folder of
    the articles is.
    """
    if blog_dir is None:
        parts = articles_dir.strip("/").split("/")
        above = "/".join(parts[:-1] if parts[-1] == "posts" else parts)
        blog_dir = (above or "blog") if look.is_beside else ""
    folder = blog_dir.strip("/.")
    return f"{folder}/" if folder else ""


def find_idle_settings(config: MkDocsConfig, look: SiteLook) -> list[Problem]:
    """Return a warning for each setting of Material that has no effect on this site."""
    path = settings_name(config)
    if look.is_beside:
        return _missing_search(config, path)
    return [
        Problem(
            path,
            line_of(config, word),
            1,
            "setting-idle",
            f"`{name}` has no effect in Rapport's look.",
            hint,
            Severity.WARNING,
        )
        for name, word, hint in _idle(config)
    ]


def _missing_search(config: MkDocsConfig, path: str) -> list[Problem]:
    """Return a warning if only the blog can be searched, and not the pages around it."""
    names = list(config.plugins)
    if "rapport/search" not in names or "material/search" in names or "search" in names:
        return []
    message = "`rapport/search` searches the articles only: other pages have no search."
    hint = "Add `search` to `plugins`, which searches them as before."
    line = line_of(config, "rapport/search")
    return [Problem(path, line, 1, "search-missing", message, hint, Severity.WARNING)]


def find_other_pages_settings(config: MkDocsConfig) -> list[str]:
    """Return a line for each setting that other pages have, and the blog's beside them lack."""
    path = settings_name(config)
    return [
        f"{path}:{line_of(config, name)}: `extra.{name}` is for other pages only; the blog's pages"
        " are without it."
        for name in ("analytics", "consent", "version")
        if config.extra.get(name)
    ]


def _idle(config: MkDocsConfig) -> Iterator[tuple[str, str, str]]:
    """Yield the settings without effect, the word in the file, and what to do."""
    for feature in _documentation_features(config.theme.get("features")):
        yield f"theme.features: {feature}", feature, _REMOVE
    if config.repo_url:
        yield "repo_url", "repo_url", _REMOVE
    for name in _IDLE_EXTRA:
        if config.extra.get(name):
            yield f"extra.{name}", name, _REMOVE
    yield from _idle_type(config)
    yield from _idle_colours(config)


def _idle_type(config: MkDocsConfig) -> Iterator[tuple[str, str, str]]:
    font, icon = config.theme.get("font"), config.theme.get("icon")
    if isinstance(font, dict) and font != _FONT_OF_THE_THEME:
        hint = "Nothing is loaded from Google: `font` of rapport/look takes a file of yours."
        yield "theme.font", "font", hint
    if isinstance(icon, dict) and icon.get("logo") and not config.theme.get("logo"):
        yield "theme.icon.logo", "logo", "`logo` of rapport/look takes a picture."


def _idle_colours(config: MkDocsConfig) -> Iterator[tuple[str, str, str]]:
    """Yield the colours of the palette that nothing takes over."""
    palette = config.theme.get("palette")
    if "rapport/look" not in config.plugins:
        idle, hint = named_colours(palette), "Add `rapport/look` to `plugins`, which takes it over."
    else:
        idle, hint = foreign_colours(palette), "Name a colour as `accent` of rapport/look."
    for key, name in dict.fromkeys(idle):
        yield f"theme.palette: {key}: {name}", key, hint


def _documentation_features(features: Any) -> list[str]:  # noqa: ANN401 - what the owner wrote
    given: Iterable[object] = features if isinstance(features, list) else ()
    return [str(feature) for feature in given if feature in _OF_DOCUMENTATION]


_FLAT = 2
"""A list of pages, and sections of pages."""


def _depth(nav: object) -> int:
    if isinstance(nav, list):
        return 1 + max((_depth(item) for item in nav), default=0)
    if isinstance(nav, dict):
        return max((_depth(value) for value in nav.values()), default=0)
    return 0
