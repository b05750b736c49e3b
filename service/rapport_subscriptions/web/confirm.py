"""Confirming and refusing: a GET shows a button, only a POST acts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rapport_subscriptions.rules.links import ROOT
from rapport_subscriptions.rules.phrases import cadence_in_words, topics_in_words
from rapport_subscriptions.use_cases import confirm as use
from rapport_subscriptions.use_cases.link_result import LinkResult
from rapport_subscriptions.web.context import context_of
from rapport_subscriptions.web.not_found import unknown_request
from rapport_subscriptions.web.pages import Button, PageLink, message

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from rapport_subscriptions.rules.blog import Blog
    from rapport_subscriptions.rules.subscription import Choice
    from rapport_subscriptions.web.context import RequestContext


LATEST = "choice=latest"
"""The button with the latest choice, if the email has another one."""


async def show(request: Request) -> Response:
    """Show what the button will do; opening the page changes nothing."""
    context = context_of(request)
    blog = await context.blog()
    pending = await context.look(use.look_at_confirmation, context.token)
    if pending.answer is not LinkResult.OPEN or pending.choice is None:
        return _said(context, blog, pending.answer)
    await context.do(use.note_opened)
    _ = blog.texts.gettext
    topics, cadence = _in_words(pending.choice, blog)
    buttons = [Button(_("Confirm"), f"{ROOT}/confirm/{context.token}")]
    if pending.latest:
        words = _in_words(pending.latest, blog)
        later = _("Confirm instead: %(topics)s, %(cadence)s", topics=words[0], cadence=words[1])
        buttons.append(Button(later, f"{ROOT}/confirm/{context.token}?{LATEST}", quiet=True))
    return message(
        _("Confirm your subscription"),
        _(
            "%(blog)s will email you about %(topics)s, %(cadence)s. You can unsubscribe with one "
            "click in every email.",
            blog=blog.title,
            topics=topics,
            cadence=cadence,
        ),
        blog=blog,
        quote=pending.text,
        buttons=buttons,
    )


async def confirm(request: Request) -> Response:
    """Confirm, and redirect to the blog."""
    context = context_of(request)
    is_for_latest = request.url.query == LATEST
    answer = await context.confirm(use.Click(context.token, context.origin, is_for_latest))
    if answer in {LinkResult.DONE, LinkResult.DONE_BEFORE}:
        return await context.sent_to("subscribe/confirmed/", "confirmed")
    return _said(context, await context.blog(), answer)


async def renew(request: Request) -> Response:
    """Email a new link in place of an expired one."""
    context = context_of(request)
    answer = await context.do(use.renew, context.token)
    if answer is LinkResult.DONE:
        return await context.sent_to("subscribe/check-your-inbox/", "check-your-inbox", 202)
    return _said(context, await context.blog(), answer)


async def show_refusal(request: Request) -> Response:
    """Show the button "this wasn't me"."""
    context = context_of(request)
    blog = await context.blog()
    _ = blog.texts.gettext
    return message(
        _("This wasn’t you?"),
        _("Tell us, and we’ll delete the request and never ask this address again."),
        blog=blog,
        buttons=[Button(_("It wasn’t me"), f"{ROOT}/refuse/{context.token}")],
    )


async def refuse(request: Request) -> Response:
    """Delete the request and stop further email to its address."""
    context = context_of(request)
    answer = await context.do(use.refuse, context.token, context.origin)
    blog = await context.blog()
    if answer is LinkResult.UNKNOWN:
        return _said(context, blog, answer)
    _ = blog.texts.gettext
    return message(
        _("The request is deleted"),
        _("We won’t email this address again, whoever enters it."),
        blog=blog,
    )


def _in_words(choice: Choice, blog: Blog) -> tuple[str, str]:
    return topics_in_words(choice, blog), cadence_in_words(choice, blog.texts)


def _said(context: RequestContext, blog: Blog, answer: LinkResult) -> Response:
    _ = blog.texts.gettext
    form = PageLink(_("Open the form"), blog.page("subscribe/"))
    match answer:
        case LinkResult.DONE_BEFORE:
            return message(_("You’re subscribed"), _("You’ve already confirmed."), blog=blog)
        case LinkResult.EXPIRED:
            return message(
                _("This link has expired"),
                _(
                    "Links work for 72 hours, so that an old email can’t sign anyone up. We can "
                    "send you a new one."
                ),
                blog=blog,
                status=410 if context.request.method == "POST" else 200,
                buttons=[Button(_("Send me a new link"), f"{ROOT}/renew/{context.token}")],
            )
        case LinkResult.GONE:
            return message(
                _("You have unsubscribed since then"),
                _("This link has been used. To subscribe again, use the form."),
                blog=blog,
                status=410,
                links=[form],
            )
        case _:
            return unknown_request(blog, form)
