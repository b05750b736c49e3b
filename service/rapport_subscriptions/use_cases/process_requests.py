"""Processes requests: who gets which email, if any."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from rapport_subscriptions.rules.consent import Act
from rapport_subscriptions.rules.outbox import MailKind
from rapport_subscriptions.rules.pending_request import PendingRequest, RequestKind, Turn
from rapport_subscriptions.rules.subscription import Status, Subscription
from rapport_subscriptions.rules.tokens import Purpose, Token, digest, new_id
from rapport_subscriptions.use_cases import hourly_room, join_series, read_ahead
from rapport_subscriptions.use_cases.sign_up_again import is_change, post_change

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from rapport_subscriptions.use_cases.unit_of_work import UnitOfWork

CONFIRM_WITHIN = timedelta(hours=72)
ACCOUNT_WITHIN = timedelta(hours=24)


def next_requests(work: UnitOfWork, limit: int) -> list[PendingRequest]:
    """Return the next requests: links at once, sign-ups while there is room for them.

    Half of the sign-ups are those whose network, the other half those whose recipient's domain has
    sent the fewest that day; so a flood does not shut out people from elsewhere. Among equals, the
    newest come first: that person is still there.
    """
    requests = [*work.tx.requests.links(work.now, limit)]
    rooms = hourly_room.rooms(work, limit - len(requests))
    signups: dict[str, PendingRequest] = {}
    for turn, room in zip((Turn.NETWORK, Turn.DOMAIN), rooms, strict=True):
        some = work.tx.requests.sign_ups(work.now, room + len(signups), turn) if room else ()
        others = [request for request in some if request.id not in signups][:room]
        signups |= {request.id: request for request in others}
    return [*requests, *signups.values()]


def process(work: UnitOfWork, limit: int) -> int:
    """Process some requests; return how many."""
    hourly_room.lock(work)
    return process_these(work, next_requests(work, limit))


def process_these(work: UnitOfWork, requests: Sequence[PendingRequest]) -> int:
    """Process requests that nobody else can take; return how many."""
    if not requests or work.tx.requests.remove(requests) != len(requests):
        return 0
    # counted before anybody looks whose addresses these are, so that the room tells nothing
    signups = sum(request.kind is RequestKind.SUBSCRIBE for request in requests)
    if signups:
        hourly_room.use(work, signups)
    read_ahead.for_requests(work, requests)
    for request in requests:
        process_request(work, request)
    return len(requests)


def process_request(work: UnitOfWork, request: PendingRequest) -> None:
    """Process a request within the address's limits; the caller has locked it."""
    if request.kind is RequestKind.SUBSCRIBE:
        _subscribe(work, request)
    else:
        _send_link(work, request)


def post_confirmation(
    work: UnitOfWork, subscription: Subscription, consent_id: str, not_before: datetime
) -> None:
    """Email the one button that confirms, valid for 72 hours from when it may be sent."""
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
        if subscription and subscription.status is Status.PENDING and not request.series:
            _remember_latest(work, subscription, request)
        return
    if request.series:
        join_series.ask(work, subscription, request)
    elif subscription and subscription.is_member() and subscription.gets_articles:
        if is_change(work, subscription, request.choice):
            post_change(work, subscription, request.choice)
        else:
            work.post(MailKind.ALREADY, subscription)
    else:
        _ask(work, _asked(work, subscription, request), request)
    work.remember_mailed(request.email)


def _ask(work: UnitOfWork, subscription: Subscription, request: PendingRequest) -> None:
    """Write down what is asked, and mail the button; who gets series only stays that until then."""
    work.tx.subscriptions.put(subscription)
    line = work.line(
        subscription, Act.ASKED, request.origin, choice=request.choice, text=request.text
    )
    consent = replace(line, wording=request.wording, page=request.page)
    work.tx.consents.append(consent)
    work.count_step("asked")
    post_confirmation(work, subscription, consent.id, work.now)


def _remember_latest(work: UnitOfWork, pending: Subscription, request: PendingRequest) -> None:
    """Store another choice that no email may ask about today: its page offers it, too."""
    if request.wording == pending.wording:
        work.tx.subscriptions.put(replace(pending, choice=request.choice))


def post_account_link(work: UnitOfWork, subscription: Subscription) -> None:
    """Email the link with all rights of a subscription, valid for a day."""
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
    """Email one link, at most once a day, to subscribers only."""
    subscription = work.tx.subscriptions.by_address(request.email.key)
    if subscription is None or not subscription.is_member():
        return
    links = work.history(request.email.key, f"link:{request.kind}")
    if not links.may_be_mailed(work.now) or work.history(request.email.key).stop:
        return
    if request.kind is RequestKind.UNSUBSCRIBE:
        work.post(MailKind.UNSUBSCRIBE, subscription)
    else:
        post_account_link(work, subscription)
    work.tx.addresses.put(links.mailed(work.now).answered())
