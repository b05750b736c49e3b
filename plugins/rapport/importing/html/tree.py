"""Small changes to an HTML tree that lose no text."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.html import HtmlElement

BLOCKS = frozenset(
    "audio blockquote details div dl dd dt figure figcaption h1 h2 h3 h4 h5 h6 hr li ol p pre"
    " summary table tbody td tfoot th thead tr ul video caption r-raw r-more".split()
)
_A_FEW = 80


def drop(element: HtmlElement) -> None:
    """Take an element away with all that it holds, and keep the text behind it."""
    parent = element.getparent()
    if parent is None:
        return
    if element.tail:
        before = element.getprevious()
        if before is not None:
            before.tail = (before.tail or "") + element.tail
        else:
            parent.text = (parent.text or "") + element.tail
    parent.remove(element)


def unwrap(element: HtmlElement) -> None:
    """Replace an element with its content."""
    if element.getparent() is not None:
        element.drop_tag()


def rename(element: HtmlElement, tag: str) -> None:
    """Give an element another tag."""
    element.tag = tag


def wrap(element: HtmlElement, wrapper: HtmlElement) -> None:
    """Put an element into another, which takes its place."""
    parent = element.getparent()
    assert parent is not None
    wrapper.tail, element.tail = element.tail, None
    parent.replace(element, wrapper)
    wrapper.append(element)


def words_of(element: HtmlElement) -> str:
    """Return the beginning of an element's text, on one line."""
    text = " ".join(str(element.text_content()).split())
    return text if len(text) <= _A_FEW else text[:_A_FEW].rstrip() + "…"


def classes(element: HtmlElement) -> frozenset[str]:
    """Return the classes of an element, in small letters."""
    return frozenset(element.get("class", "").lower().split())


def is_block(element: HtmlElement) -> bool:
    """Return whether an element is a block."""
    return element.tag in BLOCKS


def has_block(element: HtmlElement) -> bool:
    """Return whether a block is anywhere in an element."""
    return any(is_block(inner) for inner in element.iterdescendants())


def is_empty(element: HtmlElement) -> bool:
    """Return whether there is nothing to read and nothing to see in an element."""
    if element.text and not element.text.isspace():
        return False  # as nearly always: looking further would take most of an import's time
    return not str(element.text_content()).strip() and not any(
        inner.tag in ("img", "audio", "video", "input", "hr", "r-raw", "r-more", "r-note")
        for inner in element.iter()
    )


def runs(parent: HtmlElement) -> Iterator[tuple[int, int]]:
    """Yield where runs of inline children begin and end among the children; text is apart."""
    begin = None
    for index, child in enumerate(parent):
        if not is_block(child):
            begin = index if begin is None else begin
            if not child.tail or index + 1 < len(parent):
                continue
        if begin is not None:
            yield begin, index
            begin = None
    if begin is not None:
        yield begin, len(parent)
