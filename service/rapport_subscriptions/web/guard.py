"""The headers of every response, and CORS: only the blog's origin is allowed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import Response

from rapport_subscriptions.errors import BlogUnknownError
from rapport_subscriptions.web.pages import policy

if TYPE_CHECKING:
    from collections.abc import Iterable

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from rapport_subscriptions.ports.manifest import Manifest

ALWAYS = {
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin",
    "x-robots-tag": "noindex",
    "permissions-policy": "interest-cohort=()",
}

Header = tuple[bytes, bytes]
UNLESS_GIVEN: tuple[Header, ...] = tuple(
    (name.encode(), value.encode())
    for name, value in {
        **ALWAYS,
        "content-security-policy": policy(None),
        "cache-control": "no-store",
    }.items()
)
"""Encoded once, because every response has them."""


class Guard:
    """Adds security headers to every response, and CORS headers for the blog's origin."""

    def __init__(self, app: ASGIApp, manifest: Manifest) -> None:
        self._app = app
        self._manifest = manifest

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Return preflights; let everything else through."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        origin = _origin(scope)
        allowed = bool(origin) and origin == self._blog_origin()

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = _guarded(message["headers"], origin if allowed else b"")
            await send(message)

        if scope["method"] == "OPTIONS":
            await _preflight(allowed=allowed)(scope, receive, send_guarded)
        else:
            await self._app(scope, receive, send_guarded)

    def _blog_origin(self) -> bytes:
        try:
            return self._manifest.blog().origin.encode()
        except BlogUnknownError:
            return b""


def _origin(scope: Scope) -> bytes:
    return next((value for name, value in scope["headers"] if name == b"origin"), b"")


def _guarded(headers: Iterable[Header], allowed_origin: bytes) -> list[Header]:
    """Return the response headers plus the missing security headers."""
    given = list(headers)
    names = {name for name, _ in given}
    given += [header for header in UNLESS_GIVEN if header[0] not in names]
    given.append((b"vary", b"Origin"))
    if allowed_origin:
        given.append((b"access-control-allow-origin", allowed_origin))
    return given


def _preflight(*, allowed: bool) -> Response:
    headers = {"allow": "GET, HEAD, POST, OPTIONS"}
    if allowed:
        headers["access-control-allow-methods"] = "POST"
        headers["access-control-allow-headers"] = "content-type, accept"
        headers["access-control-max-age"] = "600"
    return Response(status_code=204, headers=headers)
