"""Unsubscribing: by a mail program (RFC 8058) or by a button."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import JSONResponse

from rapport_subscriptions.rules.links import ROOT
from rapport_subscriptions.rules.tokens import Purpose
from rapport_subscriptions.use_cases import unsubscribe as use
from rapport_subscriptions.web.bodies import read_body, wants_json
from rapport_subscriptions.web.context import context_of
from rapport_subscriptions.web.pages import Button, PageLink, message

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from rapport_subscriptions.rules.blog import Blog

FIELDS = {"List-Unsubscribe": "One-Click"}


async def show(request: Request) -> Response:
    """Show one button; opening the link changes nothing."""
    context = context_of(request)
    blog = await context.blog()
    if context.service.keys.read(Purpose.UNSUBSCRIBE, context.token) is None:
        return _unknown(blog)
    _ = blog.texts.gettext
    return message(
        _("Unsubscribe"),
        _("%(blog)s will stop emailing this address.", blog=blog.title),
        blog=blog,
        buttons=[Button(_("Unsubscribe"), f"{ROOT}/unsubscribe/{context.token}", FIELDS)],
    )


async def unsubscribe(request: Request) -> Response:
    """Unsubscribe at once: 200, no redirect, no cookie, any number of times.

    The signed token in the link suffices: no mail program is refused because of its body.
    """
    context = context_of(request)
    await read_body(request)
    undo = await context.do(use.unsubscribe, context.token, context.origin)
    if undo is None:
        return _unknown(await context.blog())
    if wants_json(request):
        return JSONResponse({"status": "unsubscribed"})
    blog = await context.blog()
    _ = blog.texts.gettext
    back = (
        [Button(_("Undo (I clicked by mistake)"), f"{ROOT}/undo/{undo}", quiet=True)]
        if undo
        else []
    )
    return message(
        _("You’re unsubscribed"),
        _("%(blog)s won’t email this address again.", blog=blog.title),
        blog=blog,
        buttons=back,
        links=[PageLink(_("Back to the blog"), blog.url)],
    )


async def undo(request: Request) -> Response:
    """Undo an unsubscription."""
    context = context_of(request)
    is_in = await context.do(use.undo, context.token, context.origin)
    blog = await context.blog()
    if not is_in:
        return _unknown(blog)
    _ = blog.texts.gettext
    return message(_("You’re subscribed again"), _("Everything is as before."), blog=blog)


async def show_undo(request: Request) -> Response:
    """Show the button again if the page is reloaded."""
    context = context_of(request)
    blog = await context.blog()
    if context.service.keys.read(Purpose.UNDO, context.token) is None:
        return _unknown(blog)
    _ = blog.texts.gettext
    return message(
        _("You’re unsubscribed"),
        _("You can undo this within a day."),
        blog=blog,
        buttons=[Button(_("Undo"), f"{ROOT}/undo/{context.token}")],
    )


def _unknown(blog: Blog) -> Response:
    _ = blog.texts.gettext
    return message(
        _("This link doesn’t work"),
        _("Your email app may have cut it off: copy all of it. Or unsubscribe with your address."),
        blog=blog,
        status=404,
        links=[PageLink(_("Unsubscribe with your address"), f"{ROOT}/unsubscribe")],
    )
