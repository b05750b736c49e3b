"""Moving to another address, and erasing: each by a button in a freshly mailed link."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import JSONResponse

from rapport_subscriptions.rules.links import ROOT
from rapport_subscriptions.use_cases import erase, manage
from rapport_subscriptions.web.bodies import wants_json
from rapport_subscriptions.web.context import counter_of
from rapport_subscriptions.web.not_found import unknown
from rapport_subscriptions.web.pages import Button, Link, message

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response


async def show_move(request: Request) -> Response:
    """Show the button that carries a subscription to another address."""
    counter = counter_of(request)
    blog = await counter.blog()
    found = await counter.look(manage.look_at_move, counter.token)
    if found is None:
        return unknown(blog)
    _ = blog.texts.gettext
    return message(
        _("Get it here from now on"),
        _(
            "%(blog)s then comes to %(address)s, and no longer to the old address.",
            blog=blog.title,
            address=found[0].payload,
        ),
        blog=blog,
        buttons=[Button(_("Yes, send it here"), f"{ROOT}/move/{counter.token}")],
    )


async def move(request: Request) -> Response:
    """Carry a subscription to another address."""
    counter = counter_of(request)
    blog = await counter.blog()
    moved = await counter.do(manage.move, counter.token, counter.origin)
    if moved is None:
        return unknown(blog)
    _ = blog.texts.gettext
    return message(
        _("Moved"),
        _(
            "%(blog)s comes to %(address)s from now on.",
            blog=blog.title,
            address=moved.email.typed,
        ),
        blog=blog,
        links=[Link(_("Back to the blog"), blog.url)],
    )


async def show_erasure(request: Request) -> Response:
    """Show the button that erases."""
    counter = counter_of(request)
    blog = await counter.blog()
    subscription = await counter.look(erase.look_at_erasure, counter.token)
    if subscription is None:
        return unknown(blog)
    _ = blog.texts.gettext
    return message(
        _("Erase everything"),
        _(
            "All that is stored about %(address)s goes, for good. What stays is a "
            "fingerprint that can't be turned back into the address; it keeps an import from "
            "bringing it back.",
            address=subscription.email.typed,
        ),
        blog=blog,
        buttons=[Button(_("Erase everything"), f"{ROOT}/erase/{counter.token}")],
    )


async def erase_person(request: Request) -> Response:
    """Erase the person."""
    counter = counter_of(request)
    blog = await counter.blog()
    if not await counter.do(erase.erase, counter.token):
        return unknown(blog)
    if wants_json(request):
        return JSONResponse({"status": "erased"})
    _ = blog.texts.gettext
    return message(_("Erased"), _("Nothing is stored about this address any more."), blog=blog)
