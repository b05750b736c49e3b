"""Reduce foreign HTML to text, links, images and structure, without scripts or styles."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from lxml import etree
from lxml import html as lxml_html

from rapport.importing.html.embeds import embed_address, embed_link
from rapport.importing.html.tree import drop, is_empty, rename, unwrap, words_of
from rapport.importing.notes import BECAME_A_LINK, Note, changed, dropped
from rapport.importing.plain import plain_text

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ue000-\ue0ff]")
_MORE = re.compile(r"<!--\s*more\b.*?-->", re.IGNORECASE | re.DOTALL)
_WITH_CONTENT = frozenset(
    "script style noscript template head title meta link base applet param svg canvas map area"
    " select option datalist textarea frame frameset noframes dialog slot".split()
)
"""Elements that are removed with their content; visible content is noted."""
_SILENT = frozenset("style meta link base head title param map area".split())
"""Those of them in which nothing was to be read."""
_EMBEDDED = frozenset(("iframe", "embed", "object"))
_KEPT = frozenset(
    "a abbr audio b blockquote br caption cite code col colgroup dd del details dfn div dl dt em"
    " figcaption figure h1 h2 h3 h4 h5 h6 hr i img ins kbd li mark ol p pre q rp rt ruby s samp"
    " small source strong sub summary sup table tbody td tfoot th thead time tr track u ul var"
    " video wbr input bdi bdo r-more".split()
)
_RENAMED = {
    "article": "div",
    "aside": "div",
    "center": "div",
    "section": "div",
    "header": "div",
    "footer": "div",
    "main": "div",
    "nav": "div",
    "hgroup": "div",
    "address": "div",
    "fieldset": "div",
    "form": "div",
    "legend": "p",
    "menu": "ul",
    "dir": "ul",
    "strike": "del",
    "tt": "code",
    "acronym": "abbr",
    "listing": "pre",
    "plaintext": "pre",
    "xmp": "pre",
}
_ATTRIBUTES = frozenset(
    "href src alt title width height colspan rowspan scope start reversed lang dir cite datetime"
    " open controls id class poster kind srclang label checked type align name value".split()
)
_SCHEMES = frozenset(("", "http", "https", "mailto", "tel", "sms"))
_DEEPEST = 60
"""How deep elements may lie in each other: writing Markdown calls itself for each level."""


def clean(html: str, notes: list[Note]) -> HtmlElement:
    """Return HTML as a `div` without active, remote or hidden content; `notes` list the losses."""
    marked = _MORE.sub("<r-more></r-more>", _CONTROLS.sub("", html))
    parser = lxml_html.HTMLParser(remove_pis=True, huge_tree=True, encoding="utf-8")
    data = f"<div>{marked}</div>".encode("utf-8", "replace")
    document = lxml_html.document_fromstring(data, parser=parser)
    body = document.find("body")
    root = lxml_html.Element("div")
    if body is not None:
        root.text = body.text
        root.extend(list(body))
    if is_empty(root) and (plain := plain_text(marked)):
        notes.append(dropped("all markup: its elements lie too deep in each other."))
        root.text = plain
    etree.strip_tags(root, etree.Comment)
    for element in list(root.iter(etree.Element)):
        if element is not root:
            _clean_element(element, notes)
    _flatten(root)
    return root


def _clean_element(element: HtmlElement, notes: list[Note]) -> None:
    if not isinstance(element.tag, str):
        drop(element)
        return
    tag = element.tag.lower()
    if element.getparent() is None:  # it went with what held it
        return
    if tag in _EMBEDDED:
        _replace_embedded(element, notes)
    elif tag in _WITH_CONTENT:
        _drop_whole(element, tag, notes)
    elif tag == "input":
        _clean_input(element, notes)
    elif tag == "button":
        notes.append(changed(f"a button became text: “{words_of(element)}”."))
        unwrap(element)
    else:
        if tag == "form":
            notes.append(dropped("a form; its texts are kept."))
        if tag in _RENAMED:
            rename(element, _RENAMED[tag])
        elif tag not in _KEPT:
            unwrap(element)
            return
        _clean_attributes(element, notes)


def _drop_whole(element: HtmlElement, tag: str, notes: list[Note]) -> None:
    if tag == "noscript" and element.find(".//img") is not None:
        unwrap(element)  # a picture that is loaded late stands here for good
        return
    if tag not in _SILENT:
        hidden = words_of(element) if tag not in ("script", "svg", "canvas") else ""
        address = element.get("src", "")
        origin = f" from {address}" if address else ""
        notes.append(dropped(f"`<{tag}>`{origin}" + (f": “{hidden}”." if hidden else ".")))
    drop(element)


def _replace_embedded(element: HtmlElement, notes: list[Note]) -> None:
    address = embed_address(element)
    if not address:
        notes.append(dropped(f"`<{element.tag!s}>` without an address that can be linked to."))
        drop(element)
        return
    link = embed_link(address, element.get("title", ""))
    notes.append(changed(BECAME_A_LINK, address))
    for child in list(element):
        element.remove(child)
    element.text = None
    rename(element, "div")
    element.attrib.clear()
    element.append(link)


def _clean_input(element: HtmlElement, notes: list[Note]) -> None:
    if element.get("type", "").lower() != "checkbox":
        if element.get("type", "").lower() not in ("hidden", "submit"):
            notes.append(dropped("a field of a form."))
        drop(element)
        return
    is_checked = "checked" in element.attrib
    element.attrib.clear()
    element.set("type", "checkbox")
    if is_checked:
        element.set("checked", "")


def _clean_attributes(element: HtmlElement, notes: list[Note]) -> None:
    _take_late_source(element)
    attributes = {name: value for name, value in element.attrib.items() if str(name) in _ATTRIBUTES}
    before = element.getprevious()
    if "wp-block-file__button" in element.get("class", "") and before is not None:
        before.tail = before.tail or " "  # the button beside a file's name
    if element.tag == "ol" and ("reversed" in element.attrib or _LETTERS.search(_written(element))):
        notes.append(changed("the letters or falling numbers of a list became 1, 2, 3."))
    if element.tag in ("td", "th") and (side := _side_of(element)):
        attributes["align"] = side
    element.attrib.clear()  # names such as `{{x}}` can't be taken away one by one
    for name, value in attributes.items():
        element.set(name, value)
    for name in ("href", "src", "poster", "cite"):
        address = element.get(name)
        if address is not None and not _is_harmless(address, name):
            notes.append(dropped(f"the address `{address[:60]}` of `<{element.tag!s}>`."))
            del element.attrib[name]
    if element.tag == "img" and not element.get("src"):
        drop(element)


def _written(element: HtmlElement) -> str:
    return f"type={element.get('type', '')};{element.get('style', '')}"


_LETTERS = re.compile(r"type=[aAiI];|list-style(?:-type)?:\s*[^;]*(?:alpha|latin|roman|greek)")
_SIDE = re.compile(
    r"(?:^|[\s;])text-align:\s*(left|center|right)|\bhas-text-align-(left|center|right)"
)


def _side_of(cell: HtmlElement) -> str:
    """Return the text alignment of a cell, from an attribute, a class or a style."""
    style = f"{cell.get('style', '')} {cell.get('class', '')}".lower()
    match = _SIDE.search(style)
    written = (
        cell.get("align") or cell.get("data-align") or (match and (match[1] or match[2])) or ""
    )
    return written.lower() if written.lower() in ("left", "center", "right") else ""


_LATE = ("data-orig-file", "data-src", "data-lazy-src", "data-original", "data-lazyload")


def _take_late_source(element: HtmlElement) -> None:
    """Give an image that a script would load later its real address."""
    if element.tag != "img":
        return
    source = element.get("src", "")
    late = next((element.get(name) for name in _LATE if element.get(name)), None)
    if late and (not source or source.startswith("data:") or element.get("data-orig-file")):
        element.set("src", late)
    elif not source and element.get("srcset"):
        element.set("src", _widest(element.get("srcset", "")))


def _widest(srcset: str) -> str:
    def width(part: str) -> float:
        number = part.rpartition(" ")[2].rstrip("wx")
        return float(number) if re.fullmatch(r"\d+(\.\d+)?", number) else 0.0

    parts = [part.strip() for part in re.split(r",\s+", srcset) if part.strip()]
    return max(parts, key=width).partition(" ")[0] if parts else ""


def _is_harmless(address: str, attribute: str) -> bool:
    plain = re.sub(r"[\x00-\x20]", "", address)
    try:
        scheme = urlsplit(plain).scheme.lower()
    except ValueError:
        return False
    if scheme == "data":
        return attribute == "src" and plain.lower().startswith("data:image/")
    return scheme in _SCHEMES or "." in scheme


def _flatten(root: HtmlElement) -> None:
    """Unwrap elements that are nested too deeply, from the inside."""
    deep = []
    depth = 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if event == "start" and depth > _DEEPEST:
            deep.append(element)
    for element in reversed(deep):
        unwrap(element)
