"""Normalise structure: heading levels, the nesting of blocks, and paragraphs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lxml import html as lxml_html

from rapport.importing.html.tree import (
    BLOCKS,
    drop,
    has_block,
    is_block,
    is_empty,
    rename,
    unwrap,
)
from rapport.importing.notes import Note, changed

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_INLINE = (
    "a abbr b bdi bdo cite code del dfn em i ins kbd mark q s samp small span strong sub sup time"
    " u var"
).split()
_MERGED = frozenset("b strong em i del s u code mark sub sup".split())
_HOLDERS = ("div", "blockquote", "dd", "r-def", "details")
_TEXT_ONLY = ("p", "h1", "h2", "h3", "h4", "h5", "h6", "dt", "summary", "r-caption")
_LISTS = ("ul", "ol")


def shape_structure(root: HtmlElement, notes: list[Note]) -> None:
    """Bring a tree into the order that Markdown has."""
    for link in list(root.iter("a")):
        if next(link.iterancestors("a"), None) is not None:
            unwrap(link)
    for element in list(root.iter(*_INLINE, *_TEXT_ONLY)):
        if element is not root and has_block(element):
            _open_up(element)
    _drop_empty(root)
    _repair_lists(root)
    _order_headings(root, notes)
    _drop_empty(root)
    _merge_inline(root)
    _wrap_lines(root)


def _open_up(element: HtmlElement) -> None:
    """Unwrap an inline element around blocks; a link is repeated in each block."""
    if element.tag in ("a", *_TEXT_ONLY):
        for inner in list(element.iterdescendants()):
            if is_block(inner) and inner.tag not in ("r-raw", "hr") and element.tag == "a":
                _separate(inner)
        if element.tag == "a":
            return
    unwrap(element)


def _separate(inner: HtmlElement) -> None:
    """Unwrap a block in a link, with a space in place of each line end."""
    if inner.tail is None or not inner.tail[:1].isspace():
        inner.tail = " " + (inner.tail or "")
    unwrap(inner)


def _repair_lists(root: HtmlElement) -> None:
    """Wrap stray list content in items, and stray items in lists."""
    for parent in list(root.iter(*_LISTS)):
        for child in list(parent):
            if child.tag != "li":
                _make_item(parent, child)
        if (parent.text or "").strip():
            parent.insert(0, _item_of(parent.text))
            parent.text = None
        for child in list(parent):
            if (child.tail or "").strip():
                text, child.tail = child.tail, None
                child.addnext(_item_of(text))
    for item in list(root.iter("li")):
        above = item.getparent()
        if above is None or above.tag not in _LISTS:
            rename(item, "div")
    for item in reversed(list(root.iter("li"))):
        _lift_lists(item)


def _item_of(text: str | None) -> HtmlElement:
    item = lxml_html.Element("li")
    item.text = text
    return item


def _make_item(parent: HtmlElement, child: HtmlElement) -> None:
    """Move a list's child that is not an item into the previous item, or into a new one."""
    before = child.getprevious()
    if child.tag in _LISTS and before is not None and before.tag == "li":
        tail, child.tail = child.tail, None
        before.append(child)
        before.tail = tail
    elif is_empty(child):
        drop(child)
    else:
        item = lxml_html.Element("li")
        item.tail, child.tail = child.tail, None
        parent.replace(child, item)
        item.append(child)


def _lift_lists(item: HtmlElement) -> None:
    """Put the items of a list with which an item begins in front of it, and open a quotation."""
    while len(item) and not (item.text or "").strip():
        inner = item[0]
        if inner.tag in ("blockquote", "div"):
            unwrap(inner)
        elif inner.tag in _LISTS:
            for child in list(inner):
                item.addprevious(child)
            text = inner.tail
            item.remove(inner)
            item.text = text
        else:
            return


def _order_headings(root: HtmlElement, notes: list[Note]) -> None:
    """Start headings at level two and remove gaps between levels: the title is level one."""
    above: list[int] = []
    moved = 0
    for heading in list(root.iter(*_HEADINGS)):
        if is_empty(heading):
            drop(heading)
            continue
        if any(holder.tag in ("li", "td", "th", "r-caption") for holder in heading.iterancestors()):
            rename(heading, "strong")
            continue
        level = int(str(heading.tag)[1])
        while above and above[-1] >= level:
            above.pop()
        above.append(level)
        right = min(len(above) + 1, 6)
        moved += right != level
        rename(heading, f"h{right}")
    if moved:
        notes.append(changed(f"{moved} heading(s) moved to the level that follows the one above."))


def _drop_empty(root: HtmlElement) -> None:
    for element in reversed(list(root.iter(*_INLINE, "p", "div", "li", "blockquote", *_LISTS))):
        if element is root or element.getparent() is None or not is_empty(element):
            continue
        if element.tag == "a" and element.get("id"):
            continue
        if element.tag in _INLINE and element.text_content():
            unwrap(element)  # a space between two words
        else:
            drop(element)


def _merge_inline(root: HtmlElement) -> None:
    """Join `<b>a</b><b>b</b>`, and unwrap `<b>` in `<b>`."""
    for element in list(root.iter(*_MERGED)):
        if element.getparent() is None:
            continue
        if any(holder.tag == element.tag for holder in element.iterancestors()):
            unwrap(element)
            continue
        following = element.getnext()
        while following is not None and following.tag == element.tag and not element.tail:
            _append_to(element, following)
            following = element.getnext()


def _append_to(element: HtmlElement, following: HtmlElement) -> None:
    text = following.text or ""
    if len(element):
        element[-1].tail = (element[-1].tail or "") + text
    else:
        element.text = (element.text or "") + text
    for child in list(following):
        element.append(child)
    following.text = None
    drop(following)


def _wrap_lines(root: HtmlElement) -> None:
    """Wrap loose text between blocks in paragraphs, in items as `r-line`."""
    for holder in [root, *root.iter(*_HOLDERS)]:
        if holder is root or has_block(holder) or holder.tag in ("blockquote", "r-def", "details"):
            _wrap_in(holder, "p")
    for holder in list(root.iter("div")):
        if holder is not root and not has_block(holder):
            rename(holder, "p")
    for holder in list(root.iter("div")):
        if holder is not root:
            unwrap(holder)
    for item in list(root.iter("li")):
        _wrap_in(item, "r-line")


def _wrap_in(holder: HtmlElement, tag: str) -> None:
    pending: list[HtmlElement | str] = [holder.text or ""]
    holder.text = None
    for child in list(holder):
        tail, child.tail = child.tail or "", None
        if child.tag in BLOCKS or child.tag in ("r-figure", "r-def", "r-line"):
            _put(holder, child, pending, tag)
            pending = []
        else:
            pending.append(child)
        pending.append(tail)
    _put(holder, None, pending, tag)


def _put(
    holder: HtmlElement, before: HtmlElement | None, pending: list[HtmlElement | str], tag: str
) -> None:
    """Put the collected nodes into a new element, before `before` or at the end."""
    element = lxml_html.Element(tag)
    for part in pending:
        if not isinstance(part, str):
            element.append(part)
        elif len(element):
            element[-1].tail = (element[-1].tail or "") + part
        else:
            element.text = (element.text or "") + part
    if is_empty(element) and not element.xpath("boolean(.//a[@id]|.//r-box)"):
        for part in pending:
            if not isinstance(part, str) and part.getparent() is holder:
                holder.remove(part)
        return
    if before is None:
        holder.append(element)
    else:
        before.addprevious(element)
