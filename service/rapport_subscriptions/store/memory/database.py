"""A store in memory, for tests and try-outs; it keeps the same contract as the real one."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from rapport_subscriptions.rules.consent import shortened
from rapport_subscriptions.rules.outbox import DONE, HELD, OPEN, MailKind
from rapport_subscriptions.rules.subscription import Status
from rapport_subscriptions.store.memory.mailings import MemoryLetterBook, State

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from rapport_subscriptions.rules.address_history import Standing
    from rapport_subscriptions.rules.consent import Consent
    from rapport_subscriptions.rules.mailing import Delivery
    from rapport_subscriptions.rules.outbox import OutboxMail
    from rapport_subscriptions.rules.pending_request import Request
    from rapport_subscriptions.rules.subscription import Subscription
    from rapport_subscriptions.rules.tokens import Token


Key = TypeVar("Key")
Row = TypeVar("Row", "Consent", "Token", "OutboxMail", "Delivery")


class MemoryTransaction(MemoryLetterBook):
    """Works on a copy, which becomes the state when the block ends well."""

    def lock(self, *keys: str) -> None:
        """Transactions are one after the other anyway."""

    def subscription(self, subscription_id: str, *, held: bool = True) -> Subscription | None:
        """Read by id."""
        del held  # transactions are one after the other anyway
        return self._state.subscriptions.get(subscription_id)

    def subscription_of(self, key: str) -> Subscription | None:
        """Read by address."""
        every = self._state.subscriptions.values()
        return next((one for one in every if one.email.key == key), None)

    def put_subscription(self, subscription: Subscription) -> None:
        """Insert or update; an address has one subscription."""
        other = self.subscription_of(subscription.email.key)
        if other and other.id != subscription.id:
            raise ValueError("this address has a subscription already")
        self._state.subscriptions[subscription.id] = subscription

    def forget(self, subscription_id: str) -> None:
        """Delete everything of a subscription."""
        state = self._state
        state.subscriptions.pop(subscription_id, None)
        state.consents = _without(state.consents, subscription_id)
        state.tokens = _without(state.tokens, subscription_id)
        state.mails = _without(state.mails, subscription_id)
        state.deliveries = _without(state.deliveries, subscription_id)

    def subscriptions(self) -> Iterator[Subscription]:
        """Answer them oldest first."""
        every = self._state.subscriptions.values()
        return iter(sorted(every, key=lambda one: (one.asked_at, one.id)))

    def append_consent(self, consent: Consent) -> None:
        """Append."""
        self._state.consents[consent.id] = consent

    def consent(self, consent_id: str) -> Consent | None:
        """Read one line."""
        return self._state.consents.get(consent_id)

    def ledger(self, subscription_id: str) -> Sequence[Consent]:
        """Read a reader's lines."""
        every = self._state.consents.values()
        return [line for line in every if line.subscription_id == subscription_id]

    def shorten_networks(self, before: datetime, limit: int) -> int:
        """Shorten in place."""
        long = [
            line
            for line in self._state.consents.values()
            if line.at < before and line.origin.network not in {"", shortened(line.origin.network)}
        ][:limit]
        for line in long:
            origin = replace(line.origin, network=shortened(line.origin.network))
            self._state.consents[line.id] = replace(line, origin=origin)
        return len(long)

    def put_token(self, token: Token) -> None:
        """Insert or update."""
        self._state.tokens[token.digest] = token

    def token(self, digest: str, *, held: bool = True) -> Token | None:
        """Read by digest."""
        del held
        return self._state.tokens.get(digest)

    def standing(self, hashes: Sequence[str]) -> Standing | None:
        """Read under the newest key that knows the address."""
        known = self._state.standings
        return next((known[one] for one in hashes if one in known), None)

    def put_standing(self, standing: Standing) -> None:
        """Insert or update."""
        self._state.standings[standing.hash] = standing

    def count(self, name: str, since: datetime) -> int:
        """Add one."""
        return self.count_all({name: 1}, since)[name]

    def count_all(self, numbers: Mapping[str, int], since: datetime) -> Mapping[str, int]:
        """Add to each."""
        for name, number in numbers.items():
            self._state.counts[name, since] = self._state.counts.get((name, since), 0) + number
        return {name: self._state.counts[name, since] for name in numbers}

    def counts(self, name: str, since: datetime) -> Mapping[datetime, int]:
        """Look at each window."""
        counts = self._state.counts.items()
        return {start: n for (one, start), n in counts if one == name and start >= since}

    def counted(self, name: str, since: datetime) -> int:
        """Sum windows."""
        counts = self._state.counts.items()
        return sum(n for (one, start), n in counts if one == name and start >= since)

    def forget_counts(self, name_prefix: str, before: datetime) -> None:
        """Delete old windows."""
        self._state.counts = {
            (name, since): n
            for (name, since), n in self._state.counts.items()
            if not (name.startswith(name_prefix) and since < before)
        }

    def put_requests(self, arrived: Sequence[Request]) -> None:
        """Append."""
        self._state.requests.update({request.id: request for request in arrived})

    def has_requests(self) -> bool:
        """Look."""
        return bool(self._state.requests)

    def take_requests(self, limit: int) -> Sequence[Request]:
        """Take out the oldest."""
        taken = list(self._state.requests.values())[:limit]
        for request in taken:
            del self._state.requests[request.id]
        return taken

    def put_mail(self, mail: OutboxMail) -> None:
        """Insert or update."""
        self._state.mails[mail.id] = mail

    def put_mails(self, written: Sequence[OutboxMail]) -> None:
        """Insert or update."""
        self._state.mails.update({mail.id: mail for mail in written})

    def mail(self, mail_id: str) -> OutboxMail | None:
        """Read by id."""
        return self._state.mails.get(mail_id)

    def due_mails(self, now: datetime, limit: int) -> Sequence[OutboxMail]:
        """Read what may go."""
        mails = [one for one in self._open() if one.kind is not MailKind.ARTICLES]
        due = [one for one in mails if one.not_before <= now]
        return sorted(due, key=lambda one: (one.not_before, one.id))[:limit]

    def stale_mails(self, now: datetime, limit: int) -> Sequence[OutboxMail]:
        """Read what was left behind."""
        held = [one for one in self._state.mails.values() if one.state in HELD]
        return [one for one in held if one.lease_until and one.lease_until <= now][:limit]

    def mails_of(self, subscription_id: str) -> Sequence[OutboxMail]:
        """Read a reader's mails."""
        mine = [m for m in self._state.mails.values() if m.subscription_id == subscription_id]
        return sorted(mine, key=lambda one: one.created_at)

    def next_mail_at(self) -> datetime | None:
        """Read the earliest time a mail may go."""
        return min((one.not_before for one in self._open()), default=None)

    def forget_tokens(self, before: datetime) -> None:
        """Delete old ones."""
        every = self._state.tokens.items()
        self._state.tokens = {key: one for key, one in every if one.expires_at >= before}

    def forget_mails(self, before: datetime) -> None:
        """Delete old ones."""
        self._state.mails = {
            key: one
            for key, one in self._state.mails.items()
            if one.state not in DONE or one.created_at >= before
        }

    def pending_since(self, before: datetime, limit: int) -> Sequence[Subscription]:
        """Read old ones."""
        every = self._state.subscriptions.values()
        pending = [one for one in every if one.status is Status.PENDING]
        return [one for one in pending if one.asked_at < before][:limit]

    def numbers(self) -> dict[str, int]:
        """Count by state."""
        numbers = {"requests": len(self._state.requests)}
        states = [f"subscriptions.{one.status}" for one in self._state.subscriptions.values()]
        states += [f"mails.{one.state}" for one in self._state.mails.values()]
        states += [f"articles.{one.state}" for one in self._state.articles.values()]
        states += [f"mailings.{one.state}" for one in self._state.mailings.values()]
        for state in states:
            numbers[state] = numbers.get(state, 0) + 1
        return numbers

    def _open(self) -> list[OutboxMail]:
        return [one for one in self._state.mails.values() if one.state in OPEN]


class MemoryStore:
    """A store that ends with its process."""

    def __init__(self) -> None:
        self._state = State()
        self._lock = threading.Lock()

    @contextmanager
    def transaction(self) -> Iterator[MemoryTransaction]:
        """One after the other; an exception leaves no trace."""
        with self._lock:
            draft = self._state.copied()
            yield MemoryTransaction(draft)
            self._state = draft

    @contextmanager
    def reading(self) -> Iterator[MemoryTransaction]:
        """Read the state as it is now."""
        yield MemoryTransaction(self._state.copied())

    def check(self) -> None:
        """Memory is always there."""

    def close(self) -> None:
        """Nothing to give back."""


def _without(table: dict[Key, Row], subscription_id: str) -> dict[Key, Row]:
    return {key: row for key, row in table.items() if row.subscription_id != subscription_id}
