"""Convert task lists to checklists: ☐, `[ ]`, checkboxes and the classes of plugins."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lxml import html as lxml_html

from rapport.importing.html.tree import classes, drop

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lxml.html import HtmlElement

_OPEN = "[☐□◻▢❏❑❒⬜🔲]\ufe0f?"
_DONE = "[☑☒🗹✅]\ufe0f?"
_BOX = re.compile(
    rf"\s*(?:(?P<open>{_OPEN}|\[[ _]?\](?=\s|$))|(?P<done>{_DONE}|\[[xX]\](?=\s|$)))\s*"
)
_CLASS = re.compile(r"check-?list|todo-?list|task-?list")
_ROW = frozenset(("p", "div"))


def shape_ticks(root: HtmlElement) -> None:
    """Put an `r-box` at the beginning of every item that is to be ticked off."""
    _part_lines(root)
    _gather_paragraphs(root)
    for parent in list(root.iter("ul", "ol")):
        items = [child for child in parent if child.tag == "li"]
        marked = [_take_box(item) for item in items]
        if not any(mark is not None for mark in marked) and not _is_named(parent):
            continue
        parent.tag = "ul"
        for item, mark in zip(items, marked, strict=True):
            if mark is not None or _is_named(parent):
                _put_box(item, is_done=bool(mark))
    for box in list(root.iter("input")):
        drop(box)


def _is_named(parent: HtmlElement) -> bool:
    return any(_CLASS.search(name) for name in classes(parent))


def _take_box(item: HtmlElement) -> bool | None:
    """Remove an item's leading checkbox; return True if it was checked, None if it is missing."""
    holder = _first_holder(item)
    box = holder[0] if len(holder) and not (holder.text or "").strip() else None
    if box is not None and box.tag == "input":
        is_done = "checked" in box.attrib
        drop(box)
        holder.text = (holder.text or "").lstrip()
        return is_done
    match = _BOX.match(holder.text or "")
    if not match:
        return None
    holder.text = (holder.text or "")[match.end() :]
    return bool(match["done"])


def _first_holder(item: HtmlElement) -> HtmlElement:
    """Return the element with an item's first text: the item or its first descendant."""
    while (
        not (item.text or "").strip()
        and len(item)
        and item[0].tag not in ("input", "ul", "ol", "br")
    ):
        item = item[0]
    return item


def _put_box(item: HtmlElement, *, is_done: bool) -> None:
    box = lxml_html.Element("r-box")
    if is_done:
        box.set("checked", "")
    target = item[0] if len(item) and item[0].tag == "p" and not (item.text or "").strip() else item
    box.tail, target.text = (target.text or "").lstrip(), None
    target.insert(0, box)


def _part_lines(root: HtmlElement) -> None:
    """Part a paragraph whose lines begin with boxes, `☐ one<br>☐ two`, into paragraphs."""
    for paragraph in list(root.iter("p")):
        breaks = [child for child in paragraph if child.tag == "br"]
        starts = [paragraph.text, *(mark.tail for mark in breaks)]
        if not breaks or not all(map(_begins_with_box, starts)):
            continue
        for line_break in reversed(breaks):
            following = lxml_html.Element("p")
            following.text, line_break.tail = line_break.tail, None
            for sibling in list(line_break.itersiblings()):
                following.append(sibling)
            paragraph.remove(line_break)
            following.tail, paragraph.tail = paragraph.tail, None
            paragraph.addnext(following)


def _gather_paragraphs(root: HtmlElement) -> None:
    """Make a list of paragraphs that follow each other and begin with boxes."""
    for paragraph in list(root.iter("p", "div")):
        if not _is_row(paragraph):
            continue
        rows = [paragraph, *_following_rows(paragraph.itersiblings())]
        items = lxml_html.Element("ul")
        paragraph.addprevious(items)
        for row in rows:
            row.tag = "li"
            items.append(row)
        items.tail, rows[-1].tail = rows[-1].tail, None


def _is_row(element: HtmlElement) -> bool:
    if element.tag not in _ROW or any(child.tag in ("p", "div", "ul", "ol") for child in element):
        return False
    if _begins_with_box(element.text, followed=len(element) > 0):
        return True
    return bool(len(element)) and not (element.text or "").strip() and element[0].tag == "input"


def _begins_with_box(text: str | None, *, followed: bool = False) -> bool:
    match = _BOX.match(text or "")
    return match is not None and (followed or match.end() < len(text or ""))


def _following_rows(siblings: Iterable[HtmlElement]) -> list[HtmlElement]:
    rows = []
    for sibling in siblings:
        if not _is_row(sibling):
            break
        rows.append(sibling)
    return rows
