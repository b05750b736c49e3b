"""What a reader may see of what is stored: the receipt, and everything as a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import JSONResponse

from rapport_subscriptions.rules.phrases import status_in_words
from rapport_subscriptions.rules.tokens import Purpose
from rapport_subscriptions.use_cases import erase
from rapport_subscriptions.web.bodies import wants_json
from rapport_subscriptions.web.context import context_of
from rapport_subscriptions.web.not_found import unknown
from rapport_subscriptions.web.pages import page
from rapport_subscriptions.web.subscriber_data import everything_json, receipt_entries, receipt_json

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response


async def download(request: Request) -> Response:
    """Return everything stored about the reader."""
    context = context_of(request)
    blog = await context.blog()
    stored = await context.look(erase.everything, Purpose.MANAGE, context.token)
    if stored is None:
        return unknown(blog)
    answer = JSONResponse(everything_json(stored, blog, context.service.clock.now()))
    answer.headers["content-disposition"] = 'attachment; filename="subscription.json"'
    return answer


async def receipt(request: Request) -> Response:
    """Show what was agreed to; JSON for a program."""
    context = context_of(request)
    blog, now = await context.blog(), context.service.clock.now()
    stored = await context.look(erase.everything, Purpose.RECEIPT, context.token)
    if stored is None:
        return unknown(blog)
    if wants_json(request):
        return JSONResponse(receipt_json(stored, blog, now))
    return page(
        "receipt.html",
        blog,
        email=stored.subscription.email.typed,
        standing=status_in_words(stored.subscription, now, blog.texts),
        entries=receipt_entries(stored, blog),
    )
