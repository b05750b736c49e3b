"""Rows of articles, mailings and deliveries, to values and back."""

from __future__ import annotations

from typing import Any

from rapport_subscriptions.rules.article import Article, ArticleState, KnownArticle
from rapport_subscriptions.rules.mailing import Delivery, Mailing, MailingState
from rapport_subscriptions.rules.subscription import Cadence
from rapport_subscriptions.store.sql.rows import Part, ways, word

COLUMNS = ("id", "url", "title", "date", "summary", "tags", "aliases")


def _taken(article: Article) -> tuple[Any, ...]:
    values = (getattr(article, column) for column in COLUMNS)
    return tuple(list(one) if isinstance(one, tuple) else one for one in values)


def _made(*columns: str | list[str]) -> Article:
    values = (tuple(one) if isinstance(one, list) else one for one in columns)
    given: dict[str, Any] = dict(zip(COLUMNS, values, strict=True))
    return Article(**given)


article_row, article_of = ways(
    KnownArticle, article=Part(COLUMNS, _taken, _made), state=word("state", ArticleState)
)
mailing_row, mailing_of = ways(
    Mailing, cadence=word("cadence", Cadence), state=word("state", MailingState)
)
delivery_row, delivery_of = ways(
    Delivery, articles=Part(("articles",), lambda ids: (list(ids),), tuple)
)
