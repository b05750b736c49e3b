"""Articles, mailings, and who was notified of what on either database."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, delete, func, insert, select, update

from rapport_subscriptions.store.sql import letter_rows, rows, statements
from rapport_subscriptions.store.sql.repository import Repository
from rapport_subscriptions.store.sql.tables import (
    ARE_MEMBERS,
    articles,
    deliveries,
    mailings,
    mails,
    marks,
    subscriptions,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement, Select

    from rapport_subscriptions.rules.article import ArticleState, KnownArticle
    from rapport_subscriptions.rules.mailing import Delivery, Mailing
    from rapport_subscriptions.rules.outbox import OutboxMail
    from rapport_subscriptions.rules.subscription import Cadence, Subscription


class SqlMarks(Repository):
    """When something was last done, by name."""

    def get(self, name: str) -> datetime | None:
        """Read by name."""
        query = select(marks.c.at).where(marks.c.name == name)
        return self._connection.execute(query).scalar()

    def put(self, name: str, at: datetime) -> None:
        """Insert or update."""
        statement = statements.upsert(self._dialect, marks, "name")
        self._connection.execute(statement, {"name": name, "at": at})

    def named(self, prefix: str) -> Mapping[str, datetime]:
        """Read by the beginning of the name."""
        query = select(marks.c.name, marks.c.at).where(
            marks.c.name.startswith(prefix, autoescape=True)
        )
        return {name: at for name, at in self._connection.execute(query)}  # noqa: C416 - rows

    def delete(self, name: str) -> None:
        """Delete."""
        self._connection.execute(delete(marks).where(marks.c.name == name))


class SqlArticleRepository(Repository):
    """Articles of the blog, as the service knows them."""

    def all(self, *states: ArticleState) -> Sequence[KnownArticle]:
        """Read all, or those of some states."""
        query = select(articles).order_by(articles.c.seen_at, articles.c.date, articles.c.id)
        if states:
            query = query.where(articles.c.state.in_([state.value for state in states]))
        return self._articles(query)

    def get(self, article_id: str) -> KnownArticle | None:
        """Read by id."""
        found = self._articles(select(articles).where(articles.c.id == article_id))
        return found[0] if found else None

    def put(self, article: KnownArticle) -> None:
        """Insert or update."""
        statement = statements.upsert(self._dialect, articles, "id")
        self._connection.execute(statement, letter_rows.article_row(article))

    def numbered(self, after: int, upto: int) -> Sequence[KnownArticle]:
        """Read a range of numbers."""
        between = and_(articles.c.number > after, articles.c.number <= upto)
        return self._articles(select(articles).where(between).order_by(articles.c.number))

    def latest_number(self) -> int:
        """Read from the end of the index."""
        found = self._connection.execute(statements.LATEST_NUMBER).scalar()
        return int(found or 0)

    def _articles(self, query: Select[Any]) -> list[KnownArticle]:
        return [letter_rows.article_of(row) for row in self._all(query)]


class SqlMailingRepository(Repository):
    """Mailings, and the letters that they are made of."""

    def put(self, mailing: Mailing) -> None:
        """Insert or update."""
        statement = statements.upsert(self._dialect, mailings, "id")
        self._connection.execute(statement, letter_rows.mailing_row(mailing))

    def get(self, mailing_id: int) -> Mailing | None:
        """Read by id."""
        found = self._mailings(select(mailings).where(mailings.c.id == mailing_id))
        return found[0] if found else None

    def newest(self, limit: int) -> Sequence[Mailing]:
        """Read the newest."""
        return self._mailings(select(mailings).order_by(mailings.c.id.desc()).limit(limit))

    def unended(self) -> Sequence[Mailing]:
        """Read what is not done with."""
        query = select(mailings).where(mailings.c.ended_at.is_(None))
        return self._mailings(query.order_by(mailings.c.id))

    def latest(self, cadence: Cadence | None = None) -> Mailing | None:
        """Read the newest one."""
        query = select(mailings).order_by(mailings.c.id.desc()).limit(1)
        if cadence:
            query = query.where(mailings.c.cadence == cadence.value)
        found = self._mailings(query)
        return found[0] if found else None

    def readers_behind(self, cadence: Cadence, number: int, limit: int) -> Sequence[Subscription]:
        """Read members by the index of cadence and number."""
        query = select(subscriptions).where(_behind(cadence, number))
        ordered = query.order_by(subscriptions.c.last_notified).limit(limit)
        return [rows.subscription_of(row) for row in self._all(self._passing_over(ordered))]

    def is_anybody_behind(self, cadence: Cadence, number: int) -> bool:
        """Look for one."""
        query = select(subscriptions.c.id).where(_behind(cadence, number)).limit(1)
        return self._connection.execute(query).first() is not None

    def mark_notified(self, subscription_ids: Sequence[str], number: int) -> None:
        """Update in one statement."""
        some = subscriptions.c.id.in_(subscription_ids)
        self._connection.execute(update(subscriptions).where(some).values(last_notified=number))

    def notified_since(
        self, subscription_ids: Sequence[str], after: int, *, but: int = 0
    ) -> Mapping[str, set[str]]:
        """Read by the primary key's first half."""
        query = select(deliveries.c.subscription_id, deliveries.c.articles).where(
            deliveries.c.subscription_id.in_(subscription_ids),
            deliveries.c.upto > after,
            deliveries.c.mailing_id != but,
        )
        notified: dict[str, set[str]] = defaultdict(set)
        for subscription_id, ids in self._connection.execute(query):
            notified[subscription_id].update(ids)
        return notified

    def readers_with_letter(self, mailing_id: int, subscription_ids: Sequence[str]) -> set[str]:
        """Read by the primary key."""
        query = select(deliveries.c.subscription_id).where(
            deliveries.c.subscription_id.in_(subscription_ids),
            deliveries.c.mailing_id == mailing_id,
        )
        return set(self._connection.execute(query).scalars())

    def put_letters(self, mails_: Sequence[OutboxMail], deliveries_: Sequence[Delivery]) -> None:
        """Insert; the primary key refuses a second letter of one mailing."""
        if mails_:
            made = [letter_rows.delivery_row(delivery) for delivery in deliveries_]
            self._connection.execute(insert(deliveries), made)
            self._connection.execute(statements.insert(mails), [rows.mail_row(m) for m in mails_])

    def put_delivery(self, delivery: Delivery) -> None:
        """Update."""
        row = letter_rows.delivery_row(delivery)
        self._connection.execute(update(deliveries).where(_key(delivery)).values(row))

    def delivery(self, subscription_id: str, mailing_id: int) -> Delivery | None:
        """Read by key."""
        found = self._deliveries(
            select(deliveries).where(
                deliveries.c.subscription_id == subscription_id,
                deliveries.c.mailing_id == mailing_id,
            )
        )
        return found[0] if found else None

    def deliveries_of(self, subscription_id: str) -> Sequence[Delivery]:
        """Read a reader's letters."""
        query = select(deliveries).where(deliveries.c.subscription_id == subscription_id)
        return self._deliveries(query.order_by(deliveries.c.mailing_id))

    def take_back(self, delivery: Delivery) -> None:
        """Delete, and move the reader's number back if it is beyond."""
        self._connection.execute(delete(deliveries).where(_key(delivery)))
        reader = subscriptions.c.id == delivery.subscription_id
        self._connection.execute(
            update(subscriptions)
            .where(reader, subscriptions.c.last_notified > delivery.after)
            .values(last_notified=delivery.after)
        )

    def progress(self, mailing_id: int) -> tuple[int, int]:
        """Count by the index of mailings."""
        query = select(func.count(), func.count(deliveries.c.sent_at))
        found = self._connection.execute(query.where(deliveries.c.mailing_id == mailing_id)).one()
        return int(found[0]), int(found[1])

    def _mailings(self, query: Select[Any]) -> list[Mailing]:
        return [letter_rows.mailing_of(row) for row in self._all(query)]

    def _deliveries(self, query: Select[Any]) -> list[Delivery]:
        return [letter_rows.delivery_of(row) for row in self._all(query)]


def _behind(cadence: Cadence, number: int) -> ColumnElement[bool]:
    return and_(
        subscriptions.c.cadence == cadence.value,
        subscriptions.c.last_notified < number,
        ARE_MEMBERS,
    )


def _key(delivery: Delivery) -> ColumnElement[bool]:
    return and_(
        deliveries.c.subscription_id == delivery.subscription_id,
        deliveries.c.mailing_id == delivery.mailing_id,
    )
