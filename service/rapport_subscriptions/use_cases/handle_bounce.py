"""The effect of a bounce or a complaint: on the email that it names, so on its recipient only."""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import TYPE_CHECKING

from rapport_subscriptions.rules.address_history import AddressHistory, Stop
from rapport_subscriptions.rules.bounce import BounceKind, BounceReport, is_dead
from rapport_subscriptions.rules.caps import hour_of
from rapport_subscriptions.rules.consent import Act, Origin
from rapport_subscriptions.rules.journal import JournalEvent
from rapport_subscriptions.rules.outbox import MailKind
from rapport_subscriptions.rules.subscription import Status
from rapport_subscriptions.rules.tokens import LEAVING, MAIL, Purpose
from rapport_subscriptions.use_cases.bounce_incidents import holds_back
from rapport_subscriptions.use_cases.unsubscribe import unsubscribe_reader

if TYPE_CHECKING:
    from rapport_subscriptions.rules.outbox import OutboxMail
    from rapport_subscriptions.rules.subscription import Subscription
    from rapport_subscriptions.use_cases.unit_of_work import UnitOfWork

SENDER_BOUNCES = "bounces:sender"
"""Bounces that we caused are counted under this name, by the hour."""

log = logging.getLogger(__name__)


def take_report(work: UnitOfWork, report: BounceReport) -> bool:
    """Act on a report; return whether it was about one of our mails."""
    if report.kind is BounceKind.NOTHING:
        return False
    if report.kind is BounceKind.UNSUBSCRIBE:
        return _unsubscribe(work, report)
    mail, subscription = _named(work, report)
    if mail is None and subscription is None:
        return False
    if report.kind is BounceKind.SENDER:
        work.tx.counters.add(SENDER_BOUNCES, hour_of(work.now))
        log.warning("an email bounced because of us: %s", report.words)
    elif mail:
        bounced(work, mail, subscription, report.kind)
    elif subscription and subscription.generation == 0:  # else it may be of a former address
        _act(work, None, subscription, report.kind)
    return True


def _unsubscribe(work: UnitOfWork, report: BounceReport) -> bool:
    paths = [work.keys.read_return_path(mark) for mark in report.return_paths]
    for path in paths:
        subscription = work.tx.subscriptions.get(path.id) if path else None
        if path and path.kind == LEAVING and subscription:
            unsubscribe_reader(work, subscription, Origin())
            return True
    return False


def bounced(
    work: UnitOfWork, mail: OutboxMail, subscription: Subscription | None, kind: BounceKind
) -> None:
    """Write down that a mail came back; its recipient is stopped if that is enough."""
    if mail.bounced_at and kind is BounceKind.SOFT:
        return  # counted once
    work.tx.outbox.put(replace(mail, bounced_at=mail.bounced_at or work.now))
    if subscription and work.is_for(mail, subscription):
        _act(work, mail, subscription, kind)
    elif kind in {BounceKind.HARD, BounceKind.COMPLAINT} and mail.address_hash:
        _stop_address(work, mail.address_hash, kind)


def suppress(work: UnitOfWork, subscription: Subscription, stop: Stop) -> None:
    """Write to this address no more, whoever asks, and enter it in the ledger."""
    history = work.history(subscription.email.key)
    work.tx.addresses.put(history.stopped(stop, work.now))
    if stop is Stop.COMPLAINED:
        work.record_event(subscription.email.key, JournalEvent.COMPLAINED)
    if subscription.status is not Status.SUPPRESSED:
        suppressed = subscription.suppressed()
        work.tx.subscriptions.put(suppressed)
        work.enter(suppressed, Act.SUPPRESSED, Origin())


def _act(
    work: UnitOfWork, mail: OutboxMail | None, subscription: Subscription, kind: BounceKind
) -> None:
    if kind is BounceKind.COMPLAINT:
        suppress(work, subscription, Stop.COMPLAINED)
        return
    if mail and mail.kind is MailKind.ARTICLES:
        _note_letter(work, mail, subscription, kind)
    is_enough = kind is BounceKind.HARD or _is_dead(work, subscription)
    if is_enough and not holds_back(work, subscription):
        suppress(work, subscription, Stop.BOUNCED)


def _note_letter(
    work: UnitOfWork, mail: OutboxMail, subscription: Subscription, kind: BounceKind
) -> None:
    delivery = work.tx.mailings.delivery(subscription.id, mail.mailing_id or 0)
    if delivery:
        work.tx.mailings.put_delivery(delivery.bounced(kind, work.now))


def _is_dead(work: UnitOfWork, subscription: Subscription) -> bool:
    letters = work.tx.mailings.deliveries_of(subscription.id)
    return is_dead((letter.fate for letter in reversed(letters)), work.now)


def _stop_address(work: UnitOfWork, address_hash: str, kind: BounceKind) -> None:
    """Stop an address that is nobody's subscription now: mistyped, moved away, a stranger's."""
    stop = Stop.COMPLAINED if kind is BounceKind.COMPLAINT else Stop.BOUNCED
    history = work.tx.addresses.get([address_hash]) or AddressHistory(address_hash)
    work.tx.addresses.put(history.stopped(stop, work.now))


def _named(work: UnitOfWork, report: BounceReport) -> tuple[OutboxMail | None, Subscription | None]:
    """Return the mail that a report names, and whose it is; older traces name only the latter."""
    paths = [work.keys.read_return_path(mark) for mark in report.return_paths]
    mail_ids = [path.id for path in paths if path and path.kind == MAIL]
    for mail_id in (*mail_ids, *report.mail_ids):
        mail = work.tx.outbox.get(mail_id)
        if mail:
            return mail, work.tx.subscriptions.get(mail.subscription_id)
    links = [work.keys.read(Purpose.UNSUBSCRIBE, token) for token in report.unsubscribe_tokens]
    ids = [path.id for path in paths if path and path.kind != MAIL]
    ids += [link.subscription_id for link in links if link]
    subscriptions = (work.tx.subscriptions.get(subscription_id) for subscription_id in ids)
    return None, next((subscription for subscription in subscriptions if subscription), None)
