"""Recognise footnotes by the links to them and back."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lxml import html as lxml_html

from rapport.importing.html.tree import classes, drop, is_empty, unwrap

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_MARK = re.compile(r"\[?\s*(\d{1,3}|[*†‡])\s*\]?")
_BACK = re.compile(r"[↩↑^⤴\ufe0e\ufe0f\s\[\]]*|\[?\d{1,3}\]?\.?|back|jump up")
_NAMED = re.compile(r"fn|foot|note|ref|cite")
_HOLDERS = ("li", "div", "p", "dd", "section", "aside")


def shape_footnotes(root: HtmlElement) -> None:
    """Turn links to notes into `r-note`, and the notes into `r-def` at the end of the text."""
    targets = {element.get("id"): element for element in root.iter() if element.get("id")}
    labels: dict[str, str] = {}
    bodies: list[tuple[str, HtmlElement]] = []
    for link in list(root.iter("a")):
        goal = link.get("href", "")
        if not goal.startswith("#") or not _is_reference(link):
            continue
        target = targets.get(goal[1:])
        body = _body(target) if target is not None else None
        if body is None or link in body.iter("a"):
            continue
        if goal not in labels:
            labels[goal] = str(len(labels) + 1)
            bodies.append((labels[goal], body))
        _put_reference(link, labels[goal])
    for label, body in bodies:
        _move_to_end(root, label, body)


def _is_reference(link: HtmlElement) -> bool:
    if not _MARK.fullmatch(str(link.text_content()).strip()):
        return False
    parent = link.getparent()
    is_raised = (parent is not None and parent.tag == "sup") or link.find("sup") is not None
    names = " ".join((*classes(link), link.get("id", ""), link.get("href", "")))
    return is_raised or bool(_NAMED.search(names))


def _body(target: HtmlElement) -> HtmlElement | None:
    """Return the element of a footnote: the link target, or the element that begins with it."""
    if target.tag in _HOLDERS and not _is_back(target):
        return target
    for ancestor in target.iterancestors(*_HOLDERS):
        if classes(ancestor) & {"footnote", "footnotes", "endnotes"} and ancestor.tag != "li":
            return ancestor if "footnote" in classes(ancestor) else None
        begins = str(ancestor.text_content()).strip().startswith(str(target.text_content()).strip())
        return ancestor if begins and ancestor.tag != "section" else None
    return None


def _is_back(element: HtmlElement) -> bool:
    return element.tag == "a"


def _put_reference(link: HtmlElement, label: str) -> None:
    parent = link.getparent()
    assert parent is not None
    reference = lxml_html.Element("r-note", {"name": label})
    reference.tail = link.tail
    parent.replace(link, reference)
    if parent.tag == "sup" and str(parent.text_content()).strip() in ("", "[]"):
        parent.text = reference.tail = None
        unwrap(parent)


def _move_to_end(root: HtmlElement, label: str, body: HtmlElement) -> None:
    for back in [*body.iter("a")]:
        goal, text = back.get("href", ""), str(back.text_content()).strip().lower()
        if ("#" in goal and _BACK.fullmatch(text)) or "footnote-number" in classes(back):
            drop(back)
    for holder in list(body.iter("sup", "span")):
        if is_empty(holder):
            drop(holder)
    parent = body.getparent()
    drop(body)
    body.tail = None
    body.tag = "r-def"
    body.attrib.clear()
    body.set("name", label)
    root.append(body)
    while parent is not None and parent is not root and is_empty(parent):
        above = parent.getparent()
        rule = parent.getprevious()
        drop(parent)
        if rule is not None and rule.tag == "hr" and rule.getnext() is None:
            drop(rule)
        parent = above
