"""What a returned mail or a complaint does to a subscription."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from rapport_subscriptions.rules.address_history import Stop
from rapport_subscriptions.rules.bounce import BounceKind, BounceReport
from rapport_subscriptions.rules.tokens import Purpose

if TYPE_CHECKING:
    from rapport_subscriptions.rules.subscription import Subscription
    from rapport_subscriptions.use_cases.unit_of_work import Desk

MOST_SOFT = 5
"""So many soft bounces weigh as much as a hard one."""


def take_report(desk: Desk, report: BounceReport) -> bool:
    """Act on a report; answer whether it was about one of our mails."""
    subscription = _owner(desk, report)
    if subscription is None or report.kind is BounceKind.NOTHING:
        return False
    if report.kind is BounceKind.COMPLAINT:
        suppress(desk, subscription, Stop.COMPLAINED)
    elif report.kind is BounceKind.HARD:
        suppress(desk, subscription, Stop.BOUNCED)
    else:
        count_soft(desk, subscription)
    return True


def count_soft(desk: Desk, subscription: Subscription) -> None:
    """Count a soft bounce; too many suppress."""
    counted = replace(subscription, soft_bounces=subscription.soft_bounces + 1)
    if counted.soft_bounces >= MOST_SOFT:
        suppress(desk, counted, Stop.BOUNCED)
    else:
        desk.tx.subscriptions.put(counted)


def suppress(desk: Desk, subscription: Subscription, stop: Stop) -> None:
    """Write to this address no more, whoever asks."""
    desk.tx.subscriptions.put(subscription.suppressed())
    desk.tx.addresses.put(desk.standing(subscription.email.key).stopped(stop))


def _owner(desk: Desk, report: BounceReport) -> Subscription | None:
    ids = [desk.keys.read_return_path(mark) for mark in report.return_paths]
    signed = [desk.keys.read(Purpose.LEAVE, token) for token in report.leave_tokens]
    ids += [one.subscription_id for one in signed if one]
    mails = [desk.tx.outbox.get(mail_id) for mail_id in report.mail_ids]
    ids += [mail.subscription_id for mail in mails if mail]
    found = (desk.tx.subscriptions.get(one) for one in ids if one)
    return next((subscription for subscription in found if subscription), None)
