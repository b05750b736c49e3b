"""The searchable words of an article's text, and how much each says about the article."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from rapport.blog.fragment import text_of
from rapport.features.search.words import words_of

if TYPE_CHECKING:
    from lxml.html import HtmlElement

PART = "search"
"""The name of the value that is derived from an article's HTML for the index."""

IN_HEADING = 3
IN_CHECKLIST = 1
_USUAL_LENGTH = 800
_OFTEN = (1.5, 2.5, 5.5)
MOST_POINTS = 1 + len(_OFTEN) + IN_HEADING + IN_CHECKLIST
"""The most points that a word can get from the text alone."""

_HEADINGS = "h1 h2 h3 h4 h5 h6".split()


def findable_words(root: HtmlElement, text: str, _url: str = "") -> str:
    """Return the words of an article, each once; line n has those with n points.

    A word gets a point for occurring, up to three for occurring often, and more for being in a
    heading or in a checklist.
    """
    words = words_of(text)
    points = _points_by_number(Counter(words), len(words))
    for word in _words_in(root, _HEADINGS):
        points[word] = points.get(word, 0) + IN_HEADING
    for word in _words_in(root, ["check-list"]):
        points[word] = points.get(word, 0) + IN_CHECKLIST
    lines: list[list[str]] = [[] for _ in range(MOST_POINTS)]
    for word in sorted(points):
        lines[points[word] - 1].append(word)
    return "\n".join(map(" ".join, lines))


def _points_by_number(counts: Counter[str], length: int) -> dict[str, int]:
    """Return the points of words that occur `counts` times in a text of `length` words."""
    share = min(1.0, _USUAL_LENGTH / max(1, length))
    points = {
        count: 1 + (count > 1) * sum(count * share > often for often in _OFTEN)
        for count in set(counts.values())
    }
    return {word: points[count] for word, count in counts.items()}


def _words_in(root: HtmlElement, tags: list[str]) -> set[str]:
    return {word for element in root.iter(*tags) for word in words_of(text_of(element))}
