"""What of an article can be found: one document a section, in the form of Material's search."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from html import escape
from typing import TYPE_CHECKING

from rapport.blog.article import Article
from rapport.blog.rendering import Rendering, parsed, text_of

if TYPE_CHECKING:
    from lxml.html import HtmlElement

PART = "search"
"""The name of what is derived from an article's HTML for the index."""

_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))


def sections(html: str, url: str) -> str:
    """Return the index's part of an article's HTML, checklists' items included.

    The first line is the text before the first heading, as JSON; each other line is the document
    of one section.
    """
    texts: list[list[str]] = [["", "", ""]]
    for element in parsed(html):
        _add(element, texts)
    (_, _, lead), *rest = texts
    lines = [_json(lead)]
    lines += [
        _json({"location": f"{url}#{anchor}", "title": _shown(title), "text": text})
        for anchor, title, text in rest
    ]
    return "\n".join(lines)


def _add(element: HtmlElement, texts: list[list[str]]) -> None:
    if element.tag in _HEADINGS and element.get("id"):
        texts.append([element.get("id", ""), text_of(element), ""])
    elif isinstance(element.tag, str):
        for block in [*element.findall("./p"), *element.findall(".//li")] or [element]:
            texts[-1][2] += _block(text_of(block))
    texts[-1][2] += _block(element.tail or "")


def _block(text: str) -> str:
    """Return one block of a result's text; results show those blocks that hold what is sought."""
    shown = _shown(text)
    return f"<p>{shown}</p>" if shown else ""


def index(articles: Iterable[tuple[Article, Rendering]], language: str) -> Iterator[str]:
    """Yield the whole index in pieces; joined they are its JSON."""
    settings = {
        "lang": [language.split("_", maxsplit=1)[0].split("-", maxsplit=1)[0]],
        "separator": r"[\s\-]+",
        "pipeline": ["stopWordFilter"],
        "fields": {"title": {"boost": 1000.0}, "text": {"boost": 1.0}, "tags": {"boost": 1e6}},
    }
    yield f'{{"config":{_json(settings)},"docs":['
    between = "\n"
    for article, rendering in articles:
        lead, *rest = rendering.parts[PART].split("\n")
        facts = {
            "location": article.url,
            "title": _shown(article.title),
            "tags": [_shown(tag.name) for tag in article.tags],
        }
        yield f'{between}{_json(facts)[:-1]},"text":{lead}}}'
        for document in rest:
            yield f",\n{document}"
        between = ",\n"
    yield "\n]}\n"


def _shown(text: str) -> str:
    """Return text as the results show it, which take HTML."""
    return escape(" ".join(text.split()), quote=False)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
