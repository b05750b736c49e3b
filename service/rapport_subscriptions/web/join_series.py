"""Confirming a series: a GET shows a button, only a POST acts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import JSONResponse

from rapport_subscriptions.rules.links import ROOT
from rapport_subscriptions.rules.series_phrases import pace_in_words
from rapport_subscriptions.use_cases import join_series as use
from rapport_subscriptions.use_cases.link_result import LinkResult
from rapport_subscriptions.web.bodies import read_body, wants_json
from rapport_subscriptions.web.context import context_of
from rapport_subscriptions.web.not_found import unknown_request
from rapport_subscriptions.web.pages import Button, PageLink, message

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from rapport_subscriptions.rules.blog import Blog
    from rapport_subscriptions.use_cases.join_series import PendingSeries
    from rapport_subscriptions.web.context import RequestContext


async def show(request: Request) -> Response:
    """Show what the button will do; opening the page changes nothing."""
    context = context_of(request)
    blog = await context.blog()
    asked = await context.look(use.look_at_series, context.token)
    if asked.answer is not LinkResult.OPEN or not (asked.series and asked.pace):
        return _said(context, blog, asked)
    _ = blog.texts.gettext
    return message(
        _("Confirm the series"),
        _(
            "%(blog)s will email you the series “%(series)s”, %(pace)s, and the first part at "
            "once. Every part has links to pause and to stop.",
            blog=blog.title,
            series=asked.series.title,
            pace=pace_in_words(asked.pace, blog.texts),
        ),
        blog=blog,
        quote=asked.text,
        buttons=[Button(_("Confirm"), f"{ROOT}/series-confirm/{context.token}")],
    )


async def confirm(request: Request) -> Response:
    """Confirm, and say what comes."""
    context = context_of(request)
    await read_body(request)
    asked = await context.do(use.confirm_series, context.token, context.origin)
    if wants_json(request) and asked.answer in {LinkResult.DONE, LinkResult.DONE_BEFORE}:
        return JSONResponse({"status": "confirmed"})
    return _said(context, await context.blog(), asked)


def _said(context: RequestContext, blog: Blog, asked: PendingSeries) -> Response:
    _ = blog.texts.gettext
    page = PageLink(_("The series on the blog"), asked.series.url if asked.series else blog.url)
    match asked.answer:
        case LinkResult.DONE | LinkResult.DONE_BEFORE if asked.reader and asked.subscription:
            links = context.service.links
            mine = links.path(links.series(asked.subscription, asked.reader))
            is_over = asked.series is not None and not asked.reader.to_come(asked.series)
            words = (
                _("You have had all parts of it.")
                if is_over and not asked.reader.next_at
                else _("The first part that you haven’t had is on its way to your inbox.")
            )
            return message(
                _("You’ve confirmed the series"),
                words,
                blog=blog,
                links=[PageLink(_("Pause, go faster or slower, or stop"), mine), page],
            )
        case LinkResult.EXPIRED:
            return message(
                _("This link has expired"),
                _("Links work for 72 hours. Sign up again on the page of the series."),
                blog=blog,
                status=410 if context.request.method == "POST" else 200,
                links=[page],
            )
        case LinkResult.GONE:
            return message(
                _("You have stopped or unsubscribed since then"),
                _("This link has been used. Sign up again on the page of the series."),
                blog=blog,
                status=410,
                links=[page],
            )
        case _:
            return unknown_request(blog, page)
