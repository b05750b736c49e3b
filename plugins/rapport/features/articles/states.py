"""Articles by their state, as lines for their authors."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime, tzinfo

    from rapport.blog.article import Article
    from rapport.blog.blog import Blog


def article_lines(
    articles: Iterable[Article], blog: Blog, states: Sequence[str], zone: tzinfo
) -> list[str]:
    """Return `due 2026-05-07 09:00 docs/articles/a.md A title`, the next or newest one first.

    Without states, all but the published articles are listed.
    """
    drafts = sorted((article for article in articles if article.is_draft), key=_date, reverse=True)
    groups: dict[str, Sequence[Article]] = {
        "drafts": drafts,
        "due": blog.due,
        "unlisted": blog.unlisted,
        "expired": [article for article in blog.expired if not article.is_draft],
        "published": blog.articles,
    }
    wanted = states or [state for state in groups if state != "published"]
    rows = [(state, article) for state in wanted for article in groups[state]]
    if not rows:
        return [f"No article is {' or '.join(_ONE.get(state, state) for state in wanted)}."]
    return [
        f"{_ONE.get(state, state):<9}  {_when(state, article).astimezone(zone):%Y-%m-%d %H:%M}"
        f"  {article.path}  {article.title}"
        for state, article in rows
    ]


_ONE = {"drafts": "draft"}


def _date(article: Article) -> datetime:
    return article.date


def _when(state: str, article: Article) -> datetime:
    return article.expires or article.date if state == "expired" else article.date
