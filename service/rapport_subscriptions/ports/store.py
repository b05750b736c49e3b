"""The store, and one transaction on it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from rapport_subscriptions.ports.mailings import ArticleRepository, MailingRepository, Marks
    from rapport_subscriptions.ports.operators import OperatorRepository
    from rapport_subscriptions.ports.outbox import Outbox
    from rapport_subscriptions.ports.requests import Counters, RequestQueue
    from rapport_subscriptions.ports.series import SeriesRepository
    from rapport_subscriptions.ports.subscriptions import (
        AddressRepository,
        ConsentLedger,
        SubscriptionRepository,
        TokenRepository,
    )
    from rapport_subscriptions.ports.sums import SumRepository


class Transaction(Protocol):
    """Reads and writes that take effect together or not at all."""

    @property
    def subscriptions(self) -> SubscriptionRepository:
        """Subscriptions, one for each address."""
        ...

    @property
    def consents(self) -> ConsentLedger:
        """The append-only ledger of what subscribers agreed to."""
        ...

    @property
    def tokens(self) -> TokenRepository:
        """Derived tokens, found by their digest."""
        ...

    @property
    def addresses(self) -> AddressRepository:
        """Address histories, by keyed hash."""
        ...

    @property
    def requests(self) -> RequestQueue:
        """Requests waiting to be processed."""
        ...

    @property
    def counters(self) -> Counters:
        """Counts by name and time window."""
        ...

    @property
    def outbox(self) -> Outbox:
        """Emails to be sent."""
        ...

    @property
    def marks(self) -> Marks:
        """When something was last done, by name."""
        ...

    @property
    def articles(self) -> ArticleRepository:
        """Articles of the blog, as the service knows them."""
        ...

    @property
    def mailings(self) -> MailingRepository:
        """Mailings and their letters."""
        ...

    @property
    def series(self) -> SeriesRepository:
        """Readers of series."""
        ...

    @property
    def sums(self) -> SumRepository:
        """Sums by day, and of mailings."""
        ...

    @property
    def operators(self) -> OperatorRepository:
        """Operators' links and sessions, and the log of their actions."""
        ...

    def lock(self, *keys: str) -> None:
        """Wait until no other transaction works on the addresses with these keys."""
        ...

    def numbers(self) -> dict[str, int]:
        """Return counts for metrics: `subscriptions.confirmed`, `mails.ready`, `requests`."""
        ...


class Store(Protocol):
    """The storage of everything; it may be used from several threads."""

    patience: float
    """The seconds after which a request gives up waiting for an answer."""

    def transaction(self) -> AbstractContextManager[Transaction]:
        """Begin a transaction that is durable once the block ends without an exception."""
        ...

    def reading(self) -> AbstractContextManager[Transaction]:
        """Begin a read-only transaction, which blocks no writer."""
        ...

    def check(self) -> None:
        """Run a real query; raise DatabaseError if that fails."""
        ...

    def close(self) -> None:
        """Release connections."""
        ...
