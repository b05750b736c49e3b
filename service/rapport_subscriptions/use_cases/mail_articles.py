"""Mailing articles: when a mailing begins, and a letter for each of its readers."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from rapport_subscriptions.rules.mailing import Delivery, Mailing, MailingState, articles_for
from rapport_subscriptions.rules.outbox import MailKind
from rapport_subscriptions.rules.subscription import Cadence
from rapport_subscriptions.use_cases.notice_articles import ripe

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from rapport_subscriptions.rules.article import Article, KnownArticle
    from rapport_subscriptions.rules.outbox import OutboxMail
    from rapport_subscriptions.rules.subscription import Subscription
    from rapport_subscriptions.use_cases.unit_of_work import Desk

LOCK = "mailings"
READERS_AT_ONCE = 500
MOST_WAITING = 1_000
"""So many letters lie in the outbox at most, whatever the number of readers."""

A_DAY = timedelta(days=1)
LIVE = frozenset({MailingState.OPEN, MailingState.DONE})
"""States in which a letter that was written may still go."""


def has_work(desk: Desk) -> bool:
    """Whether there is anything to do for letters; it only reads."""
    writing = any(one.state is not MailingState.HELD for one in desk.tx.mailings.unended())
    return writing or bool(ripe(desk)) or bool(_due(desk))


def begin_mailings(desk: Desk) -> None:
    """Begin the mailings whose time has come, one of a cadence at a time."""
    desk.tx.lock(LOCK)
    latest = desk.tx.articles.latest_number()
    for cadence in _due(desk):
        if _takes_slot(desk, cadence) and _has_readers(desk, cadence, latest):
            _begin(desk, cadence, latest)


def write_letters(desk: Desk, limit: int = READERS_AT_ONCE) -> int:
    """Write the next letters, or end a mailing; answer how much was done, 0 for nothing."""
    room = min(limit, MOST_WAITING - desk.tx.outbox.waiting_letters(MOST_WAITING))
    for mailing in desk.tx.mailings.unended():
        if mailing.state is MailingState.HELD or room <= 0:
            continue
        readers = desk.tx.mailings.readers_behind(mailing.cadence, mailing.upto, room)
        if readers:
            _write(desk, mailing, readers)
            return len(readers)
        if not desk.tx.mailings.is_anybody_behind(mailing.cadence, mailing.upto) and _end(
            desk, mailing.id
        ):
            return 1
    return 0


def open_letter(desk: Desk, mail: OutboxMail, reader: Subscription) -> tuple[Article, ...]:
    """Answer what a letter tells at the moment it goes; one that may not go is taken back."""
    delivery = desk.tx.mailings.delivery(reader.id, int(mail.payload))
    mailing = desk.tx.mailings.get(int(mail.payload))
    if delivery is None or mailing is None:
        return ()
    found = _still_for(desk, delivery, reader)
    is_wanted = reader.is_reading(desk.now) and reader.choice.cadence is mailing.cadence
    if found and is_wanted and mailing.state in LIVE:
        desk.tx.mailings.put_delivery(delivery.naming(found))
        return tuple(one.article for one in found)
    # what was in transmission may have arrived: it counts as told
    if mail.attempts == 0 and mailing.state is not MailingState.SKIPPED:
        desk.tx.mailings.take_back(delivery)
    return ()


def close_letter(desk: Desk, mail: OutboxMail) -> None:
    """Write down that a letter has gone."""
    delivery = desk.tx.mailings.delivery(mail.subscription_id, int(mail.payload))
    if delivery:
        desk.tx.mailings.put_delivery(delivery.sent(desk.now))


def _end(desk: Desk, mailing_id: int) -> bool:
    """End a mailing once its letters are on their way; until then it may be held."""
    if desk.tx.outbox.waiting_letters(1, mailing_id):
        return False
    desk.tx.lock(LOCK)
    mailing = desk.tx.mailings.get(mailing_id)  # again, as the operator may have spoken since
    if mailing is None or mailing.ended_at or mailing.state is MailingState.HELD:
        return False
    desk.tx.mailings.put(mailing.ended(desk.now))
    return True


def _due(desk: Desk) -> list[Cadence]:
    """Answer the cadences whose time has come; many missed slots are one."""
    busy = {mailing.cadence for mailing in desk.tx.mailings.unended()}
    return [one for one in Cadence if one not in busy and _is_due(desk, one)]


def _is_due(desk: Desk, cadence: Cadence) -> bool:
    if cadence is Cadence.EACH:
        before = desk.tx.mailings.latest(cadence)
        return desk.tx.articles.latest_number() > (before.upto if before else 0)
    used = desk.tx.marks.get(cadence.value)
    return used is None or used < _slot(desk, cadence) or used - desk.now > A_DAY


def _takes_slot(desk: Desk, cadence: Cadence) -> bool:
    """Use a slot up; the first one ever is only noted, and so is one the clock ran ahead of."""
    if cadence is Cadence.EACH:
        return True
    used, slot = desk.tx.marks.get(cadence.value), _slot(desk, cadence)
    desk.tx.marks.put(cadence.value, slot)
    return used is not None and used < slot


def _has_readers(desk: Desk, cadence: Cadence, latest: int) -> bool:
    """Whether anybody is behind; what goes out at once is noted as a mailing in any case."""
    return cadence is Cadence.EACH or desk.tx.mailings.is_anybody_behind(cadence, latest)


def _slot(desk: Desk, cadence: Cadence) -> datetime:
    zone = desk.letters.zone(desk.blog.timezone)
    return desk.letters.schedule.latest(cadence, desk.now, zone)


def _begin(desk: Desk, cadence: Cadence, latest: int) -> None:
    newest, before = desk.tx.mailings.latest(), desk.tx.mailings.latest(cadence)
    desk.tx.mailings.put(
        Mailing(
            id=newest.id + 1 if newest else 1,
            cadence=cadence,
            after=before.upto if before else 0,
            upto=latest,
            state=MailingState.OPEN,
            begun_at=desk.now,
        )
    )


def _write(desk: Desk, mailing: Mailing, readers: Sequence[Subscription]) -> None:
    """Write the letters of some readers, and that they were told, at once."""
    after = min(reader.told for reader in readers)
    ids = [reader.id for reader in readers]
    numbered = desk.tx.articles.numbered(after, mailing.upto)
    told = desk.tx.mailings.notified_since(ids, after)
    mails: list[OutboxMail] = []
    deliveries: list[Delivery] = []
    for reader in readers:
        found = _for(desk, mailing, reader, numbered, told.get(reader.id, set()))
        if found:
            ids_of = tuple(one.article.id for one in found)
            mails.append(desk.mail(MailKind.ARTICLES, reader, payload=str(mailing.id)))
            deliveries.append(Delivery(reader.id, mailing.id, reader.told, mailing.upto, ids_of))
    desk.tx.mailings.put_letters(mails, deliveries)
    desk.tx.mailings.mark_notified(ids, mailing.upto)


def _for(
    desk: Desk,
    mailing: Mailing,
    reader: Subscription,
    numbered: Sequence[KnownArticle],
    told: Collection[str],
) -> tuple[KnownArticle, ...]:
    if mailing.state is not MailingState.OPEN or not reader.is_reading(desk.now):
        return ()
    return articles_for(reader, numbered, after=reader.told, upto=mailing.upto, told=told)


def _still_for(desk: Desk, delivery: Delivery, reader: Subscription) -> tuple[KnownArticle, ...]:
    numbered = desk.tx.articles.numbered(delivery.after, delivery.upto)
    told = desk.tx.mailings.notified_since([reader.id], delivery.after, but=delivery.mailing_id)
    return articles_for(
        reader,
        numbered,
        after=delivery.after,
        upto=delivery.upto,
        told=told.get(reader.id, set()),
    )
