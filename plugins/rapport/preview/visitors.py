"""Access to the preview: the author sees everything, a device with the token only the site."""

from __future__ import annotations

import hmac
import secrets
from http.cookies import CookieError, SimpleCookie

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from rapport.preview.listening import is_loopback

COOKIE = "rapport-preview"
ENTRY = "/-/open/"
"""The path that grants a device access, before the token."""

_AUTHORS_ONLY = ("/inbox", "/subscriptions", "/operator", "/metrics", "/healthz")
_CLOSED = "This preview opens by the address that `rapport preview` has printed, with its token.\n"
_NOT_HERE = (
    "This part of the preview opens on the machine that it runs on: it holds mails and addresses.\n"
)


def new_token() -> str:
    """Return a random token of 128 bits, short enough for a QR code."""
    return secrets.token_urlsafe(16)


class Visitors:
    """Allows this machine everything, and devices with the token only the site.

    This machine is known by the address it comes from and by the name it asks for: a page
    elsewhere that has a name of its own lead here is not taken for the author. Without a `token`
    nobody else is let in.
    """

    def __init__(self, app: ASGIApp, token: str = "") -> None:
        self._app = app
        self._token = token

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse a request, or pass it on."""
        answer = None if scope["type"] == "lifespan" else self._refusal(scope)
        if answer is None:
            await self._app(scope, receive, send)
        else:
            await answer(scope, receive, send)

    def _refusal(self, scope: Scope) -> Response | None:
        headers = Headers(scope=scope)
        path = str(scope["path"])
        is_near = is_loopback((scope.get("client") or ("", 0))[0])
        if is_near and is_loopback(_host(headers.get("host", ""))):
            return None
        if not self._token:
            return PlainTextResponse(_CLOSED, 400 if is_near else 403)
        if path.startswith(ENTRY) and self._is_token(path.removeprefix(ENTRY).strip("/")):
            return self._let_in()
        if not self._is_token(_cookie(headers.get("cookie", ""))):
            return PlainTextResponse(_CLOSED, 403)
        is_authors = any(path == part or path.startswith(f"{part}/") for part in _AUTHORS_ONLY)
        return PlainTextResponse(_NOT_HERE, 404) if is_authors else None

    def _is_token(self, given: str) -> bool:
        return hmac.compare_digest(given.encode(), self._token.encode())

    def _let_in(self) -> Response:
        """Redirect to the home page with a cookie, so that no link contains the token."""
        answer = RedirectResponse("/", 303, {"Cache-Control": "no-store"})
        answer.set_cookie(COOKIE, self._token, httponly=True, samesite="lax")
        answer.headers["Referrer-Policy"] = "no-referrer"
        return answer


def _host(header: str) -> str:
    """Return a `Host` header without its port: `[::1]:8000` becomes `[::1]`."""
    if header.startswith("["):
        return header.partition("]")[0] + "]"
    return header.partition(":")[0]


def _cookie(header: str) -> str:
    try:
        morsel = SimpleCookie(header).get(COOKIE)
    except CookieError:
        return ""
    return morsel.value if morsel else ""
