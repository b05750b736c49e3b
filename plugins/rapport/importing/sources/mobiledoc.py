"""Convert the text of Ghost's older editor (Mobiledoc) to HTML."""

from __future__ import annotations

import html
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from rapport.importing.sources.cards import card_html

_TAGS = frozenset("p h1 h2 h3 h4 h5 h6 blockquote ul ol pull-quote aside".split())
_MARKUPS = frozenset("b strong i em u s del a code sub sup".split())
_MARKUP, _IMAGE, _LIST, _CARD = 1, 2, 3, 10
"""The kinds of sections (mobiledoc 0.3)."""


def mobiledoc_html(text: str, unknown: Counter[str]) -> str:
    """Return the HTML of a document; cards that are not known are counted."""
    try:
        document = json.loads(text)
        sections = document["sections"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return ""
    parts = []
    for section in sections if isinstance(sections, list) else ():
        try:
            parts.append(_section(section, document, unknown))
        except (LookupError, TypeError, ValueError):
            unknown["broken section"] += 1
    return "".join(parts)


def _section(section: Sequence[Any], document: Mapping[str, Any], unknown: Counter[str]) -> str:
    kind = section[0]
    if kind == _MARKUP:
        tag = section[1] if section[1] in _TAGS else "p"
        tag = "blockquote" if tag in ("aside", "pull-quote") else tag
        return f"<{tag}>{_markers(section[2], document)}</{tag}>"
    if kind == _IMAGE:
        return f'<p><img src="{html.escape(str(section[1]))}" alt=""></p>'
    if kind == _LIST:
        tag = "ol" if section[1] == "ol" else "ul"
        items = "".join(f"<li>{_markers(item, document)}</li>" for item in section[2])
        return f"<{tag}>{items}</{tag}>"
    if kind == _CARD:
        name, payload = document["cards"][section[1]][:2]
        return card_html(str(name), payload if isinstance(payload, dict) else {}, unknown)
    unknown[f"section {kind}"] += 1
    return ""


def _markers(markers: Sequence[Any], document: Mapping[str, Any]) -> str:
    parts: list[str] = []
    opened: list[str] = []
    for kind, opening, closing, value in markers:
        for number in opening:
            markup = document["markups"][number]
            tag = str(markup[0]).lower()
            tag = tag if tag in _MARKUPS else "span"
            keys = markup[1] if len(markup) > 1 else []
            address = keys[keys.index("href") + 1] if tag == "a" and "href" in keys else ""
            parts.append(f'<a href="{html.escape(str(address))}">' if tag == "a" else f"<{tag}>")
            opened.append(tag)
        is_break = kind == 1 and document["atoms"][value][0] == "soft-return"
        parts.append(
            "<br>" if is_break else html.escape(str(value), quote=False) if kind == 0 else ""
        )
        parts += [f"</{opened.pop()}>" for _ in range(min(closing, len(opened)))]
    return "".join(parts) + "".join(f"</{tag}>" for tag in reversed(opened))
