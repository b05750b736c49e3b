"""The public figures of the blog's promise, as JSON and as a page; off by default."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse

from rapport_subscriptions.rules.promise import QUESTIONS_ON_LEAVING
from rapport_subscriptions.use_cases.keep_promise import latest
from rapport_subscriptions.web.context import context_of
from rapport_subscriptions.web.operator.page import day_in_words
from rapport_subscriptions.web.pages import page

if TYPE_CHECKING:
    from datetime import date

    from starlette.requests import Request
    from starlette.responses import Response

    from rapport_subscriptions.rules.promise import Promise

CACHED = {"cache-control": "public, max-age=3600"}


async def as_json(request: Request) -> Response:
    """Return the figures for programs."""
    day, promise = await _figures(request)
    figures = {
        "counted_on": day.isoformat(),
        **asdict(promise),
        "questions_asked_on_leaving": QUESTIONS_ON_LEAVING,
    }
    return JSONResponse(figures, headers=CACHED)


async def as_page(request: Request) -> Response:
    """Show the figures, and how each is determined."""
    day, promise = await _figures(request)
    blog = await context_of(request).blog()
    answer = page(
        "promise.html",
        blog,
        day=day_in_words(day, blog.texts),
        promise=promise,
        questions=QUESTIONS_ON_LEAVING,
    )
    answer.headers.update(CACHED)
    return answer


async def _figures(request: Request) -> tuple[date, Promise]:
    context = context_of(request)
    promise = await context.look(latest) if context.service.settings.promise else None
    if promise is None:
        raise HTTPException(404)
    return promise
