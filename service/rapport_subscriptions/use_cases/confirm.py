"""Confirming, refusing, and asking for a fresh confirmation mail."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from enum import Enum, auto
from typing import TYPE_CHECKING

from rapport_subscriptions.caps import Stop, hour_of
from rapport_subscriptions.consent import Act, Origin
from rapport_subscriptions.outbox import MailKind
from rapport_subscriptions.subscription import Status
from rapport_subscriptions.tokens import Purpose, Token, digest
from rapport_subscriptions.use_cases.take_in import CONFIRMATIONS, post_confirmation

if TYPE_CHECKING:
    from rapport_subscriptions.subscription import Choice, Subscription
    from rapport_subscriptions.use_cases.desk import Desk

SPENT_FOR = timedelta(days=400)
"""How long the digest of a spent token is remembered, so that a second click is understood."""


class Answer(Enum):
    """What became of a link."""

    DONE = auto()
    DONE_BEFORE = auto()
    OPEN = auto()
    EXPIRED = auto()
    GONE = auto()  # the reader has left since
    UNKNOWN = auto()


@dataclass(frozen=True)
class Asked:
    """What a confirmation link stands for, without changing anything."""

    answer: Answer
    subscription: Subscription | None = None
    choice: Choice | None = None
    text: str = ""
    """The wording that is agreed to."""


def look_at_confirmation(desk: Desk, secret: str) -> Asked:
    """Say what pressing the button would do."""
    token = _token(desk, secret)
    subscription = desk.tx.subscription(token.subscription_id) if token else None
    if token is None or subscription is None:
        return Asked(Answer.UNKNOWN)
    if subscription.is_member():
        return Asked(Answer.DONE_BEFORE, subscription)
    if token.spent_at or subscription.status is not Status.PENDING:
        return Asked(Answer.GONE, subscription)
    if desk.now >= token.expires_at:
        return Asked(Answer.EXPIRED, subscription)
    consent = desk.tx.consent(token.consent_id) if token.consent_id else None
    if consent is None:
        return Asked(Answer.OPEN, subscription, subscription.choice)
    return Asked(Answer.OPEN, subscription, consent.choice, consent.text)


def confirm(desk: Desk, secret: str, origin: Origin) -> Answer:
    """Confirm by a person's press of the button; the same link says so a second time."""
    asked = look_at_confirmation(desk, secret)
    token = _token(desk, secret)
    if asked.answer is not Answer.OPEN or not (token and asked.subscription and asked.choice):
        return asked.answer
    consent = desk.tx.consent(token.consent_id) if token.consent_id else None
    pending = asked.subscription
    if consent:
        pending = replace(pending, wording=consent.wording, page=consent.page)
    subscription = pending.confirmed(asked.choice, desk.now, desk.tx.latest_number())
    desk.tx.put_token(replace(token, spent_at=desk.now, expires_at=desk.now + SPENT_FOR))
    desk.tx.put_subscription(subscription)
    desk.enter(subscription, Act.CONFIRMED, origin, text=consent.text if consent else None)
    desk.answered(subscription)
    desk.tx.count(CONFIRMATIONS, hour_of(desk.now))
    desk.post(MailKind.WELCOME, subscription)
    return Answer.DONE


def renew(desk: Desk, secret: str) -> Answer:
    """Mail a fresh confirmation for an expired link, within the address's cap."""
    asked = look_at_confirmation(desk, secret)
    token = _token(desk, secret)
    if asked.answer is not Answer.EXPIRED or not (token and asked.subscription):
        return asked.answer
    subscription = asked.subscription
    standing = desk.standing(subscription.email.key)
    if standing.may_be_mailed(desk.now):
        post_confirmation(desk, subscription, token.consent_id or "")
        desk.tx.put_standing(standing.mailed(desk.now))
    return Answer.DONE


def refuse(desk: Desk, secret: str, origin: Origin) -> Answer:
    """Take "this wasn't me": delete the request, and ask this address nothing again."""
    signed = desk.keys.read(Purpose.REFUSE, secret)
    if signed is None:
        return Answer.UNKNOWN
    subscription = desk.tx.subscription(signed.subscription_id)
    if subscription is None:
        return Answer.DONE
    if subscription.generation != signed.number:
        return Answer.UNKNOWN
    desk.tx.put_standing(desk.standing(subscription.email.key).stopped(Stop.REFUSED))
    if subscription.is_member():
        left = subscription.left(desk.now)
        desk.tx.put_subscription(left)
        desk.enter(left, Act.LEFT, origin)
    elif subscription.status is Status.PENDING:
        desk.tx.forget(subscription.id)
    return Answer.DONE


def _token(desk: Desk, secret: str) -> Token | None:
    token = desk.tx.token(digest(secret))
    return token if token and token.purpose is Purpose.CONFIRM else None
