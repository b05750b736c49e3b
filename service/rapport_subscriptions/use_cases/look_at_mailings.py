"""Mailings for operators: their sums, what keeps letters from being sent, and failed recipients."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rapport_subscriptions.rules.article import ArticleState
from rapport_subscriptions.rules.outbox import MailState
from rapport_subscriptions.rules.subscription import Cadence
from rapport_subscriptions.rules.sums import SERIES
from rapport_subscriptions.use_cases.bounce_incidents import INCIDENT
from rapport_subscriptions.use_cases.command_letters import MAILING
from rapport_subscriptions.use_cases.keep_sums import KEPT_AT
from rapport_subscriptions.use_cases.look_at_queue import longest_wait
from rapport_subscriptions.use_cases.notice_articles import ALL_HELD

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime, timedelta, tzinfo

    from rapport_subscriptions.rules.article import KnownArticle
    from rapport_subscriptions.rules.mailing import Mailing
    from rapport_subscriptions.rules.sending_hold import SendingHold
    from rapport_subscriptions.use_cases.unit_of_work import UnitOfWork

SHOWN = 50
LISTED = 200
"""At most this many failed recipients are listed; beyond that, the reasons suffice."""

NOT_DELIVERED = (MailState.FAILED, MailState.DEFERRED, MailState.UNKNOWN, MailState.DROPPED)


@dataclass(frozen=True)
class Troubles:
    """What keeps emails from being sent, or people from signing up."""

    hold: SendingHold | None
    all_held_since: datetime | None
    incidents: tuple[str, ...]
    """The domains whose bounces wait for the operator's decision."""
    sign_ups_wait: timedelta


@dataclass(frozen=True)
class Mailings:
    """The newest mailings with their sums, what is not sent yet, and when emails are due."""

    mailings: Sequence[Mailing]
    sums: Mapping[int, Mapping[str, int]]
    counted_at: datetime | None
    untold: Sequence[KnownArticle]
    coming: Mapping[Cadence, datetime]
    """When the next weekly and monthly emails are due, in `zone`."""
    zone: tzinfo
    troubles: Troubles
    series: Mapping[str, int]
    """How many readers each series has by state, as `active first-steps`; counted with people."""


@dataclass(frozen=True)
class Undelivered:
    """A reader who did not get a letter, and why."""

    email: str
    subscription_id: str
    state: MailState
    reason: str


@dataclass(frozen=True)
class OneMailing:
    """A mailing, its sums, its articles, and failed recipients."""

    mailing: Mailing
    sums: Mapping[str, int]
    articles: Sequence[KnownArticle]
    undelivered: Sequence[Undelivered]


def look_at_mailings(work: UnitOfWork) -> Mailings:
    """Return the newest mailings."""
    newest = work.tx.mailings.newest(SHOWN)
    hold = work.tx.outbox.hold()
    zone = work.letters.zone(work.blog.timezone)
    counted_at = work.tx.marks.get(KEPT_AT)
    return Mailings(
        mailings=newest,
        sums=work.tx.sums.of_mailings([mailing.id for mailing in newest]),
        counted_at=counted_at,
        untold=work.tx.articles.all(ArticleState.WAITING, ArticleState.HELD),
        coming={
            cadence: work.letters.schedule.coming(cadence, work.now, zone).astimezone(zone)
            for cadence in (Cadence.WEEKLY, Cadence.MONTHLY)
        },
        zone=zone,
        troubles=Troubles(
            hold if hold and hold.is_on else None,
            work.tx.marks.get(ALL_HELD),
            tuple(sorted(name.removeprefix(INCIDENT) for name in work.tx.marks.named(INCIDENT))),
            longest_wait(work.tx.requests, work.now),
        ),
        series=_series(work, counted_at) if counted_at else {},
    )


def _series(work: UnitOfWork, counted_at: datetime) -> dict[str, int]:
    day = counted_at.date().isoformat()
    counted = work.tx.sums.by_day(SERIES, day)
    return {name: number for (at, name), number in counted.items() if at == day}


def look_at_mailing(work: UnitOfWork, name: str) -> OneMailing | None:
    """Return one mailing by its name; None if there is none."""
    named = MAILING.fullmatch(name)
    mailing = work.tx.mailings.get(int(named[1])) if named else None
    if mailing is None or mailing.name != name:
        return None
    mails = work.tx.outbox.not_delivered(mailing.id, NOT_DELIVERED, LISTED)
    readers = work.tx.subscriptions.read_ahead(mail.subscription_id for mail in mails)
    emails = {reader.id: reader.email.typed for reader in readers}
    return OneMailing(
        mailing,
        work.tx.sums.of_mailings([mailing.id])[mailing.id],
        work.tx.articles.numbered(mailing.after, mailing.upto),
        [
            Undelivered(emails[mail.subscription_id], mail.subscription_id, mail.state, mail.reason)
            for mail in mails
            if mail.subscription_id in emails
        ],
    )
