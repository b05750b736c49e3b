"""Working off what was asked: who gets which mail, if any."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from rapport_subscriptions.rules.caps import HOUR, USUAL_SPAN_HOURS, hour_of, hourly_cap
from rapport_subscriptions.rules.consent import Act
from rapport_subscriptions.rules.outbox import MailKind
from rapport_subscriptions.rules.pending_request import PendingRequest, RequestKind
from rapport_subscriptions.rules.subscription import Status, Subscription
from rapport_subscriptions.rules.tokens import Purpose, Token, digest, new_id
from rapport_subscriptions.use_cases.sign_up_again import is_change, post_change

if TYPE_CHECKING:
    from datetime import datetime

    from rapport_subscriptions.use_cases.unit_of_work import UnitOfWork

CONFIRM_WITHIN = timedelta(hours=72)
ACCOUNT_WITHIN = timedelta(hours=24)
MAILS = "mails"
CONFIRMATIONS = "confirmations"


def process_request(work: UnitOfWork, request: PendingRequest) -> None:
    """Do what a request asks, within what the address may be sent; the caller has locked it."""
    if request.kind is RequestKind.SUBSCRIBE:
        _subscribe(work, request)
    else:
        _send_link(work, request)


def post_confirmation(
    work: UnitOfWork, subscription: Subscription, consent_id: str, not_before: datetime
) -> None:
    """Mail the one button that confirms, good for 72 hours from when it may go out."""
    mail = work.post(MailKind.CONFIRM, subscription, not_before=not_before)
    work.tx.tokens.put(
        Token(
            digest=digest(work.keys.derive(Purpose.CONFIRM, mail.seed)),
            purpose=Purpose.CONFIRM,
            subscription_id=subscription.id,
            expires_at=not_before + CONFIRM_WITHIN,
            consent_id=consent_id,
        )
    )


def _subscribe(work: UnitOfWork, request: PendingRequest) -> None:
    if work.history(request.email.key).stop:
        work.count_refusal("stopped")
        return
    subscription = work.tx.subscriptions.by_address(request.email.key)
    if subscription and subscription.status is Status.SUPPRESSED:
        return
    if not work.may_be_mailed(request.email):
        work.count_refusal("mailed lately")
        if subscription and subscription.status is Status.PENDING:
            _remember_latest(work, subscription, request)
        return
    not_before = max(release(work), request.not_before or work.now)
    if subscription and subscription.is_member():
        if is_change(work, subscription, request.choice):
            post_change(work, subscription, request.choice, not_before)
        else:
            work.post(MailKind.ALREADY, subscription, not_before=not_before)
    else:
        subscription = _asked(work, subscription, request)
        work.tx.subscriptions.put(subscription)
        consent = work.enter(subscription, Act.ASKED, request.origin, text=request.text)
        work.count_step("asked")
        post_confirmation(work, subscription, consent.id, not_before)
    work.remember_mailed(request.email)


def _remember_latest(work: UnitOfWork, pending: Subscription, request: PendingRequest) -> None:
    """Remember another choice that no mail may ask about today: its page offers it, too."""
    if request.wording == pending.wording:
        work.tx.subscriptions.put(replace(pending, choice=request.choice))


def post_account_link(work: UnitOfWork, subscription: Subscription) -> None:
    """Mail the link that opens all rights of a subscription, good for a day."""
    mail = work.post(MailKind.MANAGE, subscription)
    work.tx.tokens.put(
        Token(
            digest=digest(work.keys.derive(Purpose.ACCOUNT, mail.seed)),
            purpose=Purpose.ACCOUNT,
            subscription_id=subscription.id,
            expires_at=work.now + ACCOUNT_WITHIN,
        )
    )


def _asked(work: UnitOfWork, known: Subscription | None, request: PendingRequest) -> Subscription:
    if known:
        return known.asked(request.choice, request.wording, request.page, request.at)
    return Subscription(
        id=new_id(),
        email=request.email,
        status=Status.PENDING,
        choice=request.choice,
        wording=request.wording,
        page=request.page,
        asked_at=min(request.at, work.now),
    )


def _send_link(work: UnitOfWork, request: PendingRequest) -> None:
    """Mail one link, at most once a day, and only to who is in."""
    subscription = work.tx.subscriptions.by_address(request.email.key)
    if subscription is None or not subscription.is_member():
        return
    links = work.history(request.email.key, f"link:{request.kind}")
    if not links.may_be_mailed(work.now) or work.history(request.email.key).stop:
        return
    if request.kind is RequestKind.UNSUBSCRIBE:
        work.post(MailKind.UNSUBSCRIBE, subscription, not_before=request.not_before)
    else:
        post_account_link(work, subscription)
    work.tx.addresses.put(links.mailed(work.now).answered())


def release(work: UnitOfWork) -> datetime:
    """Return when a mail may go: now, or in the first hour that has room."""
    hour = hour_of(work.now)
    week_ago = hour - HOUR * USUAL_SPAN_HOURS
    cap = hourly_cap(work.tx.counters.total(CONFIRMATIONS, week_ago), work.limits.mails_per_hour)
    counts = work.tx.counters.windows(MAILS, hour)
    while counts.get(hour, 0) >= cap or work.tx.counters.add(MAILS, hour) > cap:
        hour += HOUR
    return max(hour, work.now)
