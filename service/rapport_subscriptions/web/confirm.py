"""Confirming and refusing: a GET shows a button, only a POST acts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rapport_subscriptions.rules.links import ROOT
from rapport_subscriptions.rules.phrases import cadence_in_words, topics_in_words
from rapport_subscriptions.use_cases import confirm as use
from rapport_subscriptions.use_cases.confirm import Answer
from rapport_subscriptions.web.context import counter_of
from rapport_subscriptions.web.pages import Button, Link, message

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from rapport_subscriptions.rules.blog import Blog
    from rapport_subscriptions.web.context import Counter


async def show(request: Request) -> Response:
    """Show what one press will do; change nothing, however often it is opened."""
    counter = counter_of(request)
    blog = await counter.blog()
    asked = await counter.look(use.look_at_confirmation, counter.token)
    if asked.answer is not Answer.OPEN or asked.choice is None:
        return _said(counter, blog, asked.answer)
    topics, cadence = (
        topics_in_words(asked.choice, blog),
        cadence_in_words(asked.choice, blog.texts),
    )
    _ = blog.texts.gettext
    return message(
        _("One press, and you're in"),
        _(
            "%(blog)s will write to you about %(topics)s, %(cadence)s. "
            "Every mail has a link to leave with one click.",
            blog=blog.title,
            topics=topics,
            cadence=cadence,
        ),
        blog=blog,
        quote=asked.text,
        buttons=[Button(_("Yes, write to me"), f"{ROOT}/confirm/{counter.token}")],
    )


async def confirm(request: Request) -> Response:
    """Confirm, and lead on to the blog."""
    counter = counter_of(request)
    answer = await counter.press(use.Press(counter.token, counter.origin))
    if answer in {Answer.DONE, Answer.DONE_BEFORE}:
        return await counter.sent_to("subscribe/confirmed/", "confirmed")
    return _said(counter, await counter.blog(), answer)


async def renew(request: Request) -> Response:
    """Mail a fresh link in place of an expired one."""
    counter = counter_of(request)
    answer = await counter.do(use.renew, counter.token)
    if answer is Answer.DONE:
        return await counter.sent_to("subscribe/check-your-inbox/", "check-your-inbox", 202)
    return _said(counter, await counter.blog(), answer)


async def show_refusal(request: Request) -> Response:
    """Show the button for whoever didn't ask."""
    counter = counter_of(request)
    blog = await counter.blog()
    _ = blog.texts.gettext
    return message(
        _("This wasn't you?"),
        _("Then the request is deleted, and this address is not asked again."),
        blog=blog,
        buttons=[Button(_("It wasn't me"), f"{ROOT}/refuse/{counter.token}")],
    )


async def refuse(request: Request) -> Response:
    """Delete the request and stop further mail to its address."""
    counter = counter_of(request)
    answer = await counter.do(use.refuse, counter.token, counter.origin)
    blog = await counter.blog()
    if answer is Answer.UNKNOWN:
        return _said(counter, blog, answer)
    _ = blog.texts.gettext
    return message(
        _("Done: the request is gone"),
        _("No mail goes to this address any more, whoever types it in."),
        blog=blog,
    )


def _said(counter: Counter, blog: Blog, answer: Answer) -> Response:
    _ = blog.texts.gettext
    form = Link(_("Open the form"), blog.page("subscribe/"))
    match answer:
        case Answer.DONE_BEFORE:
            return message(_("You're in"), _("You have confirmed already."), blog=blog)
        case Answer.EXPIRED:
            return message(
                _("This link is older than 72 hours"),
                _(
                    "It has expired, so that an old mail can't sign anybody up. "
                    "One press mails you a fresh one."
                ),
                blog=blog,
                status=410 if counter.request.method == "POST" else 200,
                buttons=[Button(_("Mail me a fresh link"), f"{ROOT}/renew/{counter.token}")],
            )
        case Answer.GONE:
            return message(
                _("You have left since"),
                _("This link has done its work. To come back, use the form."),
                blog=blog,
                status=410,
                links=[form],
            )
        case _:
            return message(
                _("This link leads nowhere"),
                _(
                    "Perhaps it was cut in two by a mail program: copy all of it. "
                    "Or the request was deleted meanwhile."
                ),
                blog=blog,
                status=404,
                links=[form],
            )
