"""What a returned mail or a complaint does to a subscription."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from rapport_subscriptions.rules.address_history import Stop
from rapport_subscriptions.rules.bounce import BounceKind, BounceReport
from rapport_subscriptions.rules.tokens import Purpose

if TYPE_CHECKING:
    from rapport_subscriptions.rules.subscription import Subscription
    from rapport_subscriptions.use_cases.unit_of_work import UnitOfWork

MOST_SOFT = 5
"""So many soft bounces weigh as much as a hard one."""


def take_report(work: UnitOfWork, report: BounceReport) -> bool:
    """Act on a report; return whether it was about one of our mails."""
    subscription = _owner(work, report)
    if subscription is None or report.kind is BounceKind.NOTHING:
        return False
    if report.kind is BounceKind.COMPLAINT:
        suppress(work, subscription, Stop.COMPLAINED)
    elif report.kind is BounceKind.HARD:
        suppress(work, subscription, Stop.BOUNCED)
    else:
        count_soft(work, subscription)
    return True


def count_soft(work: UnitOfWork, subscription: Subscription) -> None:
    """Count a soft bounce; too many suppress."""
    counted = replace(subscription, soft_bounces=subscription.soft_bounces + 1)
    if counted.soft_bounces >= MOST_SOFT:
        suppress(work, counted, Stop.BOUNCED)
    else:
        work.tx.subscriptions.put(counted)


def suppress(work: UnitOfWork, subscription: Subscription, stop: Stop) -> None:
    """Write to this address no more, whoever asks."""
    work.tx.subscriptions.put(subscription.suppressed())
    work.tx.addresses.put(work.history(subscription.email.key).stopped(stop))


def _owner(work: UnitOfWork, report: BounceReport) -> Subscription | None:
    ids = [work.keys.read_return_path(mark) for mark in report.return_paths]
    signed = [work.keys.read(Purpose.UNSUBSCRIBE, token) for token in report.unsubscribe_tokens]
    ids += [link.subscription_id for link in signed if link]
    mails = [work.tx.outbox.get(mail_id) for mail_id in report.mail_ids]
    ids += [mail.subscription_id for mail in mails if mail]
    found = (
        work.tx.subscriptions.get(subscription_id) for subscription_id in ids if subscription_id
    )
    return next((subscription for subscription in found if subscription), None)
