"""Lots: who comes while one is worked on waits for the next, and nobody pays for another."""

from __future__ import annotations

import asyncio
import threading
from typing import TYPE_CHECKING

import pytest

from rapport_subscriptions.errors import DatabaseError
from rapport_subscriptions.runtime.batcher import Batcher

if TYPE_CHECKING:
    from collections.abc import Sequence

pytestmark = pytest.mark.anyio


class Doubling:
    """Doubles numbers, lot by lot; the first lot waits for `go`."""

    def __init__(self, bad: int = -1, error: Exception | None = None) -> None:
        self.lots: list[list[int]] = []
        self.go = threading.Event()
        self.bad = bad
        self.error = error or RuntimeError("a bug")

    def __call__(self, numbers: Sequence[int]) -> list[int]:
        self.lots.append(list(numbers))
        assert self.go.wait(300)
        if self.bad in numbers:
            raise self.error
        return [2 * number for number in numbers]


async def ask(work: Doubling, numbers: range, most: int = 100) -> list[int | BaseException]:
    batcher = Batcher(work, most)
    first = asyncio.create_task(batcher.do(numbers[0]))
    await asyncio.sleep(0.05)
    rest = [asyncio.create_task(batcher.do(number)) for number in numbers[1:]]
    await asyncio.sleep(0.05)
    work.go.set()
    return await asyncio.gather(first, *rest, return_exceptions=True)


async def test_what_comes_meanwhile_makes_up_the_next_lot() -> None:
    work = Doubling()
    assert await ask(work, range(6)) == [0, 2, 4, 6, 8, 10]
    assert work.lots == [[0], [1, 2, 3, 4, 5]]


async def test_a_lot_is_never_larger_than_allowed() -> None:
    work = Doubling()
    assert await ask(work, range(6), most=2) == [0, 2, 4, 6, 8, 10]
    assert work.lots == [[0], [1, 2], [3, 4], [5]]


async def test_who_cannot_be_served_spoils_no_other() -> None:
    work = Doubling(bad=3)
    answers = await ask(work, range(6))
    assert [answer for answer in answers if isinstance(answer, int)] == [0, 2, 4, 8, 10]
    assert isinstance(answers[3], RuntimeError)


async def test_a_database_that_is_gone_is_not_asked_again_for_everybody() -> None:
    work = Doubling(bad=1, error=DatabaseError("gone"))
    answers = await ask(work, range(6))
    assert [type(answer) for answer in answers] == [int, *[DatabaseError] * 5]
    assert work.lots == [[0], [1, 2, 3, 4, 5], [1]]


async def test_who_goes_away_leaves_the_others_their_answers() -> None:
    work = Doubling()
    batcher = Batcher(work, 100)
    tasks = [asyncio.create_task(batcher.do(number)) for number in range(3)]
    await asyncio.sleep(0.05)
    tasks[1].cancel()
    work.go.set()
    assert [await tasks[0], await tasks[2]] == [0, 4]


async def test_a_batch_waits_for_those_who_are_about_to_come_but_not_for_long(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("rapport_subscriptions.runtime.batcher.LONGEST_WAIT", 300)
    work = Doubling()
    work.go.set()
    batcher = Batcher(work, 100, coming=lambda: 3)
    asked = [asyncio.create_task(batcher.do(0))]
    for number in (1, 2):
        await asyncio.sleep(0)
        asked.append(asyncio.create_task(batcher.do(number)))
    assert await asyncio.gather(*asked) == [0, 2, 4]
    monkeypatch.setattr("rapport_subscriptions.runtime.batcher.LONGEST_WAIT", 0.01)
    assert await batcher.do(3) == 6
    assert work.lots == [[0, 1, 2], [3]]
