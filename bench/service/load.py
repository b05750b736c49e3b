"""A lean HTTP client over raw sockets: it must never be what is measured."""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import dataclass
from time import perf_counter
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from bench.process import BenchError

if TYPE_CHECKING:
    import random
    from collections.abc import Iterable, Mapping

_FINE = (b"HTTP/1.1 303", b"HTTP/1.1 200")


@dataclass(frozen=True, slots=True)
class Answered:
    """One request: which it was, of what kind, and how long its answer took in seconds."""

    number: int
    kind: str
    seconds: float


@dataclass(frozen=True)
class Load:
    """All requests of a run, and how long they took together in seconds."""

    answered: list[Answered]
    seconds: float

    @property
    def rate(self) -> float:
        """Requests a second."""
        return len(self.answered) / self.seconds

    def times(self, kind: str = "") -> list[float]:
        """Return the seconds of requests of a kind, sorted; of all without one."""
        return sorted(answer.seconds for answer in self.answered if kind in {"", answer.kind})

    def pairs(self, first: str, second: str) -> list[tuple[float, float]]:
        """Return the seconds of each two requests that were sent one after the other, by kind."""
        times = {(answer.number // 2, answer.kind): answer.seconds for answer in self.answered}
        return [
            (times[pair, first], times[pair, second]) for pair in range(len(self.answered) // 2)
        ]


def post(path: str, fields: Mapping[str, str], dice: random.Random) -> bytes:
    """Return a form as a browser posts it, from a network of its own."""
    body = urlencode(fields)
    network = ".".join(str(dice.randrange(1, 250)) for _ in range(4))
    return (
        f"POST {path} HTTP/1.1\r\nHost: localhost\r\nX-Forwarded-For: {network}\r\n"
        f"Content-Length: {len(body)}\r\n"
        f"Content-Type: application/x-www-form-urlencoded\r\n\r\n{body}"
    ).encode()


def run(port: int, requests: Iterable[tuple[str, bytes]], connections: int) -> Load:
    """Send all requests over so many connections, each waiting for its answer."""
    return asyncio.run(_run(port, deque(enumerate(requests)), connections))


async def _run(port: int, waiting: deque[tuple[int, tuple[str, bytes]]], connections: int) -> Load:
    answered: list[Answered] = []

    async def connection() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        while waiting:
            number, (kind, request) = waiting.popleft()
            began = perf_counter()
            writer.write(request)
            head = await reader.readuntil(b"\r\n\r\n")
            answered.append(Answered(number, kind, perf_counter() - began))
            if not head.startswith(_FINE):
                raise BenchError(head.decode())
            await reader.readexactly(_length(head))
        writer.close()

    began = perf_counter()
    await asyncio.gather(*(connection() for _ in range(connections)))
    return Load(answered, perf_counter() - began)


def _length(head: bytes) -> int:
    _, header, rest = head.lower().partition(b"content-length:")
    return int(rest.partition(b"\r\n")[0]) if header else 0
