"""Mailings: how far each is, who did not get it and why, and the operator's buttons."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse

from rapport_subscriptions.errors import SubscriptionsError
from rapport_subscriptions.rules.links import OPERATOR
from rapport_subscriptions.rules.operator import OperatorAct
from rapport_subscriptions.rules.outbox import Verdict
from rapport_subscriptions.use_cases import command_letters
from rapport_subscriptions.use_cases.command_letters import LetterCommand
from rapport_subscriptions.use_cases.hold_sending import retry_now
from rapport_subscriptions.use_cases.look_at_mailings import (
    LISTED,
    look_at_mailing,
    look_at_mailings,
)
from rapport_subscriptions.use_cases.operator_sign_in import enter, who
from rapport_subscriptions.web.operator.mailing_values import (
    COMMANDS,
    coming_in_words,
    mailing_values,
    row_of,
    troubles_in_words,
    untold_values,
)
from rapport_subscriptions.web.operator.page import operator_page, time_in_words
from rapport_subscriptions.web.operator.series_values import series_rows
from rapport_subscriptions.web.pages import PageLink, message

if TYPE_CHECKING:
    from starlette.responses import Response

    from rapport_subscriptions.rules.email_address import EmailAddress
    from rapport_subscriptions.use_cases.unit_of_work import UnitOfWork
    from rapport_subscriptions.web.operator.session import Visit


async def show_mailings(visit: Visit) -> Response:
    """Show what is held and why, the articles that wait, and the newest mailings."""
    seen = await visit.context.look(look_at_mailings)
    blog = await visit.context.blog()
    texts = blog.texts
    return operator_page(
        "mailings.html",
        visit,
        blog,
        troubles=troubles_in_words(seen.troubles, texts),
        is_held=seen.troubles.hold is not None,
        all_held=seen.troubles.all_held_since is not None,
        coming=coming_in_words(seen, texts),
        untold=[untold_values(known_article, seen.zone, texts) for known_article in seen.untold],
        mailings=[
            row_of(mailing, seen.sums.get(mailing.id, {}), texts) for mailing in seen.mailings
        ],
        series=series_rows(seen.series, blog),
        counted_at=time_in_words(seen.counted_at, texts) if seen.counted_at else "",
    )


async def show_mailing(visit: Visit) -> Response:
    """Show one mailing, and who did not get it."""
    name = str(visit.context.request.path_params["name"])
    seen = await visit.context.look(look_at_mailing, name)
    if seen is None:
        raise HTTPException(404)
    blog = await visit.context.blog()
    return operator_page("mailing.html", visit, blog, 200, **mailing_values(seen, blog))


async def command(visit: Visit) -> Response:
    """Hold, send or skip one mailing or article, or all of them."""
    try:
        letter_command = LetterCommand(visit.field("command"))
        await visit.context.do(
            _command, visit.session.operator, letter_command, visit.field("name")
        )
    except (ValueError, SubscriptionsError):
        blog = await visit.context.blog()
        _ = blog.texts.gettext
        return message(
            _("That is not possible now"),
            _("It was sent, held or skipped meanwhile, or all letters are held."),
            blog=blog,
            status=409,
            links=[PageLink(_("Mailings"), f"{OPERATOR}/mailings")],
        )
    return _back()


async def retry(visit: Visit) -> Response:
    """Retry at once what the mail server put off or refused."""
    await visit.context.do(_retry, visit.session.operator)
    return _back()


async def test(visit: Visit) -> Response:
    """Email the next letter to the operator alone."""
    blog = await visit.context.blog()
    _ = blog.texts.gettext
    email = await visit.context.do(_note_test, visit.session.operator)
    links = [PageLink(_("Mailings"), f"{OPERATOR}/mailings")]
    if email is None:
        raise HTTPException(404)
    try:
        outcome = await visit.context.worker.send_sample(email)
    except SubscriptionsError:
        sentence = _("The blog has no article yet to send.")
        return message(_("That is not possible now"), sentence, blog=blog, status=409, links=links)
    if outcome.verdict is not Verdict.SENT:
        title = _("The mail server refuses")
        return message(title, outcome.reply, blog=blog, status=409, links=links)
    return message(
        _("Check your inbox"), _("The next letter is on its way to you."), blog=blog, links=links
    )


def _command(work: UnitOfWork, operator: str, letter_command: LetterCommand, name: str) -> None:
    done = command_letters.apply(work, letter_command, [name] if name else [])
    enter(work, operator, COMMANDS[letter_command][0], ", ".join(done)[:LISTED])


def _retry(work: UnitOfWork, operator: str) -> None:
    retry_now(work)
    enter(work, operator, OperatorAct.RETRIED)


def _note_test(work: UnitOfWork, operator: str) -> EmailAddress | None:
    enter(work, operator, OperatorAct.TESTED)
    return who(work, operator)


def _back() -> Response:
    return RedirectResponse(f"{OPERATOR}/mailings", 303)
