"""Mailings in words and numbers, as the operator's pages show them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rapport_subscriptions.rules.article import ArticleState, Kind
from rapport_subscriptions.rules.mailing import MailingState
from rapport_subscriptions.rules.operator import OperatorAct
from rapport_subscriptions.rules.outbox import MailState
from rapport_subscriptions.rules.subscription import Cadence
from rapport_subscriptions.rules.texts import N_
from rapport_subscriptions.use_cases.command_letters import LetterCommand
from rapport_subscriptions.use_cases.look_at_mailings import (
    LISTED,
    Mailings,
    OneMailing,
    Troubles,
)
from rapport_subscriptions.web.operator.page import local_time_in_words, time_in_words

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import tzinfo

    from rapport_subscriptions.rules.article import KnownArticle
    from rapport_subscriptions.rules.blog import Blog
    from rapport_subscriptions.rules.mailing import Mailing
    from rapport_subscriptions.rules.texts import Texts

LONG_WAIT_MINUTES = 10
STATES = {
    MailingState.OPEN: N_("being sent"),
    MailingState.HELD: N_("held"),
    MailingState.SKIPPED: N_("skipped"),
    MailingState.DONE: N_("done"),
}
ARTICLE_STATES = {ArticleState.WAITING: N_("waiting"), ArticleState.HELD: N_("held")}
WITHDRAWN = N_("withdrawn")
MAIL_STATES = {
    MailState.FAILED: N_("failed"),
    MailState.DEFERRED: N_("put off by the mail server"),
    MailState.UNKNOWN: N_("tried again after an interruption"),
    MailState.DROPPED: N_("no longer wanted"),
}
COMMANDS = {
    LetterCommand.HOLD: (OperatorAct.HELD, N_("Hold")),
    LetterCommand.SEND: (OperatorAct.RELEASED, N_("Let it go")),
    LetterCommand.SKIP: (OperatorAct.SKIPPED, N_("Skip")),
}
OFFERED = {
    MailingState.OPEN: (LetterCommand.HOLD, LetterCommand.SKIP),
    MailingState.HELD: (LetterCommand.SEND, LetterCommand.SKIP),
    ArticleState.WAITING: (LetterCommand.HOLD, LetterCommand.SEND, LetterCommand.SKIP),
    ArticleState.HELD: (LetterCommand.SEND, LetterCommand.SKIP),
}
GO_OUT = {
    Cadence.WEEKLY: N_("Weekly emails go out next on %(time)s."),
    Cadence.MONTHLY: N_("Monthly emails go out next on %(time)s."),
}
DUE = {
    Kind.LETTER: "%(time)s",
    Kind.URGENT: N_("%(time)s, to subscribers of every frequency"),
    Kind.DIGEST: N_("above the first digest after %(time)s"),
}
WAITING = ("mail: ready", "mail: claimed", "mail: transmitting", "mail: unknown")
BOUNCES = ("bounce: hard", "bounce: soft", "bounce: gone")


def troubles_in_words(troubles: Troubles, texts: Texts) -> list[str]:
    """Return the problems, a sentence each, in the mail server's words if there are any."""
    lines: list[str] = []
    if troubles.hold:
        lines.append(
            texts.gettext(
                "No email goes out since %(time)s, because the mail server says: %(reason)s. "
                "All follow once it accepts one; one is tried every few minutes.",
                time=time_in_words(troubles.hold.since, texts),
                reason=troubles.hold.reason,
            )
        )
    if troubles.all_held_since:
        since = time_in_words(troubles.all_held_since, texts)
        lines.append(texts.gettext("All letters are held since %(time)s.", time=since))
    lines += [
        texts.gettext(
            "Many addresses at %(domain)s bounced at once, so no more are stopped there until you "
            "decide: rapport subscriptions bounces.",
            domain=domain,
        )
        for domain in troubles.incidents
    ]
    minutes = round(troubles.sign_ups_wait.total_seconds() / 60)
    if minutes > LONG_WAIT_MINUTES:
        lines.append(
            texts.ngettext(
                "Sign-ups wait for %(num)s minute, because more arrive than "
                "RAPPORT_MAILS_PER_HOUR lets out.",
                "Sign-ups wait for %(num)s minutes, because more arrive than "
                "RAPPORT_MAILS_PER_HOUR lets out.",
                minutes,
            )
        )
    return lines


def _buttons(state: MailingState | ArticleState, texts: Texts) -> list[tuple[str, str]]:
    return [
        (command.value, texts.gettext(COMMANDS[command][1])) for command in OFFERED.get(state, ())
    ]


def coming_in_words(seen: Mailings, texts: Texts) -> list[str]:
    """Return when scheduled emails are due, a sentence each."""
    return [
        texts.gettext(GO_OUT[cadence], time=local_time_in_words(at, seen.zone, texts))
        for cadence, at in seen.coming.items()
    ]


def _due(known: KnownArticle, zone: tzinfo, texts: Texts) -> str:
    """Return when a letter is due; articles go once no more have come for a while."""
    words, hour = DUE.get(known.article.kind), known.article.day
    if words is None or hour is None or known.is_gone:
        return ""
    return texts.gettext(words, time=local_time_in_words(hour, zone, texts))


def untold_values(known: KnownArticle, zone: tzinfo, texts: Texts) -> dict[str, object]:
    """Return an article or a letter that was not sent yet."""
    return {
        "due": _due(known, zone, texts),
        "name": known.article.id,
        "title": known.article.title,
        "state": texts.gettext(WITHDRAWN if known.is_gone else ARTICLE_STATES[known.state]),
        "seen": time_in_words(known.seen_at, texts),
        "buttons": _buttons(known.state, texts),
    }


def row_of(mailing: Mailing, sums: Mapping[str, int], texts: Texts) -> dict[str, object]:
    """Return a mailing with its sums."""
    return {
        "name": mailing.name,
        "begun": time_in_words(mailing.begun_at, texts),
        "state": texts.gettext(STATES[mailing.state]),
        "letters": sums.get("letters", 0),
        "sent": sums.get("sent", 0),
        "waiting": sum(sums.get(name, 0) for name in WAITING),
        "deferred": sums.get("mail: deferred", 0),
        "failed": sums.get("mail: failed", 0),
        "dropped": sums.get("mail: dropped", 0),
        "bounced": sum(sums.get(name, 0) for name in BOUNCES),
        "complained": sums.get("bounce: complaint", 0),
        "unsubscribed": sums.get("unsubscribed", 0),
    }


def mailing_values(seen: OneMailing, blog: Blog) -> dict[str, object]:
    """Return the values for the page of one mailing."""
    texts, mailing = blog.texts, seen.mailing
    reasons = [
        (name.removeprefix("reason: "), number)
        for name, number in seen.sums.items()
        if name.startswith("reason: ")
    ]
    return {
        "mailing": row_of(mailing, seen.sums, texts),
        "ended": time_in_words(mailing.ended_at, texts) if mailing.ended_at else "",
        "buttons": [] if mailing.ended_at else _buttons(mailing.state, texts),
        "articles": [known_article.article for known_article in seen.articles],
        "reasons": sorted(reasons, key=lambda item: (-item[1], item[0])),
        "listed": LISTED,
        "undelivered": [
            (mail.email, texts.gettext(MAIL_STATES[mail.state]), mail.reason)
            for mail in seen.undelivered
        ],
    }
