"""The checklists of articles in letters: words and levels, nothing to tick."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from rapport_subscriptions.rules.article import LONGEST_ID, LONGEST_TITLE, one_line

LONGEST_ITEM = 500
DEEPEST = 40
"""The deepest level of a checklist, so that no manifest exhausts the stack."""


@dataclass(frozen=True)
class ChecklistItem:
    """One item; `level` is 0 for top-level ones."""

    text: str
    level: int = 0


@dataclass(frozen=True)
class Checklist:
    """A checklist, found at `#anchor` of its article's page."""

    anchor: str
    title: str
    items: tuple[ChecklistItem, ...]


def read_checklists(articles: object) -> dict[str, tuple[Checklist, ...]]:
    """Return the checklists of a manifest's articles by the articles' ids.

    Invalid ones are skipped: they must keep no article out of letters.
    """
    by_article: dict[str, tuple[Checklist, ...]] = {}
    for article in articles if isinstance(articles, list) else ():
        if isinstance(article, Mapping):
            entries = article.get("checklists")
            read = [_checklist(entry) for entry in (entries if isinstance(entries, list) else ())]
            checklists = tuple(checklist for checklist in read if checklist)
            if checklists:
                name = one_line(article.get("id") or article.get("url"), LONGEST_ID)
                by_article.setdefault(name, checklists)
    return by_article


def _checklist(entry: object) -> Checklist | None:
    if not isinstance(entry, Mapping):
        return None
    anchor = one_line(entry.get("id"), LONGEST_ID)
    items = tuple(_items(entry.get("items"), 0))
    if not anchor or " " in anchor or not items:
        return None
    return Checklist(anchor, one_line(entry.get("title"), LONGEST_TITLE), items)


def _items(entries: object, level: int) -> Iterator[ChecklistItem]:
    for entry in entries if isinstance(entries, list) and level < DEEPEST else ():
        if isinstance(entry, Mapping):
            text = one_line(entry.get("text"), LONGEST_ITEM)
            if text:
                yield ChecklistItem(text, level)
            yield from _items(entry.get("items"), level + 1)
