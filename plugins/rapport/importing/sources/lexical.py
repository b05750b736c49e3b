"""Convert the text of Ghost's newer editor (Lexical) to HTML."""

from __future__ import annotations

import html
import json
from collections import Counter
from collections.abc import Mapping
from typing import Any

from rapport.importing.sources.cards import card_html

Node = Mapping[str, Any]
_FORMATS = ((1, "strong"), (2, "em"), (4, "del"), (8, "u"), (16, "code"), (32, "sub"), (64, "sup"))
_DEEPEST = 50


def lexical_html(text: str, unknown: Counter[str]) -> str:
    """Return the HTML of a document; cards that are not known are counted."""
    try:
        root = json.loads(text)["root"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return ""
    return "".join(_node(child, unknown, 0) for child in _children(root))


def _children(node: Node) -> list[Node]:
    children = node.get("children") if isinstance(node, dict) else None
    return [child for child in children or () if isinstance(child, dict)]


def _node(node: Node, unknown: Counter[str], depth: int) -> str:  # noqa: PLR0911 - one a kind
    kind = str(node.get("type", ""))
    if depth > _DEEPEST:
        unknown["nested too deep"] += 1
        return ""
    if kind in ("text", "extended-text", "code-highlight"):
        return _text(node)
    if kind == "linebreak":
        return "<br>"
    tag = _tag(node, kind)
    children = _children(node)
    if tag is None and children:
        return "".join(_node(child, unknown, depth + 1) for child in children)
    if tag is None:
        return card_html(kind, node, unknown)
    inside = "".join(_node(child, unknown, depth + 1) for child in children)
    if tag == "a":
        return f'<a href="{html.escape(str(node.get("url") or ""))}">{inside}</a>'
    return f"<{tag}>{inside}</{tag}>"


def _tag(node: Node, kind: str) -> str | None:
    if kind in ("heading", "extended-heading"):
        tag = str(node.get("tag", "h2"))
        return tag if tag in ("h1", "h2", "h3", "h4", "h5", "h6") else "h2"
    if kind == "list":
        return "ol" if node.get("listType") == "number" else "ul"
    return {
        "paragraph": "p",
        "listitem": "li",
        "quote": "blockquote",
        "extended-quote": "blockquote",
        "aside": "blockquote",
        "link": "a",
        "autolink": "a",
        "code": "pre",
    }.get(kind)


def _text(node: Node) -> str:
    shown = html.escape(str(node.get("text") or ""), quote=False)
    form = node.get("format")
    for bit, tag in _FORMATS:
        if isinstance(form, int) and form & bit:
            shown = f"<{tag}>{shown}</{tag}>"
    return shown
