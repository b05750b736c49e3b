"""Which plugins of others change a page's text, so that ours can't be made in part."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig

_PAGE_EVENTS = ("pre_page", "page_read_source", "page_markdown", "page_content")


def foreign_page_events(config: MkDocsConfig) -> list[str]:
    """Return the events in which somebody else's plugin changes a page's text."""
    ours = tuple(plugin for name, plugin in config.plugins.items() if name.startswith("rapport/"))
    return [
        event
        for event in _PAGE_EVENTS
        for method in config.plugins.events[event]
        if getattr(method, "__self__", None) not in ours
    ]
