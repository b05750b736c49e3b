"""Convert a normalised tree to Beautiful Soup for markdownify, without parsing it again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bs4 import BeautifulSoup
from bs4.element import NavigableString, Tag

if TYPE_CHECKING:
    from lxml.html import HtmlElement


class Element(Tag):
    """An element that finds its parents by name only, as markdownify asks for each element."""

    def find_parent(self, name: Any = None, *others: Any, **more: Any) -> Any:  # noqa: ANN401 - as its base has it
        """Return the nearest ancestor with a name."""
        if not isinstance(name, str) or others or more:
            return super().find_parent(name, *others, **more)
        return next((holder for holder in self.parents if holder.name == name), None)


def as_soup(root: HtmlElement) -> BeautifulSoup:
    """Return a tree of elements and texts, without its comments, as a document."""
    soup = BeautifulSoup("", "lxml", element_classes={Tag: Element})
    _fill(soup, root, soup)
    return soup


def _fill(holder: Tag, element: HtmlElement, last: Any) -> Any:  # noqa: ANN401 - an element or a text
    """Put an element's content into `holder`, after `last`; return the new last node."""
    children: list[Any] = holder.contents
    if element.text:
        last = _add(NavigableString(element.text), holder, children, last)
    for child in element:
        if isinstance(child.tag, str):
            inner = Element(name=child.tag, attrs=dict(child.attrib))
            _add(inner, holder, children, last)
            last = _fill(inner, child, inner)
        if child.tail:
            last = _add(NavigableString(child.tail), holder, children, last)
    return last


def _add(node: Any, holder: Tag, children: list[Any], last: Any) -> Any:  # noqa: ANN401 - an element or a text
    """Link a node with its neighbours; `append` does so too, and searches for them each time."""
    node.setup(holder, last, None, children[-1] if children else None, None)
    children.append(node)
    return node
