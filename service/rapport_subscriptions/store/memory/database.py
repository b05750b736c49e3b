"""A store in memory, for tests and demos; it fulfils the same contract as the real ones."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rapport_subscriptions.store.memory.mailings import (
    MemoryArticleRepository,
    MemoryMailingRepository,
    MemoryMarks,
)
from rapport_subscriptions.store.memory.operators import MemoryOperatorRepository
from rapport_subscriptions.store.memory.outbox import MemoryOutbox
from rapport_subscriptions.store.memory.requests import MemoryCounters, MemoryRequestQueue
from rapport_subscriptions.store.memory.series import MemorySeriesRepository
from rapport_subscriptions.store.memory.state import State
from rapport_subscriptions.store.memory.subscriptions import (
    MemoryAddressRepository,
    MemoryConsentLedger,
    MemorySubscriptionRepository,
    MemoryTokenRepository,
)
from rapport_subscriptions.store.memory.sums import MemorySumRepository

if TYPE_CHECKING:
    from collections.abc import Iterator


class MemoryTransaction:
    """Works on a copy, which becomes the state when the block ends without an exception."""

    def __init__(self, state: State) -> None:
        self._state = state
        self.subscriptions = MemorySubscriptionRepository(state)
        self.consents = MemoryConsentLedger(state)
        self.tokens = MemoryTokenRepository(state)
        self.addresses = MemoryAddressRepository(state)
        self.requests = MemoryRequestQueue(state)
        self.counters = MemoryCounters(state)
        self.outbox = MemoryOutbox(state)
        self.marks = MemoryMarks(state)
        self.articles = MemoryArticleRepository(state)
        self.mailings = MemoryMailingRepository(state)
        self.sums = MemorySumRepository(state)
        self.series = MemorySeriesRepository(state)
        self.operators = MemoryOperatorRepository(state)

    def lock(self, *keys: str) -> None:
        """Do nothing: transactions run one after the other anyway."""

    def numbers(self) -> dict[str, int]:
        """Count by state."""
        numbers = {"requests": len(self._state.requests)}
        states = [
            f"subscriptions.{subscription.status}"
            for subscription in self._state.subscriptions.values()
        ]
        states += [f"mails.{mail.state}" for mail in self._state.mails.values()]
        states += [f"articles.{article.state}" for article in self._state.articles.values()]
        states += [f"mailings.{mailing.state}" for mailing in self._state.mailings.values()]
        for state in states:
            numbers[state] = numbers.get(state, 0) + 1
        return numbers


class MemoryStore:
    """A store that ends with its process."""

    def __init__(self) -> None:
        self.patience = 60.0
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
        """Read the current state."""
        yield MemoryTransaction(self._state.copied())

    def check(self) -> None:
        """Do nothing: memory is always available."""

    def close(self) -> None:
        """Nothing to release."""
