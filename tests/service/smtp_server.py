"""A mail server that misbehaves on purpose, one failure at a time."""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping

SILENCE = "silence"
CUT = "cut"


@dataclass
class Misbehaving:
    """`replies` says for each step what is answered: a reply, `silence` or `cut`.

    Steps: `greeting`, each verb, `text` (in the midst of the message), `dot` (after it).
    """

    replies: Mapping[str, str] = field(default_factory=dict)
    extensions: tuple[str, ...] = ("8BITMIME", "SMTPUTF8")
    messages: list[bytes] = field(default_factory=list)
    senders: list[str] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    connections: int = 0
    heals_after: int = 0
    """After so many cuts the replies are the usual ones again; 0 is never."""
    port: int = 0

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
                await self._talk(reader, writer)
        finally:
            writer.close()

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if not await self._say(writer, "greeting", "220 here"):
            return
        while line := await reader.readline():
            verb = line.split()[0].decode().upper() if line.split() else ""
            if verb == "EHLO":
                said = "".join(f"250-{extension}\r\n" for extension in self.extensions) + "250 HELP"
                if not await self._say(writer, verb, f"250-here\r\n{said}"):
                    return
            elif verb == "DATA":
                if not await self._take_message(reader, writer):
                    return
            elif verb == "QUIT":
                await self._say(writer, verb, "221 bye")
                return
            else:
                noted = {"MAIL": self.senders, "RCPT": self.recipients}.get(verb, [])
                noted.append(line.decode().strip())
                if not await self._say(writer, verb, "250 fine"):
                    return

    async def _take_message(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> bool:
        if not await self._say(writer, "DATA", "354 go on"):
            return False
        if "DATA" in self.replies:
            return True
        if self.replies.get("text") == CUT:
            await reader.readline()
            return False
        self.messages.append(await reader.readuntil(b"\r\n.\r\n"))
        return await self._say(writer, "dot", "250 taken")

    async def _say(self, writer: asyncio.StreamWriter, step: str, usual: str) -> bool:
        reply = self.replies.get(step, usual)
        if reply == CUT:
            self.heals_after -= 1
            if self.heals_after == 0:
                self.replies = {}
            return False
        if reply == SILENCE:
            await asyncio.sleep(30)
        writer.write(f"{reply}\r\n".encode())
        await writer.drain()
        return True


@contextlib.asynccontextmanager
async def misbehaving(**replies: str) -> AsyncIterator[Misbehaving]:
    """Run a server whose replies differ from the usual ones."""
    behaviour = Misbehaving(replies)
    tasks: set[asyncio.Task[None]] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        tasks.add(task)
        with contextlib.suppress(asyncio.CancelledError):
            await behaviour._serve(reader, writer)  # noqa: SLF001 - its own server

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    behaviour.port = server.sockets[0].getsockname()[1]
    try:
        yield behaviour
    finally:
        server.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await asyncio.sleep(0.02)  # closed sockets are let go in the loop's next rounds
