"""The hint that the blog has published something; the hint's content is not used."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import JSONResponse, Response

from rapport_subscriptions.use_cases.notice_articles import hear_of_change, may_be_noted
from rapport_subscriptions.web.context import context_of

if TYPE_CHECKING:
    from starlette.requests import Request


async def published(request: Request) -> Response:
    """Have the manifest read again soon; the request itself is not read, so anybody may send it."""
    context = context_of(request)
    if await context.look(may_be_noted):
        await context.do(hear_of_change)
    return JSONResponse({"status": "noted"}, 202)
