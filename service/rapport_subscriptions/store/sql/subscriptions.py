"""Subscriptions, their ledger and tokens, and address histories, on either database."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, delete, func, select, update

from rapport_subscriptions.rules.consent import shortened
from rapport_subscriptions.rules.subscription import MEMBERS, Status
from rapport_subscriptions.rules.sums import day_name, sums_of
from rapport_subscriptions.store.sql import rows, statements
from rapport_subscriptions.store.sql.base_tables import address_histories
from rapport_subscriptions.store.sql.repository import SqlRepository
from rapport_subscriptions.store.sql.tables import consents, subscriptions, tokens

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement

    from rapport_subscriptions.rules.address_history import AddressHistory
    from rapport_subscriptions.rules.consent import Consent
    from rapport_subscriptions.rules.subscription import Subscription
    from rapport_subscriptions.rules.tokens import Token


class SqlSubscriptionRepository(SqlRepository):
    """Subscriptions, one for each address."""

    def get(self, subscription_id: str, *, held: bool = True) -> Subscription | None:
        """Read by id."""
        known = self._ahead("id", subscription_id, held=held)
        if known:
            return known.value
        row = self._one(subscriptions, "id", subscription_id, held=held)
        return rows.subscription_of(row) if row else None

    def by_address(self, key: str) -> Subscription | None:
        """Read by address."""
        known = self._ahead("email_key", key, held=True)
        if known:
            return known.value
        row = self._one(subscriptions, "email_key", key)
        return rows.subscription_of(row) if row else None

    def by_addresses(self, keys: Sequence[str]) -> Mapping[str, Subscription]:
        """Read by addresses."""
        matching = self._rows_among(subscriptions, "email_key", keys, held=False)
        return {row["email_key"]: rows.subscription_of(row) for row in matching}

    def put(self, subscription: Subscription) -> None:
        """Insert or update."""
        self._put(subscriptions, rows.subscription_row(subscription), "id")
        before = self._ahead("id", subscription.id, held=False)
        if before and before.value and before.value.email.key != subscription.email.key:
            self._remember("email_key", before.value.email.key, None)
        self._remember("id", subscription.id, subscription)
        self._remember("email_key", subscription.email.key, subscription)

    def read_ahead(self, subscription_ids: Iterable[str]) -> Sequence[Subscription]:
        """Read many by id."""
        make = rows.subscription_of
        return self._read_ahead(subscriptions, "id", subscription_ids, make, held=False)

    def read_addresses_ahead(self, keys: Iterable[str]) -> None:
        """Read many by address."""
        self._read_ahead(subscriptions, "email_key", keys, rows.subscription_of, held=True)

    def put_all(self, written: Sequence[Subscription]) -> None:
        """Insert or update, all in one statement."""
        for subscription in written:
            self.put(subscription)

    def delete(self, subscription_id: str) -> None:
        """Delete; foreign keys delete ledger, tokens and emails."""
        self._write(delete(subscriptions).where(subscriptions.c.id == subscription_id))

    def at(self, domain: str, status: Status) -> Sequence[Subscription]:
        """Read those at a domain."""
        query = select(subscriptions).where(_at(domain), subscriptions.c.status == status.value)
        return [rows.subscription_of(row) for row in self._all(query)]

    def count_at(self, domain: str) -> int:
        """Count those at a domain."""
        counted = subscriptions.c.status.in_((*MEMBERS, Status.SUPPRESSED))
        query = select(func.count()).where(_at(domain), counted)
        return int(self._read(query).scalar_one())

    def all(self) -> Iterator[Subscription]:
        """Stream, oldest first."""
        self._buffer.flush()
        result = self._connection.execution_options(yield_per=1_000).execute(
            select(subscriptions).order_by(subscriptions.c.asked_at, subscriptions.c.id)
        )
        return (rows.subscription_of(row) for row in result.mappings())

    def pending_since(self, before: datetime, limit: int) -> Sequence[Subscription]:
        """Read old ones."""
        pending = subscriptions.c.status == Status.PENDING.value
        query = select(subscriptions).where(pending, subscriptions.c.asked_at < before)
        matching = self._all(self._passing_over(query.limit(limit)))
        return [rows.subscription_of(row) for row in matching]


class SqlConsentLedger(SqlRepository):
    """The append-only ledger of what subscribers agreed to."""

    def append(self, consent: Consent) -> None:
        """Insert."""
        statement = statements.insert(consents)
        place = len(self._buffer.waiting(statement))  # lines are numbered as they come
        self._buffer.put(statement, place, rows.consent_row(consent))
        self._buffer.add_to_sums(day_name(consent), sums_of(consent))
        self._remember("id", consent.id, consent)

    def append_all(self, lines: Sequence[Consent]) -> None:
        """Insert, all in one statement."""
        for line in lines:
            self.append(line)

    def get(self, consent_id: str) -> Consent | None:
        """Read one line."""
        known = self._ahead("id", consent_id, held=False)
        if known:
            return known.value
        row = self._one(consents, "id", consent_id, held=False)  # a line never changes
        return rows.consent_of(row) if row else None

    def read_ahead(self, consent_ids: Iterable[str]) -> None:
        """Read many lines."""
        self._read_ahead(consents, "id", consent_ids, rows.consent_of, held=False)

    def of(self, subscription_id: str) -> Sequence[Consent]:
        """Read a reader's lines."""
        ledger = self._read(statements.LEDGER, {"value": subscription_id})
        return [rows.consent_of(row) for row in ledger.mappings()]

    def of_all(self, subscription_ids: Sequence[str]) -> Mapping[str, Sequence[Consent]]:
        """Read many readers' lines."""
        ledgers: dict[str, list[Consent]] = {known_id: [] for known_id in subscription_ids}
        ledger_rows = self._rows_among(consents, "subscription_id", subscription_ids, held=False)
        for row in sorted(ledger_rows, key=lambda row: int(row["number"])):
            ledgers[row["subscription_id"]].append(rows.consent_of(row))
        return ledgers

    def shorten_networks(self, before: datetime, limit: int) -> int:
        """Update the only column that ever changes in the ledger."""
        query = select(consents.c.number, consents.c.network).where(
            consents.c.network_shortened.is_(False), consents.c.at < before
        )
        matching = self._all(query.limit(limit))
        if matching:
            self._write(
                update(consents)
                .where(consents.c.number == bindparam("line"))
                .values(network=bindparam("short"), network_shortened=True),
                [{"line": row["number"], "short": shortened(row["network"])} for row in matching],
            )
        return len(matching)


class SqlTokenRepository(SqlRepository):
    """Derived tokens, found by their digest."""

    def put(self, token: Token) -> None:
        """Insert or update."""
        self._put(tokens, rows.token_row(token), "digest")
        self._remember("digest", token.digest, token)

    def read_ahead(self, digests: Iterable[str]) -> Sequence[Token]:
        """Read many by digest."""
        return self._read_ahead(tokens, "digest", digests, rows.token_of, held=False)

    def put_all(self, written: Sequence[Token]) -> None:
        """Insert or update, all in one statement."""
        for token in written:
            self.put(token)

    def get(self, digest: str, *, held: bool = True) -> Token | None:
        """Read by digest."""
        known = self._ahead("digest", digest, held=held)
        if known:
            return known.value
        row = self._one(tokens, "digest", digest, held=held)
        return rows.token_of(row) if row else None

    def delete_expired(self, before: datetime, limit: int) -> int:
        """Delete old ones."""
        some = select(tokens.c.digest).where(tokens.c.expires_at < before).limit(limit)
        return int(self._write(delete(tokens).where(tokens.c.digest.in_(some))).rowcount)


class SqlAddressRepository(SqlRepository):
    """Address histories, by keyed hash."""

    def get(self, hashes: Sequence[str]) -> AddressHistory | None:
        """Read under the newest key that knows the address."""
        return next(iter(self.get_all(hashes).values()), None)

    def get_all(self, hashes: Sequence[str]) -> Mapping[str, AddressHistory]:
        """Read by hashes."""
        self.read_ahead(hashes)
        known = {
            address_hash: self._ahead("hash", address_hash, held=False) for address_hash in hashes
        }
        return {
            address_hash: read.value for address_hash, read in known.items() if read and read.value
        }

    def read_ahead(self, hashes: Iterable[str]) -> None:
        """Read many by hash, except those already read or about to be written."""
        make = rows.history_of
        unknown = [
            address_hash
            for address_hash in hashes
            if not self._ahead("hash", address_hash, held=False)
        ]
        self._read_ahead(address_histories, "hash", unknown, make, held=False)

    def put(self, history: AddressHistory) -> None:
        """Insert or update."""
        self._put(address_histories, rows.history_row(history), "hash")
        self._remember("hash", history.hash, history)

    def put_all(self, histories: Sequence[AddressHistory]) -> None:
        """Insert or update, all in one statement."""
        for history in histories:
            self.put(history)


def _at(domain: str) -> ColumnElement[bool]:
    return subscriptions.c.email_key.endswith(f"@{domain}", autoescape=True)
