"""Working off what was asked: who gets which mail, if any."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from rapport_subscriptions.rules.caps import HOUR, USUAL_SPAN_HOURS, hour_of, hourly_cap
from rapport_subscriptions.rules.consent import Act
from rapport_subscriptions.rules.outbox import MailKind
from rapport_subscriptions.rules.pending_request import Request, Wish
from rapport_subscriptions.rules.subscription import Status, Subscription
from rapport_subscriptions.rules.tokens import Purpose, Token, digest, new_id

if TYPE_CHECKING:
    from datetime import datetime

    from rapport_subscriptions.use_cases.unit_of_work import Desk

CONFIRM_WITHIN = timedelta(hours=72)
MAILS = "mails"
CONFIRMATIONS = "confirmations"


def take_in(desk: Desk, request: Request) -> None:
    """Do what a request asks, within what the address may be sent; the caller has locked it."""
    if request.trapped:
        return
    if request.wish is Wish.SUBSCRIBE:
        _subscribe(desk, request)
    else:
        _send_link(desk, request)


def post_confirmation(desk: Desk, subscription: Subscription, consent_id: str) -> None:
    """Mail the one button that confirms, good for 72 hours from when it may go out."""
    not_before = release(desk)
    mail = desk.post(MailKind.CONFIRM, subscription, not_before=not_before)
    desk.tx.tokens.put(
        Token(
            digest=digest(desk.keys.derive(Purpose.CONFIRM, mail.seed)),
            purpose=Purpose.CONFIRM,
            subscription_id=subscription.id,
            expires_at=not_before + CONFIRM_WITHIN,
            consent_id=consent_id,
        )
    )


def _subscribe(desk: Desk, request: Request) -> None:
    standing = desk.standing(request.email.key)
    if not standing.may_be_mailed(desk.now):
        return
    subscription = desk.tx.subscriptions.by_address(request.email.key)
    if subscription and subscription.status is Status.SUPPRESSED:
        return
    if subscription and subscription.is_member():
        desk.post(MailKind.ALREADY, subscription, not_before=release(desk))
    else:
        subscription = _asked(desk, subscription, request)
        desk.tx.subscriptions.put(subscription)
        consent = desk.enter(subscription, Act.ASKED, request.origin, text=request.text)
        post_confirmation(desk, subscription, consent.id)
    desk.tx.addresses.put(standing.mailed(desk.now))


def _asked(desk: Desk, known: Subscription | None, request: Request) -> Subscription:
    if known:
        return known.asked(request.choice, request.wording, request.page, request.at)
    return Subscription(
        id=new_id(),
        email=request.email,
        status=Status.PENDING,
        choice=request.choice,
        wording=request.wording,
        page=request.page,
        asked_at=min(request.at, desk.now),
    )


def _send_link(desk: Desk, request: Request) -> None:
    """Mail one link, at most once a day, and only to who is in."""
    subscription = desk.tx.subscriptions.by_address(request.email.key)
    if subscription is None or not subscription.is_member():
        return
    links = desk.standing(request.email.key, f"link:{request.wish}")
    if not links.may_be_mailed(desk.now) or desk.standing(request.email.key).stop:
        return
    kind = MailKind.LEAVE if request.wish is Wish.LEAVE else MailKind.MANAGE
    desk.post(kind, subscription)
    desk.tx.addresses.put(links.mailed(desk.now).answered())


def release(desk: Desk) -> datetime:
    """Answer when a mail may go: now, or in the first hour that has room."""
    hour = hour_of(desk.now)
    week_ago = hour - HOUR * USUAL_SPAN_HOURS
    cap = hourly_cap(desk.tx.counters.total(CONFIRMATIONS, week_ago), desk.limits.mails_per_hour)
    counts = desk.tx.counters.windows(MAILS, hour)
    while counts.get(hour, 0) >= cap or desk.tx.counters.add(MAILS, hour) > cap:
        hour += HOUR
    return max(hour, desk.now)
