"""Sums, kept in memory."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from rapport_subscriptions.ports.sums import Permissions
from rapport_subscriptions.rules.consent import PERMITS, Act
from rapport_subscriptions.rules.outbox import MailKind, MailState
from rapport_subscriptions.rules.subscription import Status
from rapport_subscriptions.rules.sums import day_name, sums_of
from rapport_subscriptions.store.memory.state import MemoryRepository, State

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from rapport_subscriptions.rules.consent import Consent
    from rapport_subscriptions.rules.mailing import Delivery


def add_line(state: State, line: Consent) -> None:
    """Add a line of the ledger to the sums of its day."""
    for name in sums_of(line):
        key = day_name(line), name
        state.daily_sums[key] = state.daily_sums.get(key, 0) + 1


class MemorySumRepository(MemoryRepository):
    """Sums by day and of mailings."""

    def by_day(self, prefix: str, since: str) -> Mapping[tuple[str, str], int]:
        """Read by prefix of the name."""
        return {
            (day, name.removeprefix(prefix)): number
            for (day, name), number in self._state.daily_sums.items()
            if name.startswith(prefix) and day >= since
        }

    def total(self, prefix: str, since: str) -> Mapping[str, int]:
        """Sum by name."""
        totals: Counter[str] = Counter()
        for (_, name), number in self.by_day(prefix, since).items():
            totals[name] += number
        return totals

    def put_day(self, day: str, numbers: Mapping[str, int]) -> None:
        """Insert or update."""
        self._state.daily_sums.update({(day, name): number for name, number in numbers.items()})

    def of_mailings(self, mailing_ids: Sequence[int]) -> Mapping[int, Mapping[str, int]]:
        """Read by mailing."""
        return {
            mailing_id: self._state.mailing_sums.get(mailing_id, {}) for mailing_id in mailing_ids
        }

    def put_mailing(self, mailing_id: int, numbers: Mapping[str, int]) -> None:
        """Overwrite."""
        self._state.mailing_sums[mailing_id] = dict(numbers)

    def count_mailing(self, mailing_id: int) -> Mapping[str, int]:
        """Count."""
        numbers: Counter[str] = Counter()
        letters = [
            delivery
            for delivery in self._state.deliveries.values()
            if delivery.mailing_id == mailing_id
        ]
        for letter in letters:
            numbers["letters"] += 1
            numbers["sent"] += letter.sent_at is not None
            if letter.bounce:
                numbers[f"bounce: {letter.bounce.value}"] += 1
            reader = self._state.subscriptions.get(letter.subscription_id)
            left = reader.unsubscribed_at if reader else None
            numbers["unsubscribed"] += bool(
                left and letter.sent_at and letter.sent_at <= left and not self._later(letter)
            )
        for mail in self._state.mails.values():
            is_its = mail.mailing_id == mailing_id and mail.kind is MailKind.ARTICLES
            if is_its and mail.state is not MailState.SENT:
                numbers[f"mail: {mail.state.value}"] += 1
                if mail.reason and mail.state in {MailState.FAILED, MailState.DEFERRED}:
                    numbers[f"reason: {mail.reason}"] += 1
        return {name: number for name, number in numbers.items() if number}

    def _later(self, letter: Delivery) -> bool:
        every = self._state.deliveries.values()
        return any(
            delivery.subscription_id == letter.subscription_id
            and delivery.mailing_id > letter.mailing_id
            for delivery in every
        )

    def count_permissions(self) -> Permissions:
        """Look through the ledger."""
        members = [reader for reader in self._state.subscriptions.values() if reader.is_member()]
        articles = {reader.id for reader in members if reader.gets_articles}
        others = {reader.id for reader in members if not reader.gets_articles}
        allowed: set[str] = set()
        proven: set[str] = set()
        for line in self._state.consents.values():
            reader_id = line.subscription_id
            if reader_id in others and line.act is Act.SERIES_CONFIRMED and line.text:
                allowed.add(reader_id)
                proven.add(reader_id)
            elif reader_id in articles and line.act in PERMITS:
                allowed.add(reader_id)
                proven |= {reader_id} if line.act is Act.CONFIRMED and line.text else set()
        return Permissions(len(members), len(allowed), len(proven))

    def count_silence(self, since: datetime) -> tuple[int, Sequence[float]]:
        """Examine each reader's last letter."""
        left = {
            subscription.id: subscription.unsubscribed_at
            for subscription in self._state.subscriptions.values()
            if subscription.status is Status.UNSUBSCRIBED
            and subscription.unsubscribed_at
            and subscription.unsubscribed_at >= since
        }
        late: dict[str, float] = {}
        for letter in self._state.deliveries.values():
            at = left.get(letter.subscription_id)
            if at and letter.sent_at and letter.sent_at > at:
                seconds = (letter.sent_at - at).total_seconds()
                late[letter.subscription_id] = max(seconds, late.get(letter.subscription_id, 0.0))
        return len(left), list(late.values())

    def count_sent(self, since: datetime) -> int:
        """Count by state."""
        mails = self._state.mails.values()
        return sum(mail.state is MailState.SENT and mail.created_at >= since for mail in mails)
