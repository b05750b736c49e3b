"""Rows of articles, mailings and deliveries, to values and back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rapport_subscriptions.article import Article, ArticleState, KnownArticle
from rapport_subscriptions.mailing import Delivery, Mailing, MailingState
from rapport_subscriptions.subscription import Cadence

if TYPE_CHECKING:
    from sqlalchemy import RowMapping


def article_row(known: KnownArticle) -> dict[str, Any]:
    """Answer the columns of an article."""
    article = known.article
    return {
        "id": article.id,
        "url": article.url,
        "title": article.title,
        "date": article.date,
        "tags": list(article.tags),
        "summary": article.summary,
        "aliases": list(article.aliases),
        "state": known.state.value,
        "seen_at": known.seen_at,
        "number": known.number,
        "is_gone": known.is_gone,
    }


def article_of(row: RowMapping) -> KnownArticle:
    """Answer the article in a row."""
    article = Article(
        id=row["id"],
        url=row["url"],
        title=row["title"],
        date=row["date"],
        tags=tuple(row["tags"]),
        summary=row["summary"],
        aliases=tuple(row["aliases"]),
    )
    state = ArticleState(row["state"])
    return KnownArticle(article, state, row["seen_at"], row["number"], row["is_gone"])


def mailing_row(mailing: Mailing) -> dict[str, Any]:
    """Answer the columns of a mailing."""
    return {
        "id": mailing.id,
        "cadence": mailing.cadence.value,
        "after": mailing.after,
        "upto": mailing.upto,
        "state": mailing.state.value,
        "begun_at": mailing.begun_at,
        "ended_at": mailing.ended_at,
    }


def mailing_of(row: RowMapping) -> Mailing:
    """Answer the mailing in a row."""
    return Mailing(
        id=row["id"],
        cadence=Cadence(row["cadence"]),
        after=row["after"],
        upto=row["upto"],
        state=MailingState(row["state"]),
        begun_at=row["begun_at"],
        ended_at=row["ended_at"],
    )


def delivery_row(delivery: Delivery) -> dict[str, Any]:
    """Answer the columns of a reader's letter."""
    return {
        "subscription_id": delivery.subscription_id,
        "mailing_id": delivery.mailing_id,
        "after": delivery.after,
        "upto": delivery.upto,
        "articles": list(delivery.articles),
        "sent_at": delivery.sent_at,
    }


def delivery_of(row: RowMapping) -> Delivery:
    """Answer the letter in a row."""
    return Delivery(
        subscription_id=row["subscription_id"],
        mailing_id=row["mailing_id"],
        after=row["after"],
        upto=row["upto"],
        articles=tuple(row["articles"]),
        sent_at=row["sent_at"],
    )
