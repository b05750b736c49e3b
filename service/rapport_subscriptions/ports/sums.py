"""Sums, kept up to date so that reading them counts nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime


@dataclass(frozen=True)
class Permissions:
    """The number of subscribers, by the proof that the ledger has of them."""

    subscribers: int
    with_permission: int
    """Subscribers who confirmed, or were imported with a record of consent."""
    with_full_proof: int
    """Subscribers who confirmed here, with the consent text."""


class SumRepository(Protocol):
    """Sums by day, which the ledger updates, and sums of mailings."""

    def by_day(self, prefix: str, since: str) -> Mapping[tuple[str, str], int]:
        """Return the sums whose names begin so, by day and rest of the name, from a day on."""
        ...

    def total(self, prefix: str, since: str) -> Mapping[str, int]:
        """Return the totals of these sums, by the rest of the name."""
        ...

    def put_day(self, day: str, numbers: Mapping[str, int]) -> None:
        """Overwrite sums of a day."""
        ...

    def of_mailings(self, mailing_ids: Sequence[int]) -> Mapping[int, Mapping[str, int]]:
        """Return the sums of some mailings, by name."""
        ...

    def put_mailing(self, mailing_id: int, numbers: Mapping[str, int]) -> None:
        """Replace the sums of a mailing."""
        ...

    def count_mailing(self, mailing_id: int) -> Mapping[str, int]:
        """Count a mailing's letters by their fate.

        `letters`, `sent`, `bounce: hard`, `mail: ready`, `reason: RCPT TO: 550 no such user`, and
        `unsubscribed`: readers who unsubscribed after this letter and got none since.
        """
        ...

    def count_permissions(self) -> Permissions:
        """Count subscribers by the proof that the ledger has of them."""
        ...

    def count_silence(self, since: datetime) -> tuple[int, Sequence[float]]:
        """Return how many unsubscribed since a time, and the seconds to their last letter after.

        Those who got none after unsubscribing are not among the seconds.
        """
        ...

    def count_sent(self, since: datetime) -> int:
        """Count emails that were created since a time and sent."""
        ...
