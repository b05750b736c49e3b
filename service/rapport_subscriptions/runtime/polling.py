"""Repeated work: at once when woken, else at intervals."""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from typing import TYPE_CHECKING

from rapport_subscriptions.errors import SubscriptionsError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

POLL_SECONDS = 0.5
RETRY_SECONDS = 5.0
BREATH_SECONDS = 0.005
"""The pause between two pieces of work, so that on SQLite the web can write."""

log = logging.getLogger(__name__)


class PollingLoop:
    """Calls `work` until stopped; `work` returns how much it did, 0 to rest for a moment."""

    def __init__(self, work: Callable[[], Awaitable[int]]) -> None:
        self._work = work
        self._wake = asyncio.Event()
        self._stopping = False

    def wake(self) -> None:
        """Say that there is work."""
        self._wake.set()

    def stop(self) -> None:
        """Finish what is begun, then return from `run`."""
        self._stopping = True
        self._wake.set()

    async def run(self) -> None:
        """Work until stopped; an unavailable database is tried again."""
        while not self._stopping:
            self._wake.clear()
            try:
                done = await self._work()
                pause = 0.0 if done else POLL_SECONDS
                await asyncio.sleep(BREATH_SECONDS)
            except Exception as error:
                known = isinstance(error, SubscriptionsError)
                log.warning("mail worker paused: %s", error, exc_info=None if known else error)
                pause = RETRY_SECONDS
            if pause and not self._stopping:
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._wake.wait(), pause)
