"""Rows of articles, mailings and deliveries, to values and back."""

from __future__ import annotations

from typing import Any

from rapport_subscriptions.rules.article import Article, ArticleState, Kind, KnownArticle
from rapport_subscriptions.rules.bounce import BounceKind
from rapport_subscriptions.rules.mailing import Delivery, Mailing, MailingState
from rapport_subscriptions.rules.subscription import Cadence
from rapport_subscriptions.store.sql.rows import Columns, enum_column, row_mapping

COLUMNS = ("id", "url", "title", "date", "summary", "tags", "aliases", "kind")


def _taken(article: Article) -> tuple[Any, ...]:
    values = (getattr(article, column) for column in COLUMNS)
    return tuple(list(value) if isinstance(value, tuple) else value for value in values)


def _made(*columns: str | list[str]) -> Article:
    values = (tuple(value) if isinstance(value, list) else value for value in columns)
    given: dict[str, Any] = dict(zip(COLUMNS, values, strict=True))
    return Article(**{**given, "kind": Kind(given["kind"])})


OF_CADENCE = Columns(
    ("cadence",),
    lambda cadence: (cadence.value if cadence else "",),
    lambda text: Cadence(text) if text else None,
)
"""A frequency, or the mark of a mailing to the readers of all."""

article_row, article_of = row_mapping(
    KnownArticle, article=Columns(COLUMNS, _taken, _made), state=enum_column("state", ArticleState)
)
mailing_row, mailing_of = row_mapping(
    Mailing, cadence=OF_CADENCE, state=enum_column("state", MailingState)
)
delivery_row, delivery_of = row_mapping(
    Delivery,
    articles=Columns(("articles",), lambda ids: (list(ids),), tuple),
    bounce=enum_column("bounce", BounceKind),
)
