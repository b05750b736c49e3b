"""What every answer carries, and which other site may ask: only the blog."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response

from rapport_subscriptions.errors import BlogUnknownError
from rapport_subscriptions.web.pages import policy

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from rapport_subscriptions.manifest import Manifest

ALWAYS = {
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin",
    "x-robots-tag": "noindex",
    "permissions-policy": "interest-cohort=()",
}


class Guard:
    """Adds security headers to every answer, and CORS headers for the blog's origin."""

    def __init__(self, app: ASGIApp, manifest: Manifest) -> None:
        self._app = app
        self._manifest = manifest

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer preflights; let everything else through."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        origin = Headers(scope=scope).get("origin", "")
        allowed = bool(origin) and origin == self._blog_origin()

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in ALWAYS.items():
                    headers.setdefault(name, value)
                headers.setdefault("content-security-policy", policy(None))
                headers.setdefault("cache-control", "no-store")
                headers.add_vary_header("Origin")
                if allowed:
                    headers["access-control-allow-origin"] = origin
            await send(message)

        if scope["method"] == "OPTIONS":
            await _preflight(allowed=allowed)(scope, receive, send_guarded)
        else:
            await self._app(scope, receive, send_guarded)

    def _blog_origin(self) -> str:
        try:
            return self._manifest.blog().origin
        except BlogUnknownError:
            return ""


def _preflight(*, allowed: bool) -> Response:
    headers = {"allow": "GET, HEAD, POST, OPTIONS"}
    if allowed:
        headers["access-control-allow-methods"] = "POST"
        headers["access-control-allow-headers"] = "content-type, accept"
        headers["access-control-max-age"] = "600"
    return Response(status_code=204, headers=headers)
