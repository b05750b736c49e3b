"""The elements inside one of a feed, by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.etree import _Element

Children = dict[str, list["_Element"]]


def children_of(parent: _Element) -> Children:
    """Return the elements inside `parent` by their full names, in one walk."""
    children: Children = {}
    for child in parent.iterchildren("*"):
        children.setdefault(str(child.tag), []).append(child)
    return children


def text_in(children: Children, name: str) -> str:
    """Return the text of the first element `name`; empty if there is none."""
    elements = children.get(name)
    return (elements[0].text or "").strip() if elements else ""
