"""Mailing articles: when a mailing begins, and the letters to its readers."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from rapport_subscriptions.rules.article import ArticleState
from rapport_subscriptions.rules.mailing import (
    Delivery,
    Mailing,
    MailingState,
    articles_for,
    is_occasion,
    notified_after,
)
from rapport_subscriptions.rules.outbox import MailKind
from rapport_subscriptions.rules.subscription import CADENCES, Cadence
from rapport_subscriptions.use_cases.mail_urgent import in_time, without_urgent
from rapport_subscriptions.use_cases.notice_articles import LOCK as ARTICLES_LOCK
from rapport_subscriptions.use_cases.notice_articles import is_all_held, ripe

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from rapport_subscriptions.rules.article import KnownArticle
    from rapport_subscriptions.rules.outbox import OutboxMail
    from rapport_subscriptions.rules.subscription import Subscription
    from rapport_subscriptions.use_cases.unit_of_work import UnitOfWork

LOCK = "mailings"
READERS_AT_ONCE = 500
MOST_WAITING = 1_000
"""The outbox holds at most this many letters, whatever the number of readers."""

A_DAY = timedelta(days=1)


def has_work(work: UnitOfWork) -> bool:
    """Return whether there is any work on letters; read-only."""
    if is_all_held(work):
        return False
    writing = any(mailing.state is not MailingState.HELD for mailing in work.tx.mailings.unended())
    return writing or bool(ripe(work)) or bool(_due(work))


def begin_mailings(work: UnitOfWork) -> None:
    """Begin the mailings that are due, one of a frequency at a time."""
    work.tx.lock(LOCK)
    if is_all_held(work):
        return
    for cadence in _due(work):
        upto = _upto(work, cadence)
        if _takes_slot(work, cadence) and _has_readers(work, cadence, upto):
            _begin(work, cadence, upto)


def write_letters(work: UnitOfWork, limit: int = READERS_AT_ONCE) -> int:
    """Write the next letters, or end a mailing; return the amount of work, 0 for none."""
    if is_all_held(work):
        return 0
    room = _room(work, limit)
    unended = work.tx.mailings.unended()
    for mailing in sorted(unended, key=lambda mailing: mailing.cadence is not None):
        if mailing.state is MailingState.HELD or room <= 0:
            continue
        if mailing.cadence is None:
            if done := _write_urgent(work, mailing.id, room):
                return done
            continue
        readers = work.tx.mailings.readers_behind(mailing.cadence, mailing.upto, room)
        if readers:
            _write(work, mailing, readers)
            return len(readers)
        if not work.tx.mailings.is_anybody_behind(mailing.cadence, mailing.upto) and _end(
            work, mailing.id
        ):
            return 1
    return 0


def _room(work: UnitOfWork, limit: int) -> int:
    """Return how many letters may be written: many, or none until there is room for many.

    Every lot costs a dozen statements, however few letters are in it.
    """
    free = MOST_WAITING - work.tx.outbox.waiting_letters(MOST_WAITING)
    return min(limit, free) if free >= MOST_WAITING // 2 else 0


def _write_urgent(work: UnitOfWork, mailing_id: int, room: int) -> int:
    """Write the next letters of an urgent one, or end its mailing; return the amount of work."""
    work.tx.lock(ARTICLES_LOCK, LOCK)
    mailing = work.tx.mailings.get(mailing_id)  # again, as another sender may have gone on
    if mailing is None or mailing.ended_at or mailing.state is MailingState.HELD:
        return 0
    is_open = mailing.state is MailingState.OPEN
    readers = work.tx.mailings.members_after(mailing.cursor, room) if is_open else ()
    if not readers:
        return int(_end(work, mailing_id))
    _put_letters(work, mailing, in_time(mailing, readers))
    work.tx.mailings.put(replace(mailing, cursor=readers[-1].id))
    return len(readers)


def _end(work: UnitOfWork, mailing_id: int) -> bool:
    """End a mailing once its letters were sent; until then it can be held."""
    if work.tx.outbox.waiting_letters(1, mailing_id):
        return False
    work.tx.lock(ARTICLES_LOCK, LOCK)
    mailing = work.tx.mailings.get(mailing_id)  # again, as the operator may have spoken since
    if mailing is None or mailing.ended_at or mailing.state is MailingState.HELD:
        return False
    work.tx.mailings.put(mailing.ended(work.now))
    if mailing.state is not MailingState.SKIPPED:
        _keep_for_later(work, mailing)
    return True


def _keep_for_later(work: UnitOfWork, mailing: Mailing) -> None:
    """Count articles withdrawn during a mailing as not released: its readers lack them."""
    for known_article in work.tx.articles.numbered(mailing.after, mailing.upto):
        if known_article.is_gone and known_article.state is ArticleState.RELEASED:
            work.tx.articles.put(known_article.passed_over())


def _due(work: UnitOfWork) -> list[Cadence]:
    """Return the frequencies that are due; several missed slots count as one."""
    busy = {mailing.cadence for mailing in work.tx.mailings.unended()}
    return [cadence for cadence in CADENCES if cadence not in busy and _is_due(work, cadence)]


def _is_due(work: UnitOfWork, cadence: Cadence) -> bool:
    if cadence is Cadence.EACH:
        upto = _upto(work, cadence)
        if upto > _mailed_upto(work, cadence):
            return True
        # who changed from weekly in mid-week must not wait for the next article
        return bool(upto) and work.tx.mailings.is_anybody_behind(cadence, upto)
    used = work.tx.marks.get(cadence.value)
    return used is None or used < _slot(work, cadence) or used - work.now > A_DAY


def _mailed_upto(work: UnitOfWork, cadence: Cadence) -> int:
    before = work.tx.mailings.latest(cadence)
    return before.upto if before else 0


def _upto(work: UnitOfWork, cadence: Cadence) -> int:
    """Return the number that a mailing reaches; what is never sent alone waits for the next one."""
    after, latest = _mailed_upto(work, cadence), work.tx.articles.latest_number()
    coming = work.tx.articles.numbered(after, latest) if latest > after else ()
    live = [
        known_article
        for known_article in coming
        if known_article.state is ArticleState.RELEASED and known_article.is_coming
    ]
    return latest if not live or any(map(is_occasion, live)) else after


def _takes_slot(work: UnitOfWork, cadence: Cadence) -> bool:
    """Use a slot up; the first one ever is only noted, and so is one the clock ran ahead of."""
    if cadence is Cadence.EACH:
        return True
    used, slot = work.tx.marks.get(cadence.value), _slot(work, cadence)
    work.tx.marks.put(cadence.value, slot)
    return used is not None and used < slot


def _has_readers(work: UnitOfWork, cadence: Cadence, upto: int) -> bool:
    """Whether any reader is behind; an immediate mailing is recorded in any case."""
    return cadence is Cadence.EACH or work.tx.mailings.is_anybody_behind(cadence, upto)


def _slot(work: UnitOfWork, cadence: Cadence) -> datetime:
    zone = work.letters.zone(work.blog.timezone)
    return work.letters.schedule.latest(cadence, work.now, zone)


def _begin(work: UnitOfWork, cadence: Cadence, upto: int) -> None:
    newest = work.tx.mailings.latest()
    work.tx.mailings.put(
        Mailing(
            id=newest.id + 1 if newest else 1,
            cadence=cadence,
            after=_mailed_upto(work, cadence),
            upto=upto,
            state=MailingState.OPEN,
            begun_at=work.now,
        )
    )


def _write(work: UnitOfWork, mailing: Mailing, readers: Sequence[Subscription]) -> None:
    """Write the letters of some readers, and that these were notified, at once."""
    _put_letters(work, mailing, readers)
    work.tx.mailings.mark_notified([reader.id for reader in readers], mailing.upto)


def _put_letters(work: UnitOfWork, mailing: Mailing, readers: Sequence[Subscription]) -> None:
    """Write the letters of some readers: to each who is behind, with what is new to them."""
    since = {reader.id: _since(mailing, reader) for reader in readers}
    after = min(since.values(), default=mailing.upto)
    ids = [reader.id for reader in readers]
    numbered = work.tx.articles.numbered(after, mailing.upto)
    notified = work.tx.mailings.notified_since(ids, notified_after(numbered, after))
    have_one = work.tx.mailings.readers_with_letter(mailing.id, ids)  # who were moved back
    mails: list[OutboxMail] = []
    deliveries: list[Delivery] = []
    for reader in readers:
        articles = _for(work, mailing, reader, numbered, notified.get(reader.id, set()))
        if articles and reader.id not in have_one:
            ids_of = tuple(article.article.id for article in articles)
            mails.append(work.mail(MailKind.ARTICLES, reader, mailing_id=mailing.id))
            deliveries.append(
                Delivery(reader.id, mailing.id, since[reader.id], mailing.upto, ids_of)
            )
    work.tx.mailings.put_letters(mails, deliveries)


def _since(mailing: Mailing, reader: Subscription) -> int:
    """Return the number after which a mailing notifies a reader; an urgent one has one letter."""
    return mailing.after if mailing.cadence is None else reader.last_notified


def _for(
    work: UnitOfWork,
    mailing: Mailing,
    reader: Subscription,
    numbered: Sequence[KnownArticle],
    notified: Collection[str],
) -> tuple[KnownArticle, ...]:
    if mailing.state is not MailingState.OPEN or not reader.is_reading(work.now):
        return ()
    return articles_for(
        without_urgent(work, numbered, mailing),
        mailing.cadence,
        after=_since(mailing, reader),
        upto=mailing.upto,
        notified=notified,
        topics=work.blog.current_topics(reader.choice.topics),
    )
