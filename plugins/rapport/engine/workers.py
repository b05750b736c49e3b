"""Work spread over all processors, by forked processes.

A fork shares memory without copying it. It is safe in the main thread of a process without other
threads, and on Linux; elsewhere the work is done here, piece by piece.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

_Item = TypeVar("_Item")
_Result = TypeVar("_Result")

WORTH_A_PROCESS = 24
"""From this many pieces of work on, such as texts to render, a process pays for itself."""
SMALL_WORK = 2000
"""From this many small pieces on, such as links to check, a process pays for itself."""


def processors() -> int:
    """Return how many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def may_fork() -> bool:
    """Return whether a fork is safe here: no other thread may hold a lock."""
    is_alone = threading.active_count() == 1
    is_main = threading.current_thread() is threading.main_thread()
    return sys.platform == "linux" and hasattr(os, "fork") and is_alone and is_main


def spread(
    work: Callable[[_Item], _Result], items: Sequence[_Item], worth: int = WORTH_A_PROCESS
) -> Iterator[_Result]:
    """Yield the result of each piece of work, in any order, on every processor if that pays.

    `worth` is the number of pieces from which another process pays.
    """
    count = min(processors() if may_fork() else 1, len(items) // worth)
    if count < 2:  # noqa: PLR2004 - one process is the one that is there
        yield from map(work, items)
        return
    global _forked  # noqa: PLW0603 - what a forked process finds there costs no copying
    _forked = (work, items)
    try:
        with multiprocessing.get_context("fork").Pool(count) as pool:
            chunk = max(1, min(16, len(items) // (count * 8)))
            yield from pool.imap_unordered(_do, range(len(items)), chunk)
    finally:
        _forked = None


_forked: tuple[Callable[..., object], Sequence[object]] | None = None


def _do(number: int) -> object:
    assert _forked is not None
    work, items = _forked
    return work(items[number])


def spread_small(work: Callable[[_Item], _Result], items: Sequence[_Item]) -> Iterator[_Result]:
    """Yield results like `spread`, for work of which a thousand pieces take 0.1 s."""
    return spread(work, items, SMALL_WORK)
