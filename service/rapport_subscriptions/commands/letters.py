"""Commands about letters: list what is due, sent or held; hold, send or skip them."""

from __future__ import annotations

import asyncio
import sys
from typing import TYPE_CHECKING

from rapport_subscriptions.commands.letter_lines import letter_lines
from rapport_subscriptions.commands.people import open_service
from rapport_subscriptions.commands.series_lines import series_lines
from rapport_subscriptions.errors import SubscriptionsError
from rapport_subscriptions.mail.envelope import EnvelopeWriter
from rapport_subscriptions.rules.article import ArticleState
from rapport_subscriptions.rules.email_address import parse_address
from rapport_subscriptions.rules.outbox import Verdict
from rapport_subscriptions.rules.subscription import Cadence
from rapport_subscriptions.use_cases.command_letters import LetterCommand, apply
from rapport_subscriptions.use_cases.hold_sending import retry_now
from rapport_subscriptions.use_cases.notice_articles import is_all_held
from rapport_subscriptions.use_cases.sample_letter import sample

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from rapport_subscriptions.mail.envelope import Envelope
    from rapport_subscriptions.rules.outbox import Outcome
    from rapport_subscriptions.rules.sending_hold import SendingHold
    from rapport_subscriptions.service import Service
    from rapport_subscriptions.use_cases.unit_of_work import UnitOfWork

SHOWN = 20


def letters(arguments: argparse.Namespace, environ: Mapping[str, str]) -> int:
    """Do what was asked, or list all letters."""
    service = open_service(environ)
    try:
        if arguments.test is not None:
            return _test(service, arguments.test, arguments.letter)
        if arguments.letter is not None:
            raise SubscriptionsError("--letter names what --test ADDRESS sends")
        for command in LetterCommand:
            names = getattr(arguments, command.value)
            if names is not None:
                return _decide(service, command, names)
        lines = service.look(lambda work: list(_list(work)))
        sys.stdout.writelines(f"{line}\n" for line in lines)
        return 0
    finally:
        service.store.close()


def retry(arguments: argparse.Namespace, environ: Mapping[str, str]) -> int:
    """Let the mail worker retry at once what the mail server put off or refused."""
    del arguments
    service = open_service(environ)
    try:
        hold = service.look(_hold)
        waiting = service.do(retry_now)
    finally:
        service.store.close()
    if hold:
        sys.stdout.write("one email is tried now; the others follow if it is accepted\n")
    sys.stdout.write(f"{waiting} deferred emails are tried now\n")
    return 0


def _hold(work: UnitOfWork) -> SendingHold | None:
    hold = work.tx.outbox.hold()
    return hold if hold and hold.is_on else None


def _decide(service: Service, command: LetterCommand, names: list[str]) -> int:
    done = service.do(apply, command, names)
    sys.stdout.writelines(f"{command.value}: {name}\n" for name in done)
    if not names:
        sys.stdout.write(
            "letters of new articles are held, too\n"
            if command is LetterCommand.HOLD
            else "letters of new articles go out\n"
        )
    elif not done:
        sys.stdout.write(f"there is nothing to {command.value}\n")
    return 0


def _list(work: UnitOfWork) -> Iterator[str]:
    hold = _hold(work)
    if hold:
        yield f"no email goes out since {_minute(hold.since)}: {hold.reason}"
        yield "the same emails go once the mail server accepts them; `retry` tries now"
        yield ""
    if is_all_held(work):
        yield "all letters are held, whatever is published, until --send or --skip"
        yield ""
    zone = work.letters.zone(work.blog.timezone)
    for cadence in (Cadence.WEEKLY, Cadence.MONTHLY):
        coming = work.letters.schedule.coming(cadence, work.now, zone).astimezone(zone)
        yield f"{cadence.value} letters are due next at {coming:%Y-%m-%d %H:%M} ({zone})"
    yield ""
    yield f"{'mailing':<14} {'state':<8} {'begun':<16} {'letters':>8} {'sent':>8}  articles"
    for mailing in work.tx.mailings.newest(SHOWN):
        written, sent = work.tx.mailings.progress(mailing.id)
        numbers = f"{written:>8} {sent:>8}  {mailing.upto - mailing.after}"
        yield f"{mailing.name:<14} {mailing.state:<8} {_minute(mailing.begun_at)} {numbers}"
    yield ""
    yield f"{'state':<8} {'seen':<16}  article"
    known = work.tx.articles.all(ArticleState.WAITING, ArticleState.HELD)
    untold = [known_article for known_article in known if not known_article.article.kind.is_letter]
    for article in untold:
        gone = " (withdrawn, or mail: false)" if article.is_gone else ""
        title = f"{article.article.id}: {article.article.title} (dated {article.article.date[:10]})"
        yield f"{article.state:<8} {_minute(article.seen_at)}  {title}{gone}"
    if not untold:
        yield "no article waits or is held"
    yield from letter_lines(
        work, [known_article for known_article in known if known_article.article.kind.is_letter]
    )
    yield from series_lines(work)


def _minute(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M}"


def _test(service: Service, address: str, name: str | None) -> int:
    """Email a letter as readers get it; its links to manage and unsubscribe belong to nobody."""
    try:
        email = parse_address(address, public=False)
    except ValueError as error:
        raise SubscriptionsError(str(error)) from None
    mail = EnvelopeWriter(service).write(service.look(sample, email, name))
    outcome = asyncio.run(_hand_over(service, mail))
    if outcome.verdict is not Verdict.SENT:
        raise SubscriptionsError(f"the mail server answers: {outcome.reply}")
    sys.stdout.write(f"a letter is on its way to {email.typed}\n")
    return 0


async def _hand_over(service: Service, mail: Envelope) -> Outcome:
    try:
        return await service.mailer.send(mail.message, mail.sender, mail.recipient)
    finally:
        await service.mailer.close()
