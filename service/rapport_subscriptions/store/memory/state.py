"""The tables in memory."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from datetime import datetime

    from rapport_subscriptions.rules.address_history import AddressHistory
    from rapport_subscriptions.rules.article import KnownArticle
    from rapport_subscriptions.rules.consent import Consent
    from rapport_subscriptions.rules.mailing import Delivery, Mailing
    from rapport_subscriptions.rules.operator import AuditLine, OperatorKey
    from rapport_subscriptions.rules.outbox import OutboxMail
    from rapport_subscriptions.rules.pending_request import PendingRequest
    from rapport_subscriptions.rules.sending_hold import SendingHold
    from rapport_subscriptions.rules.series import SeriesReader
    from rapport_subscriptions.rules.subscription import Subscription
    from rapport_subscriptions.rules.tokens import Token

Key = TypeVar("Key")
Row = TypeVar("Row", "Consent", "Token", "OutboxMail", "Delivery", "SeriesReader")


@dataclass
class State:
    """All tables."""

    subscriptions: dict[str, Subscription] = field(default_factory=dict)
    consents: dict[str, Consent] = field(default_factory=dict)
    tokens: dict[str, Token] = field(default_factory=dict)
    address_histories: dict[str, AddressHistory] = field(default_factory=dict)
    counts: dict[tuple[str, datetime], int] = field(default_factory=dict)
    requests: dict[str, PendingRequest] = field(default_factory=dict)
    mails: dict[str, OutboxMail] = field(default_factory=dict)
    holds: dict[str, SendingHold] = field(default_factory=dict)
    marks: dict[str, datetime] = field(default_factory=dict)
    articles: dict[str, KnownArticle] = field(default_factory=dict)
    mailings: dict[int, Mailing] = field(default_factory=dict)
    deliveries: dict[tuple[str, int], Delivery] = field(default_factory=dict)
    daily_sums: dict[tuple[str, str], int] = field(default_factory=dict)
    mailing_sums: dict[int, dict[str, int]] = field(default_factory=dict)
    series_readers: dict[str, SeriesReader] = field(default_factory=dict)
    operator_keys: dict[str, OperatorKey] = field(default_factory=dict)
    operator_acts: dict[str, AuditLine] = field(default_factory=dict)

    def copied(self) -> State:
        """Return a copy of the tables with the same rows."""
        return State(**{name: dict(value) for name, value in vars(self).items()})


class MemoryRepository:
    """Reads and writes the tables of one transaction."""

    def __init__(self, state: State) -> None:
        self._state = state


def without(table: dict[Key, Row], subscription_id: str) -> dict[Key, Row]:
    """Return a table without the rows of one subscription."""
    return {key: row for key, row in table.items() if row.subscription_id != subscription_id}
