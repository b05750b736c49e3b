"""Serve the site, the service and the inbox on one port."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import (
    FileResponse,
    HTMLResponse,
    RedirectResponse,
    Response,
    StreamingResponse,
)
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp

from rapport.preview.inbox import list_page, message_page, read_inbox
from rapport.preview.letters import LetterPreview
from rapport.preview.live_site import LiveSite
from rapport.preview.visitors import Visitors
from rapport.preview.write_guard import TwoOrigins

_ASSETS = Path(__file__).parent / "assets"
_HEAD = '<link rel="stylesheet" href="/-/preview.css">'
_SCRIPT = '<script type="module" src="/-/preview.js?revision={}"></script>'
_FRESH = {"Cache-Control": "no-store"}

Lifespan = Callable[[Starlette], AbstractAsyncContextManager[None]]


_MEDIA_TYPES = {".avif": "image/avif", ".webp": "image/webp"}
"""Media types that some systems don't know."""


def make_app(
    site: LiveSite,
    service: ASGIApp,
    inbox: Path,
    lifespan: Lifespan,
    token: str = "",
    editor: ASGIApp | None = None,
    letters: LetterPreview | None = None,
) -> Starlette:
    """Return the preview application; emails are read from `inbox`.

    `service` answers below `/subscriptions` and `/operator`.

    Other devices than this machine are shown the site if they have the `token`, and no mails.
    With an `editor`, this machine is that under another name of its own.
    """

    async def events(_: Request) -> Response:
        return StreamingResponse(_text(site.news()), media_type="text/event-stream", headers=_FRESH)

    def show_inbox(_: Request) -> Response:
        return HTMLResponse(
            list_page(read_inbox(inbox), letters.subjects() if letters else {}), headers=_FRESH
        )

    def show_message(request: Request) -> Response:
        key = request.path_params["key"]
        message = next((message for message in read_inbox(inbox) if message.key == key), None)
        if message is None:
            return RedirectResponse("/inbox/")
        return HTMLResponse(message_page(message), headers=_FRESH)

    def show_letter(request: Request) -> Response:
        name = request.path_params["name"].rstrip("/")
        message = letters.message(name) if letters else None
        if message is None:
            return RedirectResponse("/inbox/")
        return HTMLResponse(message_page(message), headers=_FRESH)

    def page(request: Request) -> Response:
        if request.url.query == "unsaved" and site.unsaved is not None:
            path, html = site.unsaved
            if path == request.path_params["path"]:
                return HTMLResponse(_alive(html, site.revision), headers=_FRESH)
        return site_file(site.folder, request.path_params["path"], site.revision)

    return Starlette(
        routes=[
            Route("/-/events", events),
            Mount("/-", StaticFiles(directory=_ASSETS)),
            Route("/inbox/", show_inbox),
            Route("/inbox/letters/{name:path}", show_letter),
            Route("/inbox/{key}/", show_message),
            *(
                Route(path, service)
                for path in ("/healthz", "/metrics", "/subscriptions", "/operator")
            ),
            Route("/subscriptions/{rest:path}", service),
            Route("/operator/{rest:path}", service),
            Route("/{path:path}", page),
        ],
        middleware=[
            Middleware(Visitors, token=token),
            *([Middleware(TwoOrigins, editor=editor, site_url=site.url)] if editor else []),
        ],
        lifespan=lifespan,
    )


def site_file(folder: Path, path: str, revision: int) -> Response:
    """Return a file of the site; pages get the script that reloads them after this revision."""
    root = folder.resolve()
    file = (root / path).resolve()
    if not file.is_relative_to(root):
        return Response("There is no such page.", 404)
    if file.is_dir() and path and not path.endswith("/"):
        return RedirectResponse(f"/{path}/")
    file = file / "index.html" if file.is_dir() else file
    if not file.is_file():
        missing = root / "404.html"
        text = missing.read_text() if missing.is_file() else "There is no such page."
        return HTMLResponse(_alive(text, revision), 404, headers=_FRESH)
    if file.suffix != ".html":
        return FileResponse(file, headers=_FRESH, media_type=_MEDIA_TYPES.get(file.suffix))
    return HTMLResponse(_alive(file.read_text(encoding="utf-8"), revision), headers=_FRESH)


def _alive(html: str, revision: int) -> str:
    script = _SCRIPT.format(revision)
    with_head = html.replace("</head>", f"{_HEAD}</head>", 1)
    before, end, after = with_head.rpartition("</body>")
    return f"{before}{script}{end}{after}" if end else with_head + script


async def _text(news: AsyncIterator[str]) -> AsyncIterator[bytes]:
    async for event in news:
        yield event.encode()
