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
"""As many pieces of work pay for starting a process."""


def processors() -> int:
    """Return how many processes may work at a time; 1 if forking is not safe here."""
    if sys.platform != "linux" or not hasattr(os, "fork"):
        return 1
    if threading.active_count() > 1 or threading.current_thread() is not threading.main_thread():
        return 1
    return len(os.sched_getaffinity(0))


def spread(work: Callable[[_Item], _Result], items: Sequence[_Item]) -> Iterator[_Result]:
    """Yield the result of each piece of work, in any order, on every processor if that pays."""
    count = min(processors(), len(items) // WORTH_A_PROCESS)
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
