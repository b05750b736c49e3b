"""Subscriptions, their ledger and tokens, and histories of addresses, on either database."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, delete, func, select, update

from rapport_subscriptions.rules.consent import shortened
from rapport_subscriptions.rules.subscription import MEMBERS, Status
from rapport_subscriptions.store.sql import rows, statements
from rapport_subscriptions.store.sql.repository import Repository
from rapport_subscriptions.store.sql.tables import (
    address_histories,
    consents,
    subscriptions,
    tokens,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement

    from rapport_subscriptions.rules.address_history import AddressHistory
    from rapport_subscriptions.rules.consent import Consent
    from rapport_subscriptions.rules.subscription import Subscription
    from rapport_subscriptions.rules.tokens import Token


class SqlSubscriptionRepository(Repository):
    """Subscriptions, one for each address."""

    def get(self, subscription_id: str, *, held: bool = True) -> Subscription | None:
        """Read by id."""
        row = self._one(subscriptions, "id", subscription_id, held=held)
        return rows.subscription_of(row) if row else None

    def by_address(self, key: str) -> Subscription | None:
        """Read by address."""
        row = self._one(subscriptions, "email_key", key)
        return rows.subscription_of(row) if row else None

    def by_addresses(self, keys: Sequence[str]) -> Mapping[str, Subscription]:
        """Read by addresses."""
        found = self._of(statements.SUBSCRIPTIONS, keys)
        return {row["email_key"]: rows.subscription_of(row) for row in found}

    def put(self, subscription: Subscription) -> None:
        """Insert or update."""
        self._put(subscriptions, rows.subscription_row(subscription), "id")

    def put_all(self, written: Sequence[Subscription]) -> None:
        """Insert or update, all in one go."""
        self._put_all(subscriptions, [rows.subscription_row(each) for each in written], "id")

    def delete(self, subscription_id: str) -> None:
        """Delete; ledger, tokens and mails go along by foreign key."""
        self._connection.execute(delete(subscriptions).where(subscriptions.c.id == subscription_id))

    def at(self, domain: str, status: Status) -> Sequence[Subscription]:
        """Read those at a domain."""
        query = select(subscriptions).where(_at(domain), subscriptions.c.status == status.value)
        return [rows.subscription_of(row) for row in self._all(query)]

    def count_at(self, domain: str) -> int:
        """Count those at a domain."""
        counted = subscriptions.c.status.in_((*MEMBERS, Status.SUPPRESSED))
        query = select(func.count()).where(_at(domain), counted)
        return int(self._connection.execute(query).scalar_one())

    def all(self) -> Iterator[Subscription]:
        """Stream, oldest first."""
        result = self._connection.execution_options(yield_per=1_000).execute(
            select(subscriptions).order_by(subscriptions.c.asked_at, subscriptions.c.id)
        )
        return (rows.subscription_of(row) for row in result.mappings())

    def pending_since(self, before: datetime, limit: int) -> Sequence[Subscription]:
        """Read old ones."""
        pending = subscriptions.c.status == Status.PENDING.value
        query = select(subscriptions).where(pending, subscriptions.c.asked_at < before)
        found = self._all(self._passing_over(query.limit(limit)))
        return [rows.subscription_of(row) for row in found]


class SqlConsentLedger(Repository):
    """The append-only ledger of what subscribers agreed to."""

    def append(self, consent: Consent) -> None:
        """Insert."""
        self._connection.execute(statements.insert(consents), rows.consent_row(consent))

    def append_all(self, lines: Sequence[Consent]) -> None:
        """Insert, all in one go."""
        if lines:
            self._connection.execute(
                statements.insert(consents), [rows.consent_row(line) for line in lines]
            )

    def get(self, consent_id: str) -> Consent | None:
        """Read one line."""
        row = self._one(consents, "id", consent_id, held=False)  # a line never changes
        return rows.consent_of(row) if row else None

    def of(self, subscription_id: str) -> Sequence[Consent]:
        """Read a reader's lines."""
        found = self._connection.execute(statements.LEDGER, {"value": subscription_id})
        return [rows.consent_of(row) for row in found.mappings()]

    def of_all(self, subscription_ids: Sequence[str]) -> Mapping[str, Sequence[Consent]]:
        """Read many readers' lines."""
        ledgers: dict[str, list[Consent]] = {known_id: [] for known_id in subscription_ids}
        for row in self._of(statements.LEDGERS, subscription_ids):
            ledgers[row["subscription_id"]].append(rows.consent_of(row))
        return ledgers

    def shorten_networks(self, before: datetime, limit: int) -> int:
        """Update the only column that ever changes in the ledger."""
        query = select(consents.c.number, consents.c.network).where(
            consents.c.network_shortened.is_(False), consents.c.at < before
        )
        found = self._all(query.limit(limit))
        if found:
            self._connection.execute(
                update(consents)
                .where(consents.c.number == bindparam("line"))
                .values(network=bindparam("short"), network_shortened=True),
                [{"line": row["number"], "short": shortened(row["network"])} for row in found],
            )
        return len(found)


class SqlTokenRepository(Repository):
    """Derived tokens, known by their digest."""

    def put(self, token: Token) -> None:
        """Insert or update."""
        self._put(tokens, rows.token_row(token), "digest")

    def put_all(self, written: Sequence[Token]) -> None:
        """Insert or update, all in one go."""
        self._put_all(tokens, [rows.token_row(token) for token in written], "digest")

    def get(self, digest: str, *, held: bool = True) -> Token | None:
        """Read by digest."""
        row = self._one(tokens, "digest", digest, held=held)
        return rows.token_of(row) if row else None

    def delete_expired(self, before: datetime) -> None:
        """Delete old ones."""
        self._connection.execute(delete(tokens).where(tokens.c.expires_at < before))


class SqlAddressRepository(Repository):
    """What is remembered of addresses, by keyed hash."""

    def get(self, hashes: Sequence[str]) -> AddressHistory | None:
        """Read under the newest key that knows the address."""
        found = self.get_all(hashes)
        return next((found[known] for known in hashes if known in found), None)

    def get_all(self, hashes: Sequence[str]) -> Mapping[str, AddressHistory]:
        """Read by hashes."""
        found = self._of(statements.ADDRESS_HISTORIES, hashes)
        return {row["hash"]: rows.history_of(row) for row in found}

    def put(self, history: AddressHistory) -> None:
        """Insert or update."""
        self._put(address_histories, rows.history_row(history), "hash")

    def put_all(self, histories: Sequence[AddressHistory]) -> None:
        """Insert or update, all in one go."""
        self._put_all(address_histories, [rows.history_row(each) for each in histories], "hash")


def _at(domain: str) -> ColumnElement[bool]:
    return subscriptions.c.email_key.endswith(f"@{domain}", autoescape=True)
