"""What readers may see of their stored data: the receipt, and everything as a file."""

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
    """Return everything stored about the reader, to the owner of the mailbox."""
    context = context_of(request)
    blog = await context.blog()
    stored = await context.look(erase.everything, Purpose.ACCOUNT, context.token)
    if stored is None:
        return unknown(blog)
    answer = JSONResponse(everything_json(stored, blog, context.service.clock.now()))
    answer.headers["content-disposition"] = 'attachment; filename="subscription.json"'
    return answer


async def receipt(request: Request) -> Response:
    """Show the current consent; a link in a letter allows no more."""
    return await _receipt(request, Purpose.RECEIPT)


async def full_receipt(request: Request) -> Response:
    """Show all consents; JSON for a program."""
    return await _receipt(request, Purpose.ACCOUNT)


async def _receipt(request: Request, purpose: Purpose) -> Response:
    context = context_of(request)
    blog, now = await context.blog(), context.service.clock.now()
    stored = await context.look(erase.everything, purpose, context.token)
    if stored is None:
        return unknown(blog)
    is_owner = purpose is Purpose.ACCOUNT
    if not is_owner:
        stored = stored.in_force()
    email = stored.subscription.email
    if wants_json(request):
        return JSONResponse(receipt_json(stored, blog, now, is_owner=is_owner))
    return page(
        "receipt.html",
        blog,
        email=email.typed if is_owner else email.shortened,
        state=status_in_words(stored.subscription, now, blog.texts),
        entries=receipt_entries(stored, blog),
    )
