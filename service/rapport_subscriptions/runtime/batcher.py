"""Batches work: items that arrive during a batch form the next one."""

from __future__ import annotations

import asyncio
from collections import deque
from contextlib import suppress
from typing import TYPE_CHECKING, Generic, TypeVar

from anyio import to_thread

from rapport_subscriptions.errors import DatabaseBusyError, DatabaseError, StoreFullError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

LONGEST_WAIT = 0.01
"""Seconds that a batch waits for those who are about to come."""

Item = TypeVar("Item")
Result = TypeVar("Result")


class Batcher(Generic[Item, Result]):
    """Hands items to `work` in a thread, at most so many at once, and each its own result.

    `work` does a lot wholly or not at all, or raises. Then each item is tried by itself, so that
    one that can't be done spoils no other.

    Where it is known how many may come, as `coming` says, a batch waits a moment for all of them:
    a few large ones cost far less than many small ones.
    """

    def __init__(
        self,
        work: Callable[[Sequence[Item]], Sequence[Result]],
        most: int,
        *,
        coming: Callable[[], int] = int,
    ) -> None:
        self._work = work
        self._most = most
        self._coming = coming
        self._is_complete = asyncio.Event()
        self._waiting: deque[tuple[Item, asyncio.Future[Result]]] = deque()
        self._working: asyncio.Task[None] | None = None

    async def do(self, item: Item) -> Result:
        """Return the result of an item, once it is done."""
        future: asyncio.Future[Result] = asyncio.get_running_loop().create_future()
        self._waiting.append((item, future))
        if not self._may_grow():
            self._is_complete.set()
        if self._working is None or self._working.done():
            self._working = asyncio.create_task(self._run())
        return await future

    async def _run(self) -> None:
        while self._waiting:
            await self._wait_for_others()
            number = min(self._most, len(self._waiting))
            lot = [self._waiting.popleft() for _ in range(number)]
            lot = [(item, future) for item, future in lot if not future.done()]  # who still asks
            if not lot:
                continue
            results = await to_thread.run_sync(self._results, [item for item, _ in lot])
            for (_, future), result in zip(lot, results, strict=True):
                _settle(future, result)

    async def _wait_for_others(self) -> None:
        self._is_complete.clear()
        if self._may_grow():
            with suppress(TimeoutError):
                await asyncio.wait_for(self._is_complete.wait(), LONGEST_WAIT)

    def _may_grow(self) -> bool:
        return len(self._waiting) < min(self._most, self._coming())

    def _results(self, items: Sequence[Item]) -> Sequence[Result | Exception]:
        try:
            return self._work(items)
        except (DatabaseBusyError, StoreFullError) as error:
            return [error] * len(items)  # to try each would only take as long once more
        except Exception as error:  # noqa: BLE001 - raised again for each whom it is about
            return [error] if len(items) == 1 else self._each(items)

    def _each(self, items: Sequence[Item]) -> Sequence[Result | Exception]:
        """Process one by one; once the database itself fails, the rest isn't tried."""
        results: list[Result | Exception] = []
        for item in items:
            if results and isinstance(results[-1], DatabaseError):
                results.append(results[-1])
            else:
                results.extend(self._results([item]))
        return results


def _settle(future: asyncio.Future[Result], result: Result | Exception) -> None:
    if future.done():  # who asked has gone away
        return
    if isinstance(result, Exception):
        future.set_exception(result)
    else:
        future.set_result(result)
