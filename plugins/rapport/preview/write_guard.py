"""Access to the editor: only the author's browser on this machine, and only editor pages.

The editor has an origin of its own, `http://localhost:PORT`, while the site is shown at
`http://127.0.0.1:PORT`: a script in somebody's article can't reach it (the same-origin policy).
The author comes by an address with a token, which becomes a cookie; a POST needs the right
`Origin` and the form's token besides.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Awaitable, Callable
from http.cookies import CookieError, SimpleCookie
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

OPEN = "/write/open/"
"""The path that signs the author in, before the token."""

NAME = "localhost"
"""The host name at which this machine serves the editor instead of the site."""

_COOKIE = "rapport-write"
_MOST = 40 * 1024 * 1024
"""The size limit of a request in bytes: enough for a photo, too small for a video."""

_CLOSED = "The editor opens by the address that `rapport preview` has printed, with its token.\n"
_FOREIGN = "This was not sent by the editor's own page, so nothing was changed.\n"
_TOO_LARGE = "This is larger than 40 MB, so nothing was changed.\n"


class WriteKeys:
    """The editor's tokens, derived from the preview's secret key: they survive a restart.

    `blog` is no secret: it tells apart what a browser keeps of two blogs at one address.
    """

    def __init__(self, secret: str) -> None:
        self.door = _derived(secret, "door")
        self.form = _derived(secret, "form")
        self.blog = _derived(secret, "blog")[:16]


class WriteGuard:
    """Admits requests with the token, and adds the headers of all editor pages."""

    def __init__(self, app: ASGIApp, keys: WriteKeys, site_url: str) -> None:
        self._app = app
        self._keys = keys
        self._headers = _headers(site_url.rstrip("/"))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse a request, or pass it on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], *self._headers]
            await send(message)

        answer = self._refusal(scope)
        await (answer or self._app)(scope, receive, send_with_headers)

    def _refusal(self, scope: Scope) -> Response | None:
        headers, path = Headers(scope=scope), str(scope["path"])
        if path.startswith(OPEN):
            return self._open(path.removeprefix(OPEN).strip("/"), str(scope["server"][1]))
        given = _cookie(headers.get("cookie", ""), _cookie_name(str(scope["server"][1])))
        if not _is_same(given, self._keys.door):
            return PlainTextResponse(_CLOSED, 403)
        if scope["method"] in ("GET", "HEAD"):
            return None
        if headers.get("origin") != f"http://{headers.get('host', '')}":
            return PlainTextResponse(_FOREIGN, 403)
        length = headers.get("content-length", "")
        if not length.isdigit():
            return PlainTextResponse(_FOREIGN, 411)
        return PlainTextResponse(_TOO_LARGE, 413) if int(length) > _MOST else None

    def _open(self, token: str, port: str) -> Response:
        if not _is_same(token, self._keys.door):
            return PlainTextResponse(_CLOSED, 403)
        answer = RedirectResponse("/write/", 303)
        answer.set_cookie(
            _cookie_name(port), token, path="/write/", httponly=True, samesite="strict"
        )
        return answer


def by_form(
    keys: WriteKeys, handle: Callable[[Request], Awaitable[Response]]
) -> Callable[[Request], Awaitable[Response]]:
    """Return a handler that accepts only submissions of an editor form, checked by token."""

    async def guarded(request: Request) -> Response:
        form = await request.form(max_part_size=_MOST)
        if not _is_same(str(form.get("token", "")), keys.form):
            return PlainTextResponse(_FOREIGN, 403)
        return await handle(request)

    return guarded


class TwoOrigins:
    """Serves the editor at one host name of this machine, and all else at the other."""

    def __init__(self, app: ASGIApp, editor: ASGIApp, site_url: str) -> None:
        self._app = app
        self._editor = editor
        self._site = site_url.rstrip("/")
        self._own = f"http://{NAME}:{urlsplit(site_url).port}"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request to the editor or to the site."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        name = Headers(scope=scope).get("host", "").rpartition(":")[0]
        path = str(scope["path"])
        is_editors = path == "/write" or path.startswith("/write/")
        if (name == NAME) is is_editors:
            await (self._editor if is_editors else self._app)(scope, receive, send)
            return
        query = scope["query_string"].decode("latin-1")
        raw = scope.get("raw_path", path.encode()).decode("latin-1")
        there = f"{self._own if is_editors else self._site}{raw}" + (f"?{query}" if query else "")
        await RedirectResponse(there, 307)(scope, receive, send)


def _headers(site: str) -> list[tuple[bytes, bytes]]:
    policy = (
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
        f"img-src 'self' {site}; frame-src {site}; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'"
    )
    headers = {
        "content-security-policy": policy,
        "cross-origin-opener-policy": "same-origin",
        "cross-origin-resource-policy": "same-origin",
        "referrer-policy": "same-origin",
        "x-content-type-options": "nosniff",
        "x-frame-options": "DENY",
        "cache-control": "no-store",
    }
    return [(name.encode(), value.encode()) for name, value in headers.items()]


def _cookie_name(port: str) -> str:
    """Return a unique cookie name for each preview, because cookies ignore ports."""
    return f"{_COOKIE}-{port}"


def _cookie(header: str, name: str) -> str:
    try:
        morsel = SimpleCookie(header).get(name)
    except CookieError:
        return ""
    return morsel.value if morsel else ""


def _is_same(given: str, expected: str) -> bool:
    return hmac.compare_digest(given.encode(), expected.encode())


def _derived(secret: str, purpose: str) -> str:
    return hmac.new(
        secret.encode(), f"rapport write {purpose}".encode(), hashlib.sha256
    ).hexdigest()
