"""Work spread over all processors, by processes that know what this one knows.

A fork shares memory without copying it. It is safe in the main thread of a process with no other
threads, and on Linux; elsewhere the work is done here, one piece after the other.
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
"""As many pieces of work, such as texts to be rendered, pay for starting a process."""
SMALL_WORK = 2000
"""As many small pieces, such as links to be checked, pay for starting a process."""


def processors() -> int:
    """Return how many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def may_fork() -> bool:
    """Return whether a fork is safe here: no other thread can hold a lock meanwhile."""
    is_alone = threading.active_count() == 1
    is_main = threading.current_thread() is threading.main_thread()
    return sys.platform == "linux" and hasattr(os, "fork") and is_alone and is_main


def spread(
    work: Callable[[_Item], _Result], items: Sequence[_Item], worth: int = WORTH_A_PROCESS
) -> Iterator[_Result]:
    """Yield the result of each piece of work, in any order, on every processor if that pays.

    `worth` tells from how many pieces on another process does.
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
    """Yield the results as `spread` does, of work of which a thousand pieces take 0.1 s."""
    return spread(work, items, SMALL_WORK)
