"""Articles, mailings, and who was notified of what in memory."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from rapport_subscriptions.store.memory.state import Repository

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from rapport_subscriptions.rules.article import ArticleState, KnownArticle
    from rapport_subscriptions.rules.mailing import Delivery, Mailing
    from rapport_subscriptions.rules.outbox import OutboxMail
    from rapport_subscriptions.rules.subscription import Cadence, Subscription


class MemoryMarks(Repository):
    """When something was last done, by name."""

    def get(self, name: str) -> datetime | None:
        """Read by name."""
        return self._state.marks.get(name)

    def put(self, name: str, at: datetime) -> None:
        """Insert or update."""
        self._state.marks[name] = at


class MemoryArticleRepository(Repository):
    """Articles of the blog, as the service knows them."""

    def all(self, *states: ArticleState) -> Sequence[KnownArticle]:
        """Read all, or those of some states."""
        found = [one for one in self._state.articles.values() if one.state in states or not states]
        return sorted(found, key=lambda one: (one.seen_at, one.article.date, one.article.id))

    def get(self, article_id: str) -> KnownArticle | None:
        """Read by id."""
        return self._state.articles.get(article_id)

    def put(self, article: KnownArticle) -> None:
        """Insert or update."""
        self._state.articles[article.article.id] = article

    def numbered(self, after: int, upto: int) -> Sequence[KnownArticle]:
        """Read a range of numbers."""
        found = {one.number: one for one in self._state.articles.values() if one.number}
        return [found[number] for number in sorted(found) if after < number <= upto]

    def latest_number(self) -> int:
        """Read the highest."""
        return max((one.number or 0 for one in self._state.articles.values()), default=0)


class MemoryMailingRepository(Repository):
    """Mailings, and the letters that they are made of."""

    def put(self, mailing: Mailing) -> None:
        """Insert or update."""
        self._state.mailings[mailing.id] = mailing

    def get(self, mailing_id: int) -> Mailing | None:
        """Read by id."""
        return self._state.mailings.get(mailing_id)

    def newest(self, limit: int) -> Sequence[Mailing]:
        """Read the newest."""
        found = sorted(self._state.mailings.values(), key=lambda one: one.id, reverse=True)
        return found[:limit]

    def unended(self) -> Sequence[Mailing]:
        """Read what is not done with."""
        return [one for one in self._state.mailings.values() if one.ended_at is None]

    def latest(self, cadence: Cadence | None = None) -> Mailing | None:
        """Read the newest one."""
        every = self._state.mailings.values()
        of_cadence = [one for one in every if cadence in {None, one.cadence}]
        return max(of_cadence, key=lambda one: one.id, default=None)

    def readers_behind(self, cadence: Cadence, number: int, limit: int) -> Sequence[Subscription]:
        """Read members who are behind."""
        every = self._state.subscriptions.values()
        members = [one for one in every if one.is_member() and one.choice.cadence is cadence]
        behind = [one for one in members if one.told < number]
        return sorted(behind, key=lambda one: one.told)[:limit]

    def is_anybody_behind(self, cadence: Cadence, number: int) -> bool:
        """Look for one."""
        return bool(self.readers_behind(cadence, number, 1))

    def mark_notified(self, subscription_ids: Sequence[str], number: int) -> None:
        """Update each."""
        for one in subscription_ids:
            reader = self._state.subscriptions[one]
            self._state.subscriptions[one] = replace(reader, told=number)

    def notified_since(
        self, subscription_ids: Sequence[str], after: int, *, but: int = 0
    ) -> Mapping[str, set[str]]:
        """Read readers' letters."""
        told: dict[str, set[str]] = defaultdict(set)
        for one in self._state.deliveries.values():
            if one.subscription_id in subscription_ids and one.upto > after:
                told[one.subscription_id].update(one.articles if one.mailing_id != but else ())
        return told

    def put_letters(self, mails_: Sequence[OutboxMail], deliveries_: Sequence[Delivery]) -> None:
        """Insert; a second letter of one mailing is refused."""
        for one in deliveries_:
            if (one.subscription_id, one.mailing_id) in self._state.deliveries:
                raise ValueError("this reader has a letter of this mailing already")
            self._state.deliveries[one.subscription_id, one.mailing_id] = one
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
        mine = [one for one in every if one.subscription_id == subscription_id]
        return sorted(mine, key=lambda one: one.mailing_id)

    def take_back(self, delivery: Delivery) -> None:
        """Delete, and move the reader's number back if it is beyond."""
        self._state.deliveries.pop((delivery.subscription_id, delivery.mailing_id), None)
        reader = self._state.subscriptions.get(delivery.subscription_id)
        if reader and reader.told > delivery.after:
            self._state.subscriptions[reader.id] = replace(reader, told=delivery.after)

    def progress(self, mailing_id: int) -> tuple[int, int]:
        """Count."""
        found = [one for one in self._state.deliveries.values() if one.mailing_id == mailing_id]
        return len(found), sum(one.sent_at is not None for one in found)
