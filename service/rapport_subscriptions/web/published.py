"""Hearing that the blog has published something: a hint to look, never a source of what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import JSONResponse, Response

from rapport_subscriptions.web.counter import counter_of

if TYPE_CHECKING:
    from starlette.requests import Request


async def published(request: Request) -> Response:
    """Have the manifest read anew soon; nothing of the request is read, so anybody may send it."""
    counter = counter_of(request)
    counter.service.manifest.hurry()
    counter.sender.wake()
    return JSONResponse({"status": "noted"}, 202)
