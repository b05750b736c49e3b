"""Subscriptions, their ledger and tokens, and address histories, in memory."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from rapport_subscriptions.rules.consent import shortened
from rapport_subscriptions.rules.subscription import MEMBERS, Status
from rapport_subscriptions.store.memory.state import MemoryRepository, without
from rapport_subscriptions.store.memory.sums import add_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from rapport_subscriptions.rules.address_history import AddressHistory
    from rapport_subscriptions.rules.consent import Consent
    from rapport_subscriptions.rules.subscription import Subscription
    from rapport_subscriptions.rules.tokens import Token


class MemorySubscriptionRepository(MemoryRepository):
    """Subscriptions, one for each address."""

    def get(self, subscription_id: str, *, held: bool = True) -> Subscription | None:
        """Read by id."""
        del held  # transactions are one after the other anyway
        return self._state.subscriptions.get(subscription_id)

    def by_address(self, key: str) -> Subscription | None:
        """Read by address."""
        every = self._state.subscriptions.values()
        return next((subscription for subscription in every if subscription.email.key == key), None)

    def by_addresses(self, keys: Sequence[str]) -> Mapping[str, Subscription]:
        """Read by addresses."""
        wanted, every = set(keys), self._state.subscriptions.values()
        return {
            subscription.email.key: subscription
            for subscription in every
            if subscription.email.key in wanted
        }

    def put(self, subscription: Subscription) -> None:
        """Insert or update; an address has one subscription."""
        other = self.by_address(subscription.email.key)
        if other and other.id != subscription.id:
            raise ValueError("this address has a subscription already")
        self._state.subscriptions[subscription.id] = subscription

    def put_all(self, subscriptions: Sequence[Subscription]) -> None:
        """Insert or update."""
        for subscription in subscriptions:
            self.put(subscription)

    def read_ahead(self, subscription_ids: Iterable[str]) -> Sequence[Subscription]:
        """Read by id."""
        known = self._state.subscriptions
        return [
            known[subscription_id]
            for subscription_id in set(subscription_ids)
            if subscription_id in known
        ]

    def read_addresses_ahead(self, keys: Iterable[str]) -> None:
        """Do nothing: memory needs no reading ahead."""

    def delete(self, subscription_id: str) -> None:
        """Delete everything of a subscription."""
        state = self._state
        state.subscriptions.pop(subscription_id, None)
        state.consents = without(state.consents, subscription_id)
        state.tokens = without(state.tokens, subscription_id)
        state.mails = without(state.mails, subscription_id)
        state.deliveries = without(state.deliveries, subscription_id)
        state.series_readers = without(state.series_readers, subscription_id)

    def at(self, domain: str, status: Status) -> Sequence[Subscription]:
        """Read those at a domain."""
        every = self._state.subscriptions.values()
        there = [subscription for subscription in every if subscription.email.domain == domain]
        return [subscription for subscription in there if subscription.status is status]

    def count_at(self, domain: str) -> int:
        """Count those at a domain."""
        return sum(len(self.at(domain, status)) for status in (*MEMBERS, Status.SUPPRESSED))

    def all(self) -> Iterator[Subscription]:
        """Return them oldest first."""
        every = self._state.subscriptions.values()
        return iter(
            sorted(every, key=lambda subscription: (subscription.asked_at, subscription.id))
        )

    def pending_since(self, before: datetime, limit: int) -> Sequence[Subscription]:
        """Read old ones."""
        every = self._state.subscriptions.values()
        pending = [subscription for subscription in every if subscription.status is Status.PENDING]
        return [subscription for subscription in pending if subscription.asked_at < before][:limit]


class MemoryConsentLedger(MemoryRepository):
    """The append-only ledger of what subscribers agreed to."""

    def append(self, consent: Consent) -> None:
        """Append."""
        self._state.consents[consent.id] = consent
        add_line(self._state, consent)

    def append_all(self, consents: Sequence[Consent]) -> None:
        """Append."""
        for consent in consents:
            self.append(consent)

    def get(self, consent_id: str) -> Consent | None:
        """Read one line."""
        return self._state.consents.get(consent_id)

    def read_ahead(self, consent_ids: Iterable[str]) -> None:
        """Do nothing: memory needs no reading ahead."""

    def of(self, subscription_id: str) -> Sequence[Consent]:
        """Read a reader's lines."""
        every = self._state.consents.values()
        return [line for line in every if line.subscription_id == subscription_id]

    def of_all(self, subscription_ids: Sequence[str]) -> Mapping[str, Sequence[Consent]]:
        """Read many readers' lines."""
        return {known_id: self.of(known_id) for known_id in subscription_ids}

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


class MemoryTokenRepository(MemoryRepository):
    """Derived tokens, found by their digest."""

    def put(self, token: Token) -> None:
        """Insert or update."""
        self._state.tokens[token.digest] = token

    def put_all(self, tokens: Sequence[Token]) -> None:
        """Insert or update."""
        for token in tokens:
            self.put(token)

    def get(self, digest: str, *, held: bool = True) -> Token | None:
        """Read by digest."""
        del held
        return self._state.tokens.get(digest)

    def read_ahead(self, digests: Iterable[str]) -> Sequence[Token]:
        """Read by digest."""
        return [
            self._state.tokens[digest] for digest in set(digests) if digest in self._state.tokens
        ]

    def delete_expired(self, before: datetime, limit: int) -> int:
        """Delete old ones."""
        every = self._state.tokens.items()
        old = [key for key, token in every if token.expires_at < before][:limit]
        for digest in old:
            del self._state.tokens[digest]
        return len(old)


class MemoryAddressRepository(MemoryRepository):
    """Address histories, by keyed hash."""

    def get(self, hashes: Sequence[str]) -> AddressHistory | None:
        """Read under the newest key that knows the address."""
        known = self._state.address_histories
        return next((known[known_hash] for known_hash in hashes if known_hash in known), None)

    def read_ahead(self, hashes: Iterable[str]) -> None:
        """Do nothing: memory needs no reading ahead."""

    def put(self, history: AddressHistory) -> None:
        """Insert or update."""
        self._state.address_histories[history.hash] = history

    def get_all(self, hashes: Sequence[str]) -> Mapping[str, AddressHistory]:
        """Read by hashes."""
        known = self._state.address_histories
        return {
            address_hash: known[address_hash] for address_hash in hashes if address_hash in known
        }

    def put_all(self, histories: Sequence[AddressHistory]) -> None:
        """Insert or update."""
        for history in histories:
            self.put(history)
