"""One HTTP connection, with the limits of a proxy: slow and large clients are cut off.

uvicorn limits only how long a connection is idle between two requests. The methods overridden here
are the callbacks of its protocol for httptools; if a release renames them, the limits end without a
word, and the tests of this module fail.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

if TYPE_CHECKING:
    import asyncio

HEADER_SECONDS = 15.0
"""How long a request's headers may take, from the connection or their first byte on."""

LARGEST_HEAD = 32 * 1024
"""Bytes of a request's address and headers."""


class LimitedProtocol(HttpToolsProtocol):
    """A connection that ends if the headers are late or large, or nobody reads the response."""

    header_seconds = HEADER_SECONDS
    _head_is_late: asyncio.TimerHandle | None = None
    _head = 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Wait for the first request."""
        super().connection_made(transport)
        self._wait_for_head()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait for nothing any more."""
        self._has_head()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Stop reading headers that exceed the limit, even if they never end."""
        super().data_received(data)
        if self._head_is_late:
            self._grow(len(data))
            if self._head > LARGEST_HEAD and not self.transport.is_closing():
                self.transport.abort()

    def on_message_begin(self) -> None:
        """Wait for the remaining headers."""
        super().on_message_begin()
        self._wait_for_head()

    def on_url(self, url: bytes) -> None:
        """Refuse a long address."""
        self._refuse_large(len(url))
        super().on_url(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        """Refuse long headers, and many."""
        self._refuse_large(len(name) + len(value))
        super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """Let the request be answered."""
        self._has_head()
        super().on_headers_complete()

    def timeout_keep_alive_handler(self) -> None:
        """End an idle connection, even if its last response was never read."""
        self.transport.abort()

    def _wait_for_head(self) -> None:
        if self._head_is_late is None:
            self._head = 0
            self._head_is_late = self.loop.call_later(self.header_seconds, self.transport.abort)

    def _has_head(self) -> None:
        if self._head_is_late:
            self._head_is_late.cancel()
            self._head_is_late = None

    def _grow(self, number: int) -> None:
        self._head += number

    def _refuse_large(self, number: int) -> None:
        """Raise the error that uvicorn answers with 400."""
        self._grow(number)
        if self._head > LARGEST_HEAD:
            raise ValueError(f"the headers of a request are larger than {LARGEST_HEAD} bytes")
