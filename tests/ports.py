"""Ports for servers of a test, which no other test gets meanwhile, in whatever process it runs.

A port that the system names free may be given to somebody else before a server listens on it.
So each process of tests takes a block of ports for itself, by listening on the first, and gives
them out in turns.
"""

from __future__ import annotations

import socket
from functools import cache
from itertools import cycle
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_BLOCKS = range(10_000, 32_000, 100)
"""Below 32,768, where systems take the ports of outgoing connections from."""


def free_port() -> int:
    """Return a port of this process's block that nobody listens on."""
    return next(port for port in _block().ports if _is_free(port))


class _Block:
    """The ports after a first one, which stays taken as long as this process lives."""

    def __init__(self) -> None:
        self._guard = socket.socket()
        first = next(first for first in _BLOCKS if self._is_taken(first))
        self.ports: Iterator[int] = cycle(range(first + 1, first + _BLOCKS.step))

    def _is_taken(self, first: int) -> bool:
        try:
            self._guard.bind(("127.0.0.1", first))
        except OSError:
            return False
        self._guard.listen()  # without it, another could bind the same address for reuse
        return True


@cache
def _block() -> _Block:
    return _Block()


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
