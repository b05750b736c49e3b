"""What is said when something can't be done."""

from __future__ import annotations

import logging
from http import HTTPStatus
from typing import TYPE_CHECKING, cast

from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from rapport_subscriptions.errors import (
    BlogUnknownError,
    DatabaseError,
    FieldFaultsError,
    ProofWantedError,
    TooManyRequestsError,
)
from rapport_subscriptions.web.bodies import wants_json
from rapport_subscriptions.web.guard import ALWAYS
from rapport_subscriptions.web.pages import message, policy

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Mapping

    from starlette.requests import Request

log = logging.getLogger(__name__)


async def _refused(request: Request, fault: Exception) -> Response:
    refused = cast("HTTPException", fault)
    title = HTTPStatus(refused.status_code).phrase
    said = "" if refused.detail == title else refused.detail
    return _answer(request, refused.status_code, title, said, dict(refused.headers or {}))


async def _unreadable(request: Request, fault: Exception) -> Response:
    faults = cast("FieldFaultsError", fault).faults
    if wants_json(request):
        return JSONResponse({"errors": faults}, 422)
    return message("We couldn’t read this form", *faults.values(), blog=None, status=422)


async def _too_many(request: Request, fault: Exception) -> Response:
    seconds = cast("TooManyRequestsError", fault).retry_after
    said = f"Too many requests came from your network. Try again in {-(-seconds // 60)} minutes."
    return _answer(request, 429, "Too many requests", said, {"retry-after": str(seconds)})


async def _proof_wanted(request: Request, fault: Exception) -> Response:
    seconds = cast("ProofWantedError", fault).retry_after
    said = (
        "Many sign-ups are coming in right now. With JavaScript, the form checks that you are not "
        f"a bot and works at once. Without it, try again in {-(-seconds // 60)} minutes."
    )
    return _answer(request, 429, "Too many requests", said, {"retry-after": str(seconds)})


async def _no_store(request: Request, fault: Exception) -> Response:
    log.error("a request failed: %s", fault)
    said = "Nothing has changed. Please try again in a minute."
    return _answer(request, 503, "Temporarily unavailable", said, {"retry-after": "60"})


async def _our_fault(request: Request, fault: Exception) -> Response:
    log.error("a request failed", exc_info=fault)
    said = "The error is on our side. Nothing has changed."
    # this answer is given outside of the guard, so it brings its headers along
    headers = {**ALWAYS, "content-security-policy": policy(None), "cache-control": "no-store"}
    return _answer(request, 500, "Something went wrong", said, headers)


def _answer(
    request: Request, status: int, title: str, said: str, headers: Mapping[str, str]
) -> Response:
    answer: Response
    if wants_json(request):
        answer = JSONResponse({"error": said or title}, status)
    else:
        answer = message(title, *([said] if said else []), blog=None, status=status)
    answer.headers.update(headers)
    return answer


ERROR_HANDLERS: dict[
    int | type[Exception], Callable[[Request, Exception], Coroutine[None, None, Response]]
]
ERROR_HANDLERS = {
    HTTPException: _refused,
    FieldFaultsError: _unreadable,
    TooManyRequestsError: _too_many,
    ProofWantedError: _proof_wanted,
    DatabaseError: _no_store,
    BlogUnknownError: _no_store,
    Exception: _our_fault,
}
