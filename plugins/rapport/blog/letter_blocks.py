"""A letter's HTML as blocks of plain words, from which the newsletter service writes an email.

`{"kind": "text", "runs": [{"text": "Ask "}, {"text": "one", "style": "strong"}]}`: no HTML of the
author's is mailed, so that an email has the service's own look, light and dark, and its own text.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from rapport.blog.fragment import absolute_links, classes_of, parse_fragment

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from lxml.html import HtmlElement

Block = dict[str, Any]
Run = dict[str, str]

_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_STYLES = {"strong": "strong", "b": "strong", "em": "em", "i": "em", "code": "code", "kbd": "code"}
_DROPPED = frozenset(
    "script style template noscript progress button svg select textarea object input".split()
)
_CONTAINERS = frozenset(
    "div section article details figure center main aside header footer dl dt dd table thead tbody"
    " tfoot figcaption summary address fieldset".split()
)
_TEXTS = frozenset(("p", "dt", "dd", "figcaption", "summary", "address"))
_BOXES = {True: "☑", False: "☐"}
_SPACES = re.compile(r"[^\S\n]*\n[^\S\n]*|[^\S\n]+")
_SOFT = re.compile(r"\s+")


def letter_blocks(html: str, url: str) -> list[Block]:
    """Return the HTML of a letter at `url` as blocks; every address in them is absolute."""
    root = parse_fragment(html)
    absolute_links(root, url)
    return list(_blocks(root))


def _blocks(node: HtmlElement, level: int = 0) -> Iterator[Block]:
    """Yield the blocks in a container; stray text between them is a block, too."""
    loose: list[Run] = _words(node.text)
    for child in node:
        if not isinstance(child.tag, str) or _is_not_read(child):
            loose += _words(child.tail)
            continue
        if _is_block(child):
            yield from _text("text", loose)
            loose = []
            yield from _block(child, level)
        else:
            loose += _runs(child)
        loose += _words(child.tail)
    yield from _text("text", loose)


def _block(node: HtmlElement, level: int) -> Iterator[Block]:
    tag = str(node.tag)
    if tag in _HEADINGS:
        yield from _text("heading", _inside(node))
    elif tag in ("ul", "ol"):
        yield from _list(node, level)
    elif tag == "blockquote" or "admonition" in classes_of(node):
        yield from ({**block, "is_quote": True} for block in _blocks(node, level))
    elif tag == "pre":
        yield {"kind": "code", "text": "".join(node.itertext()).rstrip("\n")}
    elif tag == "hr":
        yield {"kind": "rule"}
    elif tag == "tr":
        yield from _text("text", _row(node))
    elif tag in _TEXTS and not any(_is_block(child) for child in node):
        yield from _paragraph(node)
    else:
        yield from _blocks(node, level)


def _paragraph(node: HtmlElement) -> Iterator[Block]:
    """Yield a paragraph; one that is only a picture becomes a link to it."""
    children = list(node)
    words = (node.text or "") + "".join(child.tail or "" for child in children)
    pictures = [picture for child in children for picture in child.iter("img", "source")]
    names = [picture for picture in pictures if picture.tag == "img"]
    if len(names) == 1 and not words.strip() and not "".join(node.itertext()).strip():
        address = names[0].get("src", "")
        yield {"kind": "image", "text": names[0].get("alt", "").strip(), "address": address}
    else:
        yield from _text("text", _inside(node))


def _list(node: HtmlElement, level: int) -> Iterator[Block]:
    number = int(node.get("start", "1")) if (node.get("start") or "1").isdigit() else 1
    yield from _text("text", _words(node.text))
    for item in node:
        if item.tag != "li":  # no list has such, and browsers show it
            yield from _stray(item, level)
            continue
        mark = f"{number}." if node.tag == "ol" else "•"
        box = next(item.iter("input"), None)
        if box is not None and _owner(box) is item:
            mark = _BOXES["checked" in box.attrib]
        number += 1
        first = True
        for block in _blocks(item, level + 1):
            if first and block["kind"] == "text":
                yield {**block, "kind": "item", "level": level, "mark": mark}
            else:
                yield block
            first = False
        yield from _text("text", _words(item.tail))


def _stray(node: HtmlElement, level: int) -> Iterator[Block]:
    """Yield what is inside or after a list and not part of an item."""
    if isinstance(node.tag, str) and not _is_not_read(node):
        yield from _block(node, level) if _is_block(node) else _text("text", _runs(node))
    yield from _text("text", _words(node.tail))


def _row(node: HtmlElement) -> list[Run]:
    """Return a table row as text, its cells separated by a dot."""
    cells = [_words(node.text)]
    for cell in node:
        cells += [_inside(cell), _words(cell.tail)]
    parted = [run for cell in cells if list(_joined(cell)) for run in (*cell, {"text": " · "})]
    return parted[:-1]


def _owner(node: HtmlElement) -> HtmlElement | None:
    """Return the list item that contains an element."""
    return next((ancestor for ancestor in node.iterancestors("li")), None)


def _is_block(node: HtmlElement) -> bool:
    tag = node.tag
    if tag in _HEADINGS or tag in _TEXTS or tag in _CONTAINERS:
        return True
    if tag in ("ul", "ol", "blockquote", "pre", "hr", "tr", "p"):
        return True
    return isinstance(tag, str) and any(_is_block(child) for child in node)


def _is_not_read(node: HtmlElement) -> bool:
    is_hidden = "hidden" in node.attrib or "headerlink" in classes_of(node)
    return node.tag in _DROPPED or is_hidden


def _text(kind: str, runs: list[Run]) -> Iterator[Block]:
    """Yield one block of text, unless it is empty."""
    joined = list(_joined(runs))
    if joined:
        yield {"kind": kind, "runs": joined}


def _joined(runs: list[Run]) -> Iterator[Run]:
    """Yield runs with one space between words, and none at both ends."""
    merged = [dict(run) for run in runs]
    was_space = True
    for run in merged:
        text = _SPACES.sub(lambda match: "\n" if "\n" in match[0] else " ", run["text"])
        if was_space:
            text = text.lstrip()
        was_space = text[-1:].isspace() if text else was_space
        run["text"] = text
    while merged and not (text := merged[-1]["text"].rstrip()):
        merged.pop()
    if merged:
        merged[-1]["text"] = merged[-1]["text"].rstrip()
    yield from (run for run in merged if run["text"])


def _words(text: str | None) -> list[Run]:
    return [{"text": _SOFT.sub(" ", text)}] if text else []


def _inside(node: HtmlElement) -> list[Run]:
    """Return the words inside an element."""
    runs = _words(node.text)
    for child in node:
        if isinstance(child.tag, str) and not _is_not_read(child):
            runs += _runs(child)
        runs += _words(child.tail)
    return runs


def _runs(node: HtmlElement) -> list[Run]:
    """Return the text runs of an inline element, each with its style: a link, strong, code."""
    tag = str(node.tag)
    if tag == "br":
        return [{"text": "\n"}]
    if tag == "img":
        return [{"text": node.get("alt") or "…", "address": node.get("src") or ""}]
    runs = _inside(node)
    if _is_block(node):
        return [*runs, {"text": " "}]
    if tag == "a" and node.get("href"):
        return _all(runs, lambda run: {**run, "address": str(node.get("href"))})
    if tag in _STYLES:
        return _all(runs, lambda run: {"style": _STYLES[tag], **run})
    return runs


def _all(runs: list[Run], change: Callable[[Run], Run]) -> list[Run]:
    return [change(run) for run in runs]
