"""Subscriptions, their ledger and tokens, and address histories."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from rapport_subscriptions.rules.address_history import AddressHistory
    from rapport_subscriptions.rules.consent import Consent
    from rapport_subscriptions.rules.subscription import Status, Subscription
    from rapport_subscriptions.rules.tokens import Token


class SubscriptionRepository(Protocol):
    """Subscriptions, one for each address."""

    def get(self, subscription_id: str, *, held: bool = True) -> Subscription | None:
        """Return the subscription with this id; `held` locks it until the end."""
        ...

    def by_address(self, key: str) -> Subscription | None:
        """Return the subscription of the address with this key, locked until the end."""
        ...

    def by_addresses(self, keys: Sequence[str]) -> Mapping[str, Subscription]:
        """Return the subscriptions of some addresses by their keys, without locking them."""
        ...

    def read_ahead(self, subscription_ids: Iterable[str]) -> Sequence[Subscription]:
        """Return the subscriptions with these ids; an unlocked `get` then costs nothing."""
        ...

    def read_addresses_ahead(self, keys: Iterable[str]) -> None:
        """Read the subscriptions of several addresses at once, locked until the end."""
        ...

    def put(self, subscription: Subscription) -> None:
        """Write a subscription, new or known."""
        ...

    def put_all(self, subscriptions: Sequence[Subscription]) -> None:
        """Write many, new or known."""
        ...

    def delete(self, subscription_id: str) -> None:
        """Delete a subscription with its ledger, its tokens and its emails."""
        ...

    def at(self, domain: str, status: Status) -> Sequence[Subscription]:
        """Return the subscriptions with a status whose addresses are at a domain."""
        ...

    def count_at(self, domain: str) -> int:
        """Count the subscribers whose addresses are at a domain, including suppressed ones."""
        ...

    def all(self) -> Iterator[Subscription]:
        """Return all subscriptions in the order of their requests."""
        ...

    def pending_since(self, before: datetime, limit: int) -> Sequence[Subscription]:
        """Return subscriptions requested before a time that nobody confirmed."""
        ...


class ConsentLedger(Protocol):
    """The append-only ledger of what subscribers agreed to."""

    def append(self, consent: Consent) -> None:
        """Add a line to the ledger."""
        ...

    def append_all(self, consents: Sequence[Consent]) -> None:
        """Add many, in this order."""
        ...

    def get(self, consent_id: str) -> Consent | None:
        """Return one line of the ledger."""
        ...

    def read_ahead(self, consent_ids: Iterable[str]) -> None:
        """Read several lines at once."""
        ...

    def of(self, subscription_id: str) -> Sequence[Consent]:
        """Return a subscription's lines of the ledger, oldest first."""
        ...

    def of_all(self, subscription_ids: Sequence[str]) -> Mapping[str, Sequence[Consent]]:
        """Return the lines of many subscriptions by their ids, oldest first."""
        ...

    def shorten_networks(self, before: datetime, limit: int) -> int:
        """Shorten network addresses in lines older than a time; return how many."""
        ...


class TokenRepository(Protocol):
    """Derived tokens, found by their digest."""

    def put(self, token: Token) -> None:
        """Write a token, new or known."""
        ...

    def put_all(self, tokens: Sequence[Token]) -> None:
        """Write many, new or known."""
        ...

    def get(self, digest: str, *, held: bool = True) -> Token | None:
        """Return the token with this digest; `held` locks it until the end."""
        ...

    def read_ahead(self, digests: Iterable[str]) -> Sequence[Token]:
        """Return the tokens with these digests; an unlocked `get` then costs nothing."""
        ...

    def delete_expired(self, before: datetime, limit: int) -> int:
        """Delete tokens that expired before a time; return how many."""
        ...


class AddressRepository(Protocol):
    """Address histories, by keyed hash."""

    def get(self, hashes: Sequence[str]) -> AddressHistory | None:
        """Return the history of an address under any of its keyed hashes."""
        ...

    def read_ahead(self, hashes: Iterable[str]) -> None:
        """Read the histories of several addresses at once."""
        ...

    def put(self, history: AddressHistory) -> None:
        """Write the history of an address."""
        ...

    def get_all(self, hashes: Sequence[str]) -> Mapping[str, AddressHistory]:
        """Return the histories under these hashes, by hash."""
        ...

    def put_all(self, histories: Sequence[AddressHistory]) -> None:
        """Write the histories of many addresses."""
        ...
