"""Error pages."""

from __future__ import annotations

import logging
from http import HTTPStatus
from typing import TYPE_CHECKING, cast

from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from rapport_subscriptions.errors import (
    BlogUnknownError,
    DatabaseError,
    DatabaseHangsError,
    InvalidFormError,
    ProofWantedError,
    TooManyChangesError,
    TooManyRequestsError,
)
from rapport_subscriptions.rules.phrases import form_error_in_words
from rapport_subscriptions.rules.texts import ENGLISH
from rapport_subscriptions.web.bodies import wants_json
from rapport_subscriptions.web.guard import ALWAYS
from rapport_subscriptions.web.pages import message, policy

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Mapping

    from starlette.requests import Request

    from rapport_subscriptions.ports.manifest import Manifest
    from rapport_subscriptions.rules.blog import Blog
    from rapport_subscriptions.rules.texts import Texts

log = logging.getLogger(__name__)


async def _refused(request: Request, error: Exception) -> Response:
    refused = cast("HTTPException", error)
    title = HTTPStatus(refused.status_code).phrase
    sentence = "" if refused.detail == title else refused.detail
    return _answer(request, refused.status_code, title, sentence, dict(refused.headers or {}))


async def _unreadable(request: Request, error: Exception) -> Response:
    errors = cast("InvalidFormError", error).errors
    if wants_json(request):
        return JSONResponse({"errors": errors}, 422)
    blog = _blog(request)
    texts = blog.texts if blog else ENGLISH
    sentences = [form_error_in_words(error, texts) for error in errors.values()]
    title = texts.gettext("We couldn’t read this form")
    return message(title, *sentences, blog=blog, status=422)


async def _too_many(request: Request, error: Exception) -> Response:
    seconds = cast("TooManyRequestsError", error).retry_after
    texts = _texts(request)
    sentence = texts.ngettext(
        "Too many requests came from your network. Try again in %(num)s minute.",
        "Too many requests came from your network. Try again in %(num)s minutes.",
        -(-seconds // 60),
    )
    title = texts.gettext("Too many requests")
    return _answer(request, 429, title, sentence, {"retry-after": str(seconds)})


async def _too_many_changes(request: Request, error: Exception) -> Response:
    seconds = cast("TooManyChangesError", error).retry_after
    texts = _texts(request)
    sentence = texts.gettext("This subscription was changed many times today. Try again tomorrow.")
    title = texts.gettext("Too many requests")
    return _answer(request, 429, title, sentence, {"retry-after": str(seconds)})


async def _proof_wanted(request: Request, error: Exception) -> Response:
    seconds = cast("ProofWantedError", error).retry_after
    texts = _texts(request)
    sentence = texts.ngettext(
        "Many sign-ups are coming in right now. With JavaScript, the form checks that you are not "
        "a bot and works at once. Without it, try again in %(num)s minute.",
        "Many sign-ups are coming in right now. With JavaScript, the form checks that you are not "
        "a bot and works at once. Without it, try again in %(num)s minutes.",
        -(-seconds // 60),
    )
    title = texts.gettext("Too many requests")
    return _answer(request, 429, title, sentence, {"retry-after": str(seconds)})


async def _no_store(request: Request, error: Exception) -> Response:
    log.error("a request failed: %s", error)
    _ = _texts(request).gettext
    sentence = _("Nothing has changed. Please try again in a minute.")
    if isinstance(error, DatabaseHangsError):
        sentence = _("It may not have been saved. Please try again in a minute.")
    return _answer(request, 503, _("Temporarily unavailable"), sentence, {"retry-after": "60"})


async def _internal_error(request: Request, error: Exception) -> Response:
    log.error("a request failed", exc_info=error)
    _ = _texts(request).gettext
    sentence = _("The error is on our side. Nothing has changed.")
    # this answer is given outside of the guard, so it brings its headers along
    headers = {
        **ALWAYS,
        "content-security-policy": policy(_blog(request)),
        "cache-control": "no-store",
    }
    return _answer(request, 500, _("Something went wrong"), sentence, headers)


def _answer(
    request: Request, status: int, title: str, sentence: str, headers: Mapping[str, str]
) -> Response:
    answer: Response
    if wants_json(request):
        answer = JSONResponse({"error": sentence or title}, status)
    else:
        answer = message(
            title, *([sentence] if sentence else []), blog=_blog(request), status=status
        )
    answer.headers.update(headers)
    return answer


def _blog(request: Request) -> Blog | None:
    """Return the blog, if it is known without any request: an error must not cause another."""
    manifest: Manifest = request.app.state.service.manifest
    try:
        return manifest.at_hand()
    except BlogUnknownError:
        return None


def _texts(request: Request) -> Texts:
    """Return the texts of the page: in the blog's language, in English for programs."""
    blog = None if wants_json(request) else _blog(request)
    return blog.texts if blog else ENGLISH


ERROR_HANDLERS: dict[
    int | type[Exception], Callable[[Request, Exception], Coroutine[None, None, Response]]
]
ERROR_HANDLERS = {
    HTTPException: _refused,
    InvalidFormError: _unreadable,
    TooManyRequestsError: _too_many,
    TooManyChangesError: _too_many_changes,
    ProofWantedError: _proof_wanted,
    DatabaseError: _no_store,
    BlogUnknownError: _no_store,
    Exception: _internal_error,
}
