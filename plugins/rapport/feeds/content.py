"""An article's HTML as a feed reader can show it: absolute, plain, and without controls."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rapport.blog.rendering import absolute_links, inner_html, parse_fragment

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_DROPPED = frozenset(
    "script style template noscript form button select textarea object embed progress svg".split()
)
_UNWRAPPED = frozenset(("label", "check-list"))
_BOXES = {True: "☑ ", False: "☐ "}


def feed_html(html: str, url: str) -> str:
    """Return the HTML of the article at `url` for feeds; boxes become ☐ and ☑."""
    root = parse_fragment(html)
    for element in list(root.iter()):
        if element is not root and element.getparent() is not None:
            _clean(element)
    absolute_links(root, url)
    return inner_html(root)


def _clean(element: HtmlElement) -> None:
    if not isinstance(element.tag, str) or element.tag in _DROPPED:
        element.drop_tree()
    elif "headerlink" in element.classes:
        element.drop_tree()
    elif element.tag == "input":
        box = element.get("type") == "checkbox"
        mark = _BOXES["checked" in element.attrib] if box else ""
        element.tail = mark + (element.tail or "").lstrip()
        element.drop_tree()
    elif element.tag in _UNWRAPPED:
        element.drop_tag()
    else:
        for name in list(element.attrib):
            if name.startswith(("on", "data-", "aria-")) or name in ("class", "style", "for", "role"):
                del element.attrib[name]
