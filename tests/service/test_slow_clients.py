"""What a proxy keeps away the service keeps away itself: slow, endless and broken-off requests."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import pytest
from uvicorn import Config
from uvicorn.server import ServerState

from rapport_subscriptions.store.memory.database import MemoryStore
from rapport_subscriptions.web import connection
from rapport_subscriptions.web.bodies import URLENCODED
from tests.service.service_under_test import ServiceUnderTest

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

pytestmark = pytest.mark.anyio

HEALTH = b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"
FORM = b"POST /subscriptions HTTP/1.1\r\nHost: x\r\nContent-Type: " + URLENCODED.encode() + b"\r\n"


class Hasty(connection.LimitedProtocol):
    """As `serve` has it, in a hurry."""

    header_seconds = 0.3


@asynccontextmanager
async def listening(protocol: type[connection.LimitedProtocol]) -> AsyncIterator[int]:
    """Serve over real sockets; yield the port."""
    app = ServiceUnderTest(MemoryStore()).app
    config = Config(app, http=protocol, ws="none", log_config=None, timeout_keep_alive=1)
    config.load()
    state = ServerState()
    server = await asyncio.get_running_loop().create_server(
        lambda: protocol(config, state, {}), "127.0.0.1", 0
    )
    async with server:
        yield server.sockets[0].getsockname()[1]
        for open_connection in list(state.connections):
            open_connection.transport.abort()


async def said(port: int, *pieces: bytes, pause: float = 0) -> bytes:
    """Send pieces one after the other; return all that comes back until the server ends it."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        for piece in pieces:
            writer.write(piece)
            await writer.drain()
            await asyncio.sleep(pause)
        return await reader.read()
    except ConnectionError:
        return b""
    finally:
        writer.close()


@pytest.mark.parametrize(
    "pieces",
    [
        (),
        (b"POST /subscriptions HTTP/1.1\r\nHost: x\r\n",),
        (b"G", b"E", b"T", *[b" "] * 20),
        (b"GET / HTTP/1.1\r\n", *[f"x-{n}: y\r\n".encode() for n in range(20)]),
    ],
    ids=["nothing", "half a head", "a letter at a time", "a header at a time"],
)
async def test_a_head_that_does_not_come_in_time_ends_the_connection(
    pieces: tuple[bytes, ...],
) -> None:
    async with listening(Hasty) as port, asyncio.timeout(60):
        assert await said(port, *pieces, pause=0.05) == b""


async def test_a_crowd_of_slow_heads_keeps_nobody_out_and_is_gone_in_time() -> None:
    async with listening(Hasty) as port, asyncio.timeout(60):
        crowd = [asyncio.create_task(said(port, HEALTH[:-2])) for _ in range(100)]
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(HEALTH)
        assert (await reader.readline()).startswith(b"HTTP/1.1 200")
        assert await asyncio.gather(*crowd) == [b""] * 100
        writer.close()


async def test_an_open_connection_takes_a_second_request_and_waits_as_briefly_for_a_third() -> None:
    async with listening(Hasty) as port, asyncio.timeout(60):
        answers = await said(port, HEALTH, HEALTH, HEALTH[:-2])
    assert answers.count(b"HTTP/1.1 200 OK") == 2


@pytest.mark.parametrize(
    "pieces",
    [
        (b"GET /healthz?", b"x" * 40_000, b" HTTP/1.1\r\n\r\n"),
        (b"GET / HTTP/1.1\r\n", *[b"x: " + b"y" * 5_000 + b"\r\n"] * 8, b"\r\n"),
        (b"GET / HTTP/1.1\r\nx: ", *[b"y" * 20_000] * 3),
    ],
    ids=["a long address", "many headers", "a header that does not end"],
)
async def test_a_large_head_is_refused_and_not_kept(pieces: tuple[bytes, ...]) -> None:
    async with listening(connection.LimitedProtocol) as port, asyncio.timeout(60):
        assert (await said(port, *pieces))[:12] in {b"HTTP/1.1 400", b""}
        whole = b"GET /healthz HTTP/1.1\r\nConnection: close\r\nx: " + b"y" * 20_000 + b"\r\n\r\n"
        assert (await said(port, whole)).startswith(b"HTTP/1.1 200")


async def test_a_request_that_breaks_off_is_no_error_of_ours(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async with listening(connection.LimitedProtocol) as port, asyncio.timeout(60):
        _, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(FORM + b"Content-Length: 120\r\n\r\nemail=jo")
        await writer.drain()
        await asyncio.sleep(0.1)
        writer.transport.abort()
        await asyncio.sleep(0.2)
        assert (await said(port, HEALTH.replace(b"Host: x", b"Connection: close"))).startswith(
            b"HTTP/1.1 200"
        )
    assert [record for record in caplog.records if record.levelname in {"ERROR", "WARNING"}] == []
