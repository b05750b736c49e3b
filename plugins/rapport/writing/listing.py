"""The list of texts to edit: every article and page, with its state and problems."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rapport.blog.article import Article
    from rapport.blog.build_state import BlogRead
    from rapport.blog.problem import Problem


class WritingState(StrEnum):
    """The publication state of a text."""

    UNREADABLE = "unreadable"
    DRAFT = "draft"
    SCHEDULED = "scheduled"
    PUBLISHED = "published"
    OVER = "over"
    PAGE = "page"


@dataclass(frozen=True, slots=True)
class ListedFile:
    """A text of the list; `date` is in the blog's zone, None for pages and unreadable texts."""

    source: str
    title: str
    state: WritingState
    date: datetime | None = None
    errors: int = 0
    warnings: int = 0


def list_texts(site: BlogRead, problems: Iterable[Problem]) -> list[ListedFile]:
    """Return the articles, those with problems first, then the newest, and then the pages."""
    count = Counter((problem.path, problem.is_error) for problem in problems)
    docs = site.settings.docs_path

    def entry(
        source: str, title: str, state: WritingState, date: datetime | None = None
    ) -> ListedFile:
        path = f"{docs}/{source}"
        return ListedFile(source, title, state, date, count[path, True], count[path, False])

    articles = [
        entry(
            article.source,
            article.title,
            _state(article, site.settings.now),
            article.date.astimezone(site.settings.timezone),
        )
        for article in site.all_articles
    ]
    articles.sort(key=lambda article: (article.date, article.source), reverse=True)
    articles.sort(key=lambda article: _ORDER.get(article.state, len(_ORDER)))
    broken = [entry(source, source, WritingState.UNREADABLE) for source in sorted(site.unreadable)]
    known = {article.source for article in articles} | site.unreadable
    pages = [
        entry(source, source, WritingState.PAGE)
        for source in sorted(site.outputs.keys() - known)
        if source.endswith(".md")
    ]
    return [*broken, *articles, *pages]


def address_of(site: BlogRead, source: str) -> str | None:
    """Return the address of a text on the site, `articles/a/`, or None if it has none."""
    for article in site.all_articles:
        if article.source == source:
            return site.settings.address(article.url)
    output = site.outputs.get(source)
    return output.removesuffix("index.html") if output else None


_ORDER = {WritingState.DRAFT: 0, WritingState.SCHEDULED: 1}


def _state(article: Article, now: datetime) -> WritingState:
    if article.is_draft:
        return WritingState.DRAFT
    if article.is_over(now):
        return WritingState.OVER
    return WritingState.SCHEDULED if article.date > now else WritingState.PUBLISHED
