"""The page of a reader's place in a series, and its one-click stop (RFC 8058)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import JSONResponse

from rapport_subscriptions.errors import InvalidFormError
from rapport_subscriptions.rules.links import ROOT
from rapport_subscriptions.rules.series_phrases import (
    PAUSE,
    RESUME,
    STOP,
    pace_after,
    quick_changes,
    state_in_words,
)
from rapport_subscriptions.use_cases import manage_series as use
from rapport_subscriptions.web.bodies import read_body, read_form, wants_json
from rapport_subscriptions.web.context import context_of
from rapport_subscriptions.web.not_found import unknown
from rapport_subscriptions.web.pages import Button, PageLink, message

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from rapport_subscriptions.rules.blog import Blog
    from rapport_subscriptions.use_cases.manage_series import SeriesPlace
    from rapport_subscriptions.web.context import RequestContext


async def show(request: Request) -> Response:
    """Show where a reader is and the buttons, or the one that a link in a mail names."""
    context = context_of(request)
    blog = await context.blog()
    place = await context.look(use.look, context.token)
    return _page(context, blog, place, only=request.query_params.get("do", ""))


async def show_stop(request: Request) -> Response:
    """Show the one button that stops; opening the link changes nothing."""
    context = context_of(request)
    blog = await context.blog()
    place = await context.look(use.look, context.token)
    return _page(context, blog, place, only=STOP)


async def change(request: Request) -> Response:
    """Do what a button says."""
    context = context_of(request)
    form = await read_form(request, json_too=True)
    action = (form.get("action") or [""])[-1]
    place = await context.look(use.look, context.token)
    blog = await context.blog()
    known = quick_changes(place.reader, place.series, blog.texts) if place else {}
    if place and action not in known:
        if action not in {"faster", "slower", PAUSE, RESUME, STOP}:
            raise InvalidFormError({"action": "This is none of the page's actions."})
        return _done(request, context, blog, place)  # it is so already
    done = await _do(context, place, action)
    return _done(request, context, blog, done)


async def stop(request: Request) -> Response:
    """Stop at once: 200, no redirect, any number of times; no mail program is refused."""
    context = context_of(request)
    await read_body(request)
    place = await context.do(use.stop, context.token, context.origin)
    return _done(request, context, await context.blog(), place)


async def _do(
    context: RequestContext, place: SeriesPlace | None, action: str
) -> SeriesPlace | None:
    if place is None:
        return None
    pace = pace_after(place.reader, place.series, action)
    if pace:
        return await context.do(use.change_pace, context.token, pace, context.origin)
    doers = {PAUSE: use.pause, RESUME: use.resume, STOP: use.stop}
    return await context.do(doers[action], context.token, context.origin)


def _done(
    request: Request, context: RequestContext, blog: Blog, place: SeriesPlace | None
) -> Response:
    if place and wants_json(request):
        return JSONResponse({"status": place.reader.state.value, "pace": place.reader.pace.value})
    return _page(context, blog, place)


def _page(
    context: RequestContext, blog: Blog, place: SeriesPlace | None, *, only: str = ""
) -> Response:
    if place is None:
        return unknown(blog)
    _, reader = blog.texts.gettext, place.reader
    changes = quick_changes(reader, place.series, blog.texts)
    shown = {only: changes[only]} if only in changes else changes
    action = f"{ROOT}/series/{context.token}"
    buttons = [
        Button(words, action, {"action": name}, quiet=name == STOP and len(shown) > 1)
        for name, words in shown.items()
    ]
    links = [PageLink(_("All choices for this series"), action)] if only in changes else []
    if place.series:
        links.append(PageLink(_("The series on the blog"), place.series.url))
    return message(
        place.series.title if place.series else reader.series,
        state_in_words(reader, blog.texts)[:1].upper() + state_in_words(reader, blog.texts)[1:],
        _("%(number)s of %(of)s parts mailed", number=len(reader.mailed_titles), of=_of(place)),
        blog=blog,
        buttons=buttons,
        links=links,
    )


def _of(place: SeriesPlace) -> int:
    return len(place.series.parts) if place.series else len(place.reader.mailed_titles)
