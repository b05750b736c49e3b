"""Leaving: by a mail program (RFC 8058), by a button, or by typing the address."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse

from rapport_subscriptions.rules.links import ROOT
from rapport_subscriptions.rules.tokens import Purpose
from rapport_subscriptions.use_cases import unsubscribe as use
from rapport_subscriptions.web.bodies import read_form, wants_json
from rapport_subscriptions.web.context import counter_of
from rapport_subscriptions.web.pages import Button, Link, message

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from rapport_subscriptions.rules.blog import Blog

ONE_CLICK = {"List-Unsubscribe": ["One-Click"]}
FIELDS = {"List-Unsubscribe": "One-Click"}


async def show(request: Request) -> Response:
    """Show one button; opening the link changes nothing."""
    counter = counter_of(request)
    blog = await counter.blog()
    if counter.service.keys.read(Purpose.LEAVE, counter.token) is None:
        return _unknown(blog)
    _ = blog.texts.gettext
    return message(
        _("Leave with one press"),
        _("After it, %(blog)s sends nothing more to this address.", blog=blog.title),
        blog=blog,
        buttons=[Button(_("Leave"), f"{ROOT}/leave/{counter.token}", FIELDS)],
    )


async def leave(request: Request) -> Response:
    """Leave at once: 200, no redirect, no cookie, any number of times."""
    counter = counter_of(request)
    form = await read_form(request)
    if form != ONE_CLICK:
        raise HTTPException(400, "The form must say List-Unsubscribe=One-Click and nothing else.")
    undo = await counter.do(use.leave, counter.token, counter.origin)
    if undo is None:
        return _unknown(await counter.blog())
    if wants_json(request):
        return JSONResponse({"status": "left"})
    blog = await counter.blog()
    _ = blog.texts.gettext
    back = (
        [Button(_("That was a slip, undo it"), f"{ROOT}/undo/{undo}", quiet=True)] if undo else []
    )
    return message(
        _("You have left"),
        _("%(blog)s sends nothing more to this address.", blog=blog.title),
        blog=blog,
        buttons=back,
        links=[Link(_("Back to the blog"), blog.url)],
    )


async def undo(request: Request) -> Response:
    """Take a leaving back."""
    counter = counter_of(request)
    is_in = await counter.do(use.undo, counter.token, counter.origin)
    blog = await counter.blog()
    if not is_in:
        return _unknown(blog)
    _ = blog.texts.gettext
    return message(_("You're in again"), _("Everything is as it was before."), blog=blog)


async def show_undo(request: Request) -> Response:
    """Show the button again to who reloads the page."""
    counter = counter_of(request)
    blog = await counter.blog()
    if counter.service.keys.read(Purpose.UNDO, counter.token) is None:
        return _unknown(blog)
    _ = blog.texts.gettext
    return message(
        _("You have left"),
        _("Within a day, one press takes it back."),
        blog=blog,
        buttons=[Button(_("Undo it"), f"{ROOT}/undo/{counter.token}")],
    )


def _unknown(blog: Blog) -> Response:
    _ = blog.texts.gettext
    return message(
        _("This link leads nowhere"),
        _("Perhaps it was cut in two by a mail program: copy all of it. Or leave by your address."),
        blog=blog,
        status=404,
        links=[Link(_("Leave without an old mail"), f"{ROOT}/leave")],
    )
