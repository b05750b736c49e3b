"""Changes that a letter offers: its link shows one button, and only the button acts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rapport_subscriptions.rules.links import ROOT
from rapport_subscriptions.rules.quick_changes import named_change
from rapport_subscriptions.rules.tokens import Purpose
from rapport_subscriptions.use_cases import manage
from rapport_subscriptions.web.pages import Button, PageLink, message

if TYPE_CHECKING:
    from starlette.responses import Response

    from rapport_subscriptions.web.context import RequestContext


async def quick_change(context: RequestContext, change: str) -> Response | None:
    """Return the page with the one button; None if the link or the change is unknown."""
    blog = await context.blog()
    subscription = await context.look(manage.look, Purpose.MANAGE, context.token)
    named = named_change(subscription, blog, change) if subscription else None
    if named is None:
        return None
    words, fields = named
    action = f"{ROOT}/manage/{context.token}"
    _ = blog.texts.gettext
    return message(
        words,
        blog=blog,
        buttons=[Button(words, action, fields)],
        links=[PageLink(_("Manage your subscription"), action)],
    )
