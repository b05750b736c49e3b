"""Sums that are kept, so that nobody counts when they are asked for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime


@dataclass(frozen=True)
class Permissions:
    """How many subscribers there are, and for how many the ledger has what."""

    subscribers: int
    with_permission: int
    """Who confirmed, or was imported with a record of it."""
    with_full_proof: int
    """Who confirmed here, with the words that were agreed to."""


class SumRepository(Protocol):
    """Sums by day, which the ledger adds to by itself, and sums of mailings."""

    def by_day(self, prefix: str, since: str) -> Mapping[tuple[str, str], int]:
        """Return the sums whose names begin so, by day and rest of the name, from a day on."""
        ...

    def total(self, prefix: str, since: str) -> Mapping[str, int]:
        """Return the sums of these sums, by the rest of the name."""
        ...

    def put_day(self, day: str, numbers: Mapping[str, int]) -> None:
        """Write over sums of a day."""
        ...

    def of_mailings(self, mailing_ids: Sequence[int]) -> Mapping[int, Mapping[str, int]]:
        """Return the sums of some mailings, by name."""
        ...

    def put_mailing(self, mailing_id: int, numbers: Mapping[str, int]) -> None:
        """Write the sums of a mailing in place of those that there were."""
        ...

    def count_mailing(self, mailing_id: int) -> Mapping[str, int]:
        """Count a mailing's letters by what became of them.

        `letters`, `sent`, `bounce: hard`, `mail: ready`, `reason: RCPT TO: 550 no such user`, and
        `unsubscribed`: readers who left after this letter and got none since.
        """
        ...

    def count_permissions(self) -> Permissions:
        """Count subscribers by what the ledger has of them."""
        ...

    def count_silence(self, since: datetime) -> tuple[int, Sequence[float]]:
        """Return how many unsubscribed since then, and the seconds to their last letter after it.

        Who got none after unsubscribing is not among the seconds.
        """
        ...

    def count_sent(self, since: datetime) -> int:
        """Count emails that were written since then and are sent."""
        ...
