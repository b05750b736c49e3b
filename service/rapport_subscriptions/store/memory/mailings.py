"""Articles, mailings, and what readers were notified of, in memory."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from rapport_subscriptions.store.memory.state import MemoryRepository

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import datetime

    from rapport_subscriptions.rules.article import ArticleState, KnownArticle
    from rapport_subscriptions.rules.mailing import Delivery, Mailing
    from rapport_subscriptions.rules.outbox import OutboxMail
    from rapport_subscriptions.rules.subscription import Cadence, Subscription


class MemoryMarks(MemoryRepository):
    """When something was last done, by name."""

    def get(self, name: str) -> datetime | None:
        """Read by name."""
        return self._state.marks.get(name)

    def put(self, name: str, at: datetime) -> None:
        """Insert or update."""
        self._state.marks[name] = at

    def named(self, prefix: str) -> Mapping[str, datetime]:
        """Read by prefix of the name."""
        marks = self._state.marks.items()
        return {name: at for name, at in marks if name.startswith(prefix)}

    def delete(self, name: str) -> None:
        """Delete."""
        self._state.marks.pop(name, None)


class MemoryArticleRepository(MemoryRepository):
    """Articles of the blog, as the service knows them."""

    def all(self, *states: ArticleState) -> Sequence[KnownArticle]:
        """Read all, or those of some states."""
        matching = [
            article
            for article in self._state.articles.values()
            if article.state in states or not states
        ]
        return sorted(
            matching,
            key=lambda article: (article.seen_at, article.article.date, article.article.id),
        )

    def get(self, article_id: str) -> KnownArticle | None:
        """Read by id."""
        return self._state.articles.get(article_id)

    def put(self, article: KnownArticle) -> None:
        """Insert or update."""
        self._state.articles[article.article.id] = article

    def numbered(self, after: int, upto: int) -> Sequence[KnownArticle]:
        """Read a range of numbers."""
        matching = {
            article.number: article for article in self._state.articles.values() if article.number
        }
        return [matching[number] for number in sorted(matching) if after < number <= upto]

    def latest_number(self) -> int:
        """Read the highest."""
        every = self._state.articles.values()
        return max(
            (
                max(known_article.number or 0, known_article.first_number or 0)
                for known_article in every
            ),
            default=0,
        )


class MemoryMailingRepository(MemoryRepository):
    """Mailings and their letters."""

    def put(self, mailing: Mailing) -> None:
        """Insert or update."""
        self._state.mailings[mailing.id] = mailing

    def get(self, mailing_id: int) -> Mailing | None:
        """Read by id."""
        return self._state.mailings.get(mailing_id)

    def newest(self, limit: int) -> Sequence[Mailing]:
        """Read the newest."""
        mailings = sorted(
            self._state.mailings.values(), key=lambda mailing: mailing.id, reverse=True
        )
        return mailings[:limit]

    def unended(self) -> Sequence[Mailing]:
        """Read unfinished ones."""
        return [mailing for mailing in self._state.mailings.values() if mailing.ended_at is None]

    def latest(self, cadence: Cadence | None = None) -> Mailing | None:
        """Read the newest one."""
        every = self._state.mailings.values()
        of_cadence = [mailing for mailing in every if cadence in {None, mailing.cadence}]
        return max(of_cadence, key=lambda mailing: mailing.id, default=None)

    def readers_behind(self, cadence: Cadence, number: int, limit: int) -> Sequence[Subscription]:
        """Read members who are behind."""
        every = self._state.subscriptions.values()
        members = [
            reader for reader in every if reader.is_member() and reader.choice.cadence is cadence
        ]
        behind = [reader for reader in members if reader.last_notified < number]
        return sorted(behind, key=lambda reader: reader.last_notified)[:limit]

    def members_after(self, cursor: str, limit: int) -> Sequence[Subscription]:
        """Read members by id."""
        every = self._state.subscriptions.values()
        members = [reader for reader in every if reader.is_member() and reader.id > cursor]
        return sorted(members, key=lambda reader: reader.id)[:limit]

    def is_anybody_behind(self, cadence: Cadence, number: int) -> bool:
        """Look for one."""
        return bool(self.readers_behind(cadence, number, 1))

    def readers_by_choice(self) -> dict[tuple[Cadence, tuple[str, ...]], int]:
        """Count each."""
        every = self._state.subscriptions.values()
        members = [reader.choice for reader in every if reader.is_member()]
        return dict(Counter((choice.cadence, choice.topics) for choice in members))

    def mark_notified(self, subscription_ids: Sequence[str], number: int) -> None:
        """Update each."""
        for subscription_id in subscription_ids:
            reader = self._state.subscriptions[subscription_id]
            self._state.subscriptions[subscription_id] = replace(reader, last_notified=number)

    def notified_since(
        self, subscription_ids: Collection[str], after: int, *, but: int = 0
    ) -> Mapping[str, set[str]]:
        """Read readers' letters."""
        notified: dict[str, set[str]] = defaultdict(set)
        for delivery in self._state.deliveries.values():
            if delivery.subscription_id in subscription_ids and delivery.upto > after:
                notified[delivery.subscription_id].update(
                    delivery.articles if delivery.mailing_id != but else ()
                )
        return notified

    def read_letters_ahead(self, mailing_id: int, subscription_ids: Collection[str]) -> None:
        """Do nothing: memory needs no reading ahead."""

    def readers_with_letter(self, mailing_id: int, subscription_ids: Collection[str]) -> set[str]:
        """Look for each."""
        known = self._state.deliveries
        return {
            subscription_id
            for subscription_id in subscription_ids
            if (subscription_id, mailing_id) in known
        }

    def put_letters(self, mails_: Sequence[OutboxMail], deliveries_: Sequence[Delivery]) -> None:
        """Insert; a second letter of one mailing is refused."""
        for delivery in deliveries_:
            if (delivery.subscription_id, delivery.mailing_id) in self._state.deliveries:
                raise ValueError("this reader has a letter of this mailing already")
            self._state.deliveries[delivery.subscription_id, delivery.mailing_id] = delivery
        self._state.mails.update({mail.id: mail for mail in mails_})

    def put_delivery(self, delivery: Delivery) -> None:
        """Update."""
        key = delivery.subscription_id, delivery.mailing_id
        if key in self._state.deliveries:
            self._state.deliveries[key] = delivery

    def delivery(self, subscription_id: str, mailing_id: int) -> Delivery | None:
        """Read by key."""
        return self._state.deliveries.get((subscription_id, mailing_id))

    def deliveries_of(self, subscription_id: str) -> Sequence[Delivery]:
        """Read a reader's letters."""
        every = self._state.deliveries.values()
        mine = [delivery for delivery in every if delivery.subscription_id == subscription_id]
        return sorted(mine, key=lambda delivery: delivery.mailing_id)

    def take_back(self, delivery: Delivery) -> None:
        """Delete, and move the reader's number back if it is beyond."""
        self._state.deliveries.pop((delivery.subscription_id, delivery.mailing_id), None)
        reader = self._state.subscriptions.get(delivery.subscription_id)
        if reader and reader.last_notified > delivery.after:
            self._state.subscriptions[reader.id] = replace(reader, last_notified=delivery.after)

    def progress(self, mailing_id: int) -> tuple[int, int]:
        """Count."""
        deliveries = [
            delivery
            for delivery in self._state.deliveries.values()
            if delivery.mailing_id == mailing_id
        ]
        return len(deliveries), sum(delivery.sent_at is not None for delivery in deliveries)
