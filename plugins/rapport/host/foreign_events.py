"""Plugins of others: which may change a page's text, and what is known of some of them.

MkDocs registers each event that a plugin implements. A plugin whose events are all listed here can
be part of an incremental build:

- what it does to a page's Markdown or metadata is asked afresh in every build, so that it may read
  whatever it likes: the clock, git, files, other pages;
- what it does to HTML follows from that HTML, the page's metadata and its own options and version;
- what it collects from pages (`page_context`) it is given in every build, from all of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mkdocs.plugins import EVENTS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from mkdocs.config.defaults import MkDocsConfig

OWN_PLUGINS = "rapport/"
"""Plugins whose work on a page depends on recorded reads only."""

TEXT_EVENTS = ("pre_page", "page_markdown")
_PAGE_EVENTS = ("pre_page", "page_read_source", "page_markdown", "page_content")
_SITE_EVENTS = frozenset(
    ("startup", "shutdown", "serve", "config", "pre_build", "files", "nav", "post_build")
)
"""Events that MkDocs runs in every build, whatever is rebuilt."""

_KNOWN: Mapping[str, frozenset[str]] = {
    "redirects": _SITE_EVENTS,
    "awesome-nav": _SITE_EVENTS,
    "macros": _SITE_EVENTS | {"page_markdown"},
    "git-revision-date": _SITE_EVENTS | {"page_markdown"},
    "git-revision-date-localized": _SITE_EVENTS | {"page_markdown"},
    "glightbox": _SITE_EVENTS | {"page_content", "post_page"},
    "minify": _SITE_EVENTS | {"post_page", "post_template"},
    "search": _SITE_EVENTS | {"page_context"},
    "material/search": _SITE_EVENTS | {"page_context"},
}
"""The events of plugins that were verified to do no more than described above."""

_RENAMING = ("minify_js", "minify_css", "cache_safe")
"""Options of `minify` with which it changes files that are in the site already."""


def foreign_page_events(config: MkDocsConfig) -> list[str]:
    """Return the events in which somebody else's plugin changes a page's text."""
    return [event for event in _PAGE_EVENTS for _ in foreign_methods(config, event)]


def foreign_methods(config: MkDocsConfig, event: str) -> list[Callable[..., Any]]:
    """Return what others do at an event, in the order in which MkDocs would call it."""
    ours = [plugin for name, plugin in config.plugins.items() if name.startswith(OWN_PLUGINS)]
    methods = config.plugins.events[event]
    return [method for method in methods if getattr(method, "__self__", None) not in ours]


def full_build_reason(config: MkDocsConfig) -> str:
    """Return why incremental builds are impossible for this blog, or an empty string."""
    if config.hooks:
        return "`hooks` may change any page"
    return next(_reasons(config), "")


def _reasons(config: MkDocsConfig) -> Iterator[str]:
    for name, plugin in config.plugins.items():
        if name.startswith(OWN_PLUGINS):
            continue
        known = _KNOWN.get(name)
        if known is None:
            yield f"the plugin `{name}` may change any page"
        elif others := sorted(set(_events_of(config, plugin)) - known):
            yield f"the plugin `{name}` does more than is known of it (`on_{others[0]}`)"
        elif name == "minify" and any(plugin.config.get(option) for option in _RENAMING):
            yield "the plugin `minify` changes style sheets or scripts in the site itself"


def _events_of(config: MkDocsConfig, plugin: object) -> Iterable[str]:
    for event in EVENTS:
        if any(
            getattr(method, "__self__", None) is plugin for method in config.plugins.events[event]
        ):
            yield event


def free_readers(config: MkDocsConfig) -> list[str]:
    """Return the plugins of others that may read what can't be tracked, such as git."""
    return [
        name
        for name, plugin in config.plugins.items()
        if not name.startswith(OWN_PLUGINS)
        and not set(TEXT_EVENTS).isdisjoint(_events_of(config, plugin))
    ]


def html_options(config: MkDocsConfig) -> Mapping[str, Mapping[str, object]]:
    """Return the options of those plugins of others that change the HTML of a text."""
    return {
        name: plugin.config
        for name, plugin in config.plugins.items()
        if not name.startswith(OWN_PLUGINS) and "page_content" in _events_of(config, plugin)
    }
