"""The port of the journal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rapport_subscriptions.rules.journal import JournalEntry


class Journal(Protocol):
    """Every *no*, and the *yes* that follows it, beside the database."""

    def append(self, *entries: JournalEntry) -> None:
        """Write lines permanently; never raises: a *no* must not fail."""
        ...

    def last(self) -> Mapping[str, JournalEntry]:
        """Return the last line of each hash; raise SubscriptionsError if the file is damaged."""
        ...
