"""A piece of HTML as a tree: its text, and its addresses."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from lxml import etree
from lxml import html as lxml_html
from lxml.html import HtmlComment, HtmlElement, HtmlProcessingInstruction

if TYPE_CHECKING:
    from collections.abc import Callable

_URL_ATTRIBUTES = ("href", "src", "poster", "data", "cite")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
_NOT_TEXT = frozenset({"script", "style", "template", "noscript", "progress"})


_PARSER = etree.HTMLParser()
# lxml's own asks a Python function for the class of each element, every time that one is touched.
_PARSER.set_element_class_lookup(
    etree.ElementDefaultClassLookup(
        element=HtmlElement, comment=HtmlComment, pi=HtmlProcessingInstruction
    )
)


def parse_fragment(html: str) -> HtmlElement:
    """Return a `<div>` that holds `html`, without anything that documents must not contain.

    The tree is that of lxml's `fragment_fromstring`, without its own classes for forms.
    """
    plain = _CONTROL.sub("", html)
    document = etree.fromstring(f"<html><body>{plain}</body></html>", _PARSER)
    bodies = [node for node in document if isinstance(node, HtmlElement) and node.tag == "body"]
    for body in bodies:
        body.tag = "div"
    root, *more = bodies
    root.extend(more)  # `</body><body>` in a text begins another
    document.remove(root)
    root.attrib.clear()
    root.tail = None
    if not (root.text or "").strip():
        root.text = None
    return root


def inner_html(root: HtmlElement) -> str:
    """Return the HTML inside an element."""
    whole = lxml_html.tostring(root, encoding="unicode", with_tail=False)
    return whole[whole.index(">") + 1 : whole.rindex("<")].strip()


def text_of(node: HtmlElement) -> str:
    """Return the visible text of `node`; blocks are separated by a space."""
    texts: list[str] = []
    _gather_text(node, texts.append)
    return "".join(texts)


def _gather_text(node: HtmlElement, say: Callable[[str], None]) -> None:
    tag = node.tag
    if not isinstance(tag, str) or tag in _NOT_TEXT or "headerlink" in classes_of(node):
        return
    if node.text:
        say(node.text)
    for child in node:
        _gather_text(child, say)
        if child.tail:
            say(child.tail)
    if tag not in _INLINE:
        say(" ")


def classes_of(node: HtmlElement) -> list[str]:
    """Return the classes of an element; lxml's own `classes` costs ten times as much."""
    return (node.get("class") or "").split()


_INLINE = frozenset(
    [
        "a",
        "abbr",
        "b",
        "bdi",
        "bdo",
        "cite",
        "code",
        "del",
        "dfn",
        "em",
        "i",
        "ins",
        "kbd",
        "label",
        "mark",
        "q",
        "s",
        "samp",
        "small",
        "span",
        "strong",
        "sub",
        "sup",
        "time",
        "u",
        "var",
        "wbr",
    ]
)


def absolute_links(root: HtmlElement, base: str) -> None:
    """Resolve every address in `root` against `base`."""
    for element in root.iter():
        if not isinstance(element.tag, str):
            continue
        for name in _URL_ATTRIBUTES:
            address = element.get(name)
            if address is not None:
                element.set(name, _join(base, address))
        if sources := element.get("srcset"):
            element.set("srcset", ", ".join(_source(base, part) for part in sources.split(",")))


def _source(base: str, part: str) -> str:
    address, *size = part.split()
    return " ".join([_join(base, address), *size])


def _join(base: str, address: str) -> str:
    try:
        return urljoin(base, address.strip())
    except ValueError:
        return address
