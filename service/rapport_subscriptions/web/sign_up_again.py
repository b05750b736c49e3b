"""A subscriber's second sign-up: a GET shows the change, a POST makes it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rapport_subscriptions.rules.links import ROOT
from rapport_subscriptions.rules.phrases import (
    cadence_in_words,
    subscription_in_words,
    topics_in_words,
)
from rapport_subscriptions.use_cases import sign_up_again as use
from rapport_subscriptions.web.context import context_of
from rapport_subscriptions.web.not_found import unknown
from rapport_subscriptions.web.pages import Button, PageLink, message

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from rapport_subscriptions.rules.blog import Blog
    from rapport_subscriptions.web.context import RequestContext


async def show(request: Request) -> Response:
    """Show what the button changes, from what to what."""
    context = context_of(request)
    blog = await context.blog()
    wanted = await context.look(use.look_at_change, context.token)
    if wanted is None:
        return unknown(blog)
    if wanted.is_done:
        return _done(context, blog, wanted)
    _ = blog.texts.gettext
    now = context.service.clock.now()
    return message(
        _("Change your subscription?"),
        _(
            "%(blog)s will email you about %(topics)s, %(cadence)s.",
            blog=blog.title,
            topics=topics_in_words(wanted.choice, blog),
            cadence=cadence_in_words(wanted.choice, blog.texts),
        ),
        _(
            "Your current subscription: %(current)s.",
            current=subscription_in_words(wanted.subscription, now, blog),
        ),
        blog=blog,
        buttons=[Button(_("Change my subscription"), f"{ROOT}/change/{context.token}")],
        links=[_manage(context, blog, wanted)],
    )


async def change(request: Request) -> Response:
    """Change the subscription."""
    context = context_of(request)
    blog = await context.blog()
    wanted = await context.do(use.change, context.token, context.origin)
    return unknown(blog) if wanted is None else _done(context, blog, wanted)


def _done(context: RequestContext, blog: Blog, wanted: use.WantedChange) -> Response:
    _ = blog.texts.gettext
    now = context.service.clock.now()
    return message(
        _("Your subscription is changed"),
        _(
            "You’re subscribed to: %(current)s.",
            current=subscription_in_words(wanted.subscription, now, blog),
        ),
        blog=blog,
        links=[_manage(context, blog, wanted), PageLink(_("Back to the blog"), blog.url)],
    )


def _manage(context: RequestContext, blog: Blog, wanted: use.WantedChange) -> PageLink:
    links = context.service.links
    address = links.path(links.manage(wanted.subscription))
    return PageLink(blog.texts.gettext("Manage your subscription"), address)
