"""Moving to another address, and erasing: each by a button behind a freshly emailed link."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import JSONResponse

from rapport_subscriptions.rules.links import ROOT
from rapport_subscriptions.use_cases import erase, manage
from rapport_subscriptions.web.bodies import wants_json
from rapport_subscriptions.web.context import context_of
from rapport_subscriptions.web.not_found import unknown
from rapport_subscriptions.web.pages import Button, PageLink, message

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response


async def show_move(request: Request) -> Response:
    """Show the button that moves a subscription to another address."""
    context = context_of(request)
    blog = await context.blog()
    change = await context.look(manage.look_at_move, context.token)
    if change is None:
        return unknown(blog)
    _ = blog.texts.gettext
    return message(
        _("Use this address"),
        _(
            "%(blog)s will come to %(address)s, and no longer to the old address.",
            blog=blog.title,
            address=change[0].payload,
        ),
        blog=blog,
        buttons=[Button(_("Yes, send it here"), f"{ROOT}/move/{context.token}")],
    )


async def move(request: Request) -> Response:
    """Move a subscription to another address."""
    context = context_of(request)
    blog = await context.blog()
    moved = await context.do(manage.move, context.token, context.origin)
    if moved is None:
        return unknown(blog)
    _ = blog.texts.gettext
    return message(
        _("Address changed"),
        _(
            "%(blog)s now comes to %(address)s.",
            blog=blog.title,
            address=moved.email.typed,
        ),
        blog=blog,
        links=[PageLink(_("Back to the blog"), blog.url)],
    )


async def show_moving_back(request: Request) -> Response:
    """Show the button that undoes a move."""
    context = context_of(request)
    blog = await context.blog()
    change = await context.look(manage.look_at_moving_back, context.token)
    if change is None:
        return unknown(blog)
    _ = blog.texts.gettext
    return message(
        _("Undo the change of address"),
        _("%(blog)s will come to %(address)s again.", blog=blog.title, address=change[0].payload),
        blog=blog,
        buttons=[Button(_("Undo"), f"{ROOT}/move-back/{context.token}")],
    )


async def move_back(request: Request) -> Response:
    """Undo a move."""
    context = context_of(request)
    blog = await context.blog()
    back = await context.do(manage.move_back, context.token, context.origin)
    if back is None:
        return unknown(blog)
    _ = blog.texts.gettext
    return message(
        _("Address changed"),
        _("%(blog)s now comes to %(address)s.", blog=blog.title, address=back.email.typed),
        blog=blog,
    )


async def show_erasure(request: Request) -> Response:
    """Show the button that erases."""
    context = context_of(request)
    blog = await context.blog()
    subscription = await context.look(erase.look_at_erasure, context.token)
    if subscription is None:
        return unknown(blog)
    _ = blog.texts.gettext
    return message(
        _("Delete everything"),
        _(
            "We’ll permanently delete everything stored about %(address)s. A fingerprint stays "
            "that can’t be turned back into the address; it stops an import from bringing the "
            "address back.",
            address=subscription.email.typed,
        ),
        blog=blog,
        buttons=[Button(_("Delete everything"), f"{ROOT}/erase/{context.token}")],
    )


async def erase_person(request: Request) -> Response:
    """Erase the person."""
    context = context_of(request)
    blog = await context.blog()
    if not await context.do(erase.erase, context.token):
        return unknown(blog)
    if wants_json(request):
        return JSONResponse({"status": "erased"})
    _ = blog.texts.gettext
    return message(_("Deleted"), _("We no longer store anything about this address."), blog=blog)
