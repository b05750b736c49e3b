"""A mail server that takes everything and keeps nothing, in a process of its own."""

from __future__ import annotations

import asyncio
import multiprocessing
from contextlib import contextmanager
from time import monotonic
from typing import TYPE_CHECKING

from bench.process import BenchError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from multiprocessing.connection import Connection

_EHLO = b"250-sink\r\n250-8BITMIME\r\n250-PIPELINING\r\n250 SMTPUTF8\r\n"
_ANSWERS = {b"EHLO": _EHLO, b"DATA": b"354 go on\r\n", b"QUIT": b"221 bye\r\n"}


class Sink:
    """The server as the bench sees it."""

    def __init__(self, port: int, pipe: Connection) -> None:
        self.port = port
        self._pipe = pipe

    def seconds(self, number: int, patience: float = 120) -> float:
        """Wait for so many mails; return the time from the first connection to the last mail."""
        self._pipe.send(number)
        if not self._pipe.poll(patience):
            raise BenchError(f"{number} mails did not come in {patience:.0f} s")
        return float(self._pipe.recv())


@contextmanager
def sink(delay: float) -> Iterator[Sink]:
    """Run a server whose every answer takes `delay` seconds more than needed."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_serve, args=(theirs, delay), daemon=True)
    process.start()
    try:
        yield Sink(int(ours.recv()), ours)
    finally:
        process.kill()
        process.join()


def _serve(pipe: Connection, delay: float) -> None:
    asyncio.run(_Server(delay).run(pipe))


class _Server:
    def __init__(self, delay: float) -> None:
        self.delay = delay
        self.began = 0.0
        self.number = 0
        self.took = asyncio.Event()

    async def run(self, pipe: Connection) -> None:
        loop = asyncio.get_running_loop()
        server = await loop.create_server(lambda: _Talk(self), "127.0.0.1", 0)
        pipe.send(server.sockets[0].getsockname()[1])
        wanted = await loop.run_in_executor(None, pipe.recv)
        while self.number < wanted:
            self.took.clear()
            await self.took.wait()
        pipe.send(monotonic() - self.began)
        await asyncio.Event().wait()

    def take(self) -> None:
        self.number += 1
        self.took.set()


class _Talk(asyncio.Protocol):
    def __init__(self, server: _Server) -> None:
        self._server = server
        self._buffer = b""
        self._in_data = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._server.began = self._server.began or monotonic()
        self._say(b"220 sink\r\n")

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        while (answer := self._next()) is not None:
            self._say(answer)

    def _next(self) -> bytes | None:
        end = b"\r\n.\r\n" if self._in_data else b"\r\n"
        line, ending, rest = self._buffer.partition(end)
        if not ending:
            return None
        self._buffer = rest
        if self._in_data:
            self._in_data = False
            self._server.take()
            return b"250 taken\r\n"
        verb = line[:4].upper()
        self._in_data = verb == b"DATA"
        return _ANSWERS.get(verb, b"250 fine\r\n")

    def _say(self, answer: bytes) -> None:
        if self._server.delay:
            loop = asyncio.get_running_loop()
            loop.call_later(self._server.delay, self._transport.write, answer)
        else:
            self._transport.write(answer)
