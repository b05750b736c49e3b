"""Google Docs' HTML, whose CSS classes define inline markup, alignment and nested lists."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

from lxml import html as lxml_html

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_RULE = re.compile(r"\.(c\d+)\s*\{([^}]*)\}")
_MARKS = (
    (re.compile("font-weight:(?:700|bold)"), "strong"),
    (re.compile("font-style:italic"), "em"),
    (re.compile("line-through"), "del"),
    (re.compile("font-family:['\"]?(?:CourierNew|Consolas|\\w*Mono|\\w*Code|Inconsolata)"), "code"),
)
_SIDE = re.compile("text-align:(center|right)")
_LEVEL = re.compile(r"\blst-(\w+)-(\d)\b")


def with_elements(page: str) -> str:
    """Return the body of a page with elements in place of the classes that say the same."""
    document = lxml_html.document_fromstring(
        page.encode("utf-8", "replace") or b"<p></p>", parser=lxml_html.HTMLParser(encoding="utf-8")
    )
    styles = "".join(str(style.text or "") for style in document.iter("style"))
    rules = {name: re.sub(r"\s", "", rule) for name, rule in _RULE.findall(styles)}

    def rules_of(element: HtmlElement) -> str:
        return ";".join(rules.get(name, "") for name in element.get("class", "").split())

    for span in list(document.iter("span")):
        _mark(span, rules_of(span))
    for item in document.iter("li"):
        if "line-through" in rules_of(item):  # bold and the like there are those of its bullet
            _mark(item, "line-through")
    for cell in document.iter("td", "th"):
        _align(cell, rules_of)
    _nest_lists(document)
    for link in document.iter("a"):
        parts = urlsplit(link.get("href", ""))
        if parts.hostname == "www.google.com" and parts.path == "/url":
            link.set("href", parse_qs(parts.query).get("q", [""])[0])
    body = document.find("body")
    return str(lxml_html.tostring(body if body is not None else document, encoding="unicode"))


def _mark(span: HtmlElement, rules: str) -> None:
    """Put what an element holds into the elements that its classes stand for."""
    for sign, tag in _MARKS:
        if sign.search(rules):
            inner = lxml_html.Element(tag)
            inner.text, span.text = span.text, None
            for child in list(span):
                inner.append(child)
            span.append(inner)


def _align(cell: HtmlElement, rules_of: Callable[[HtmlElement], str]) -> None:
    """Say the alignment of a cell's only paragraph by the cell's own style."""
    texts = list(cell)
    side = _SIDE.search(rules_of(texts[0])) if len(texts) == 1 else None
    if side:
        cell.set("style", f"text-align:{side[1]}")


def _nest_lists(document: HtmlElement) -> None:
    """Put lists of a deeper level into the item before them: here they all lie side by side.

    `lst-kix_abc-1` is the second level of the list `kix_abc`, which goes on behind the deeper one.
    """
    open_lists: list[tuple[str, int, HtmlElement]] = []
    for element in list(document.iter("ul", "ol")):
        found = _LEVEL.search(element.get("class", ""))
        if found is None or not open_lists or element.getprevious() is not open_lists[0][2]:
            open_lists = []
        if found is None:
            continue
        name, level = found[1], int(found[2])
        while open_lists and open_lists[-1][1] > level:
            open_lists.pop()
        if open_lists and open_lists[-1][1] == level:
            same, _, before = open_lists.pop()
            if same == name and before.tag == element.tag:
                before.extend(list(element))
                element.drop_tree()
                open_lists.append((name, level, before))
                continue
        if open_lists and len(open_lists[-1][2]):
            tail, element.tail = element.tail, None
            top = open_lists[0][2]
            open_lists[-1][2][-1].append(element)
            top.tail = (top.tail or "") + (tail or "")
        open_lists.append((name, level, element))
