"""The preview as an open browser sees it: told of a new page, it fetches it."""

from __future__ import annotations

import json
import socket
import subprocess
from contextlib import suppress
from http.client import HTTPConnection, HTTPException, HTTPResponse
from pathlib import Path
from time import monotonic, perf_counter, sleep
from typing import TYPE_CHECKING, Self

from bench.process import BenchError, environment

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bench.blog import Blog
    from bench.changes import Change

_PATIENCE = 600.0
_HOST = "127.0.0.1"


class Preview:
    """`rapport preview` on a port of its own, from `with` to the end of it."""

    def __init__(self, blog: Blog) -> None:
        self._blog = blog
        self._port = _free_port()
        self._revision = -1

    def __enter__(self) -> Self:
        program = Path(self._blog.installed.command[0])
        command = [str(program), "preview", "--port", str(self._port)]
        self._log = (self._blog.root / "preview.log").open("wb")
        self._process = subprocess.Popen(
            command,
            cwd=self._blog.root,
            env=environment(),
            stdout=self._log,
            stderr=subprocess.STDOUT,
        )
        self._events = self._listen()
        next(self._events)
        return self

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._log.close()

    def time_to_page(self, change: Change) -> float:
        """Return the seconds from a save until the page with the change has been fetched."""
        sleep(1)  # the author reads the last page; the watcher is at rest
        start = perf_counter()
        effect = change(self._blog)
        for problems in self._events:
            if problems:
                raise BenchError(f"The preview says: {'; '.join(map(str, problems))}")
            if effect.text in self._page(f"/articles/{effect.slug}/"):
                return perf_counter() - start
        raise BenchError("The preview ended before it showed the change.")

    def _listen(self) -> Iterator[list[object]]:
        """Yield the problems of each new revision, the first one's included."""
        for line in self._connected():
            if not line.startswith(b"data:"):
                continue
            state = json.loads(line.removeprefix(b"data:"))
            if state["revision"] != self._revision:
                self._revision = state["revision"]
                yield state.get("problems", [])

    def _connected(self) -> HTTPResponse:
        """Return the stream of events, once the first build is done and the server listens."""
        until = monotonic() + _PATIENCE
        while monotonic() < until:
            if self._process.poll() is not None:
                log = (self._blog.root / "preview.log").read_text(errors="replace")
                raise BenchError(f"The preview ended by itself: {log[-1000:]}")
            with suppress(OSError, HTTPException):
                connection = HTTPConnection(_HOST, self._port, timeout=_PATIENCE)
                connection.request("GET", "/-/events")
                return connection.getresponse()
            sleep(0.2)
        raise BenchError("The preview did not start.")

    def _page(self, path: str) -> str:
        connection = HTTPConnection(_HOST, self._port, timeout=60)
        connection.request("GET", path)
        text = connection.getresponse().read().decode()
        connection.close()
        return text


def _free_port() -> int:
    with socket.socket() as free:
        free.bind((_HOST, 0))
        port: int = free.getsockname()[1]
        return port
