"""What one rendering of an article provides to pages, lists, feeds and search."""

from __future__ import annotations

import re
from copy import deepcopy
from itertools import pairwise
from typing import TYPE_CHECKING, TypeAlias

from lxml.etree import Comment, SubElement, _Element

from rapport.blog.fragment import absolute_links, classes_of, inner_html, parse_fragment, text_of
from rapport.blog.outline import (
    Outline,
    read_checklists,
    read_outline,
    write_checklists,
    write_outline,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from lxml.html import HtmlElement

    from rapport.blog.checklist import Checklist

Derive: TypeAlias = "Callable[[HtmlElement, str, str], str]"
"""Derives something from an article's HTML, text and URL, such as its search data.

It does not change the tree.
"""

SITE_ROOT = "//site-root.invalid/"
"""A placeholder for the site's address in HTML that is shown on several pages (RFC 2606)."""

SUMMARY_LENGTH = 200


class Rendering:
    """An article's text as HTML, and what was derived from it; each part is read on demand.

    `parts` holds `html` with links that work on the article's own page, `text` that a reader reads,
    in one line, `summary`, `words`, `outline`, `checklists` and what features derived.
    """

    __slots__ = ("parts",)

    def __init__(self, parts: Mapping[str, str]) -> None:
        self.parts = parts

    @property
    def html(self) -> str:
        """The article's HTML."""
        return self.parts["html"]

    @property
    def text(self) -> str:
        """All that a reader reads, in one line."""
        return self.parts["text"]

    @property
    def summary(self) -> str:
        """The beginning of the text."""
        return self.parts["summary"]

    @property
    def outline(self) -> Outline:
        """What lists, cards and feeds show of it."""
        return read_outline(self.parts["outline"])

    @property
    def words(self) -> int:
        """How many words the text has."""
        return int(self.parts["words"])

    @property
    def checklists(self) -> tuple[Checklist, ...]:
        """The checklists of the text."""
        return read_checklists(self.parts["checklists"])


def read_rendering(
    html: str,
    url: str,
    checklists: Iterable[Checklist] = (),
    derive: Mapping[str, Derive] | None = None,
) -> dict[str, str]:
    """Return the parts of a rendering, derived from the HTML of the article at `url`."""
    root = parse_fragment(html)
    text = " ".join(text_of(root).split())
    derived = {name: make(root, text, url) for name, make in (derive or {}).items()}
    excerpt, begin, has_more = _excerpt(root, url)
    lists = tuple(checklists)
    items = sum(1 for checklist in lists for _ in checklist.walk())
    words = count_words(text)
    outline = Outline(excerpt, has_more, items)
    return {
        "html": html,
        "text": text,
        "summary": summary(begin or text),
        "words": str(words),
        "outline": write_outline(outline),
        "checklists": write_checklists(lists),
        **derived,
    }


def count_words(text: str) -> int:
    """Return the number of words in a text, including languages without spaces.

    Two Chinese or Japanese characters count as a word, and five letters in the scripts of Southeast
    Asia, which is about what dictionaries find there.
    """
    if text.isascii() or not _UNSPACED.search(text):
        return len(text.split())
    spaced = len(_UNSPACED.sub(" ", text).split())
    return spaced + round(len(_HAN.findall(text)) / 2) + round(len(_SOUTHEAST.findall(text)) / 5)


_HAN = re.compile(
    "[\u3041-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f"
    "\U00020000-\U0003ffff]"
)
"""Chinese characters and Japanese syllables; Korean has spaces."""
_SOUTHEAST = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]")
"""Thai, Lao, Burmese and Khmer."""
_UNSPACED = re.compile(f"(?:{_HAN.pattern}|{_SOUTHEAST.pattern}|[\u3000-\u303f\uff01-\uff65])+")


def summary(text: str, length: int = SUMMARY_LENGTH) -> str:
    """Return the beginning of `text`, cut at a word and ended by `…` if it is longer."""
    if len(text) <= length:
        return text
    cut = text[: length - 1]
    head, space, _ = cut.rpartition(" ")
    # A space far ahead is none between words, where words have none between them.
    whole = head if space and len(head) > length // 2 else cut
    return whole.rstrip(" ,;:–—-、。，") + "…"


def at_page(html: str, base_url: str) -> str:
    """Return `html` with `SITE_ROOT` replaced by the way to the site's root, `../..` or `.`."""
    return html.replace(SITE_ROOT, base_url.rstrip("/") + "/")


def _excerpt(root: HtmlElement, url: str) -> tuple[str, str, bool]:
    """Return the HTML up to `<!-- more -->`, else the first paragraph; its text; what follows."""
    mark = next((node for node in root.iter(Comment) if _is_more_mark(node)), None)
    if mark is not None:
        excerpt = _before(root, mark)
        has_more = True
    else:
        first = next(
            (node for node in root if node.tag == "p" and node.text_content().strip()), None
        )
        if first is None:
            return "", "", len(root) > 0
        excerpt = parse_fragment("")
        excerpt.append(deepcopy(first))
        excerpt[0].tail = None
        has_more = len(root) > 1
    _strip(excerpt)
    absolute_links(excerpt, SITE_ROOT + url)
    text = " ".join(text_of(excerpt).split())
    return inner_html(excerpt), text, has_more


def _is_more_mark(comment: _Element) -> bool:
    return (comment.text or "").strip() == "more"


def _before(root: HtmlElement, mark: _Element) -> HtmlElement:
    """Return a copy of `root` up to `mark`; what follows is never copied."""
    way = [*reversed(list(mark.iterancestors())), mark]
    copy = root.makeelement("div")
    innermost: _Element = copy
    for parent, step in pairwise(way):
        innermost.text = parent.text
        innermost.extend([deepcopy(child) for child in parent[: parent.index(step)]])
        if step is not mark:
            innermost = SubElement(innermost, step.tag)
            for name, value in step.attrib.items():
                innermost.set(name, value or None)  # type: ignore[arg-type]  # None: `<details open>`
    return copy


def _strip(root: HtmlElement) -> None:
    """Remove what belongs to the article's own page: ids, marks, notes, boxes."""
    for element in list(root.iter()):
        if (
            not isinstance(element.tag, str)
            or element.tag in ("check-list", "script", "style")
            or "headerlink" in classes_of(element)
            or element.get("id", "").startswith("fnref")
        ):
            element.drop_tree()
        else:
            element.attrib.pop("id", None)
