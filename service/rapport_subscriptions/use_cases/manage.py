"""What a reader does with the manage link: topics, cadence, pause, and a new address."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from rapport_subscriptions.rules.consent import Act, Origin
from rapport_subscriptions.rules.email_address import parse_address
from rapport_subscriptions.rules.outbox import MailKind
from rapport_subscriptions.rules.tokens import Purpose, Token, digest
from rapport_subscriptions.use_cases.process_requests import release

if TYPE_CHECKING:
    from datetime import datetime

    from rapport_subscriptions.rules.email_address import EmailAddress
    from rapport_subscriptions.rules.subscription import Choice, Subscription
    from rapport_subscriptions.use_cases.unit_of_work import Desk

MOVE_WITHIN = timedelta(hours=72)
MOVES_A_DAY = 3
"""So many addresses one reader may have written to in a day."""


def look(desk: Desk, purpose: Purpose, secret: str) -> Subscription | None:
    """Answer the subscription of a manage or receipt link that is still current."""
    signed = desk.keys.read(purpose, secret)
    subscription = desk.tx.subscriptions.get(signed.subscription_id) if signed else None
    if signed is None or subscription is None or subscription.generation != signed.number:
        return None
    return subscription


def choose(desk: Desk, secret: str, choice: Choice, origin: Origin) -> bool:
    """Choose other topics or another cadence; answer whether the link is good."""
    subscription = look(desk, Purpose.MANAGE, secret)
    if subscription is None:
        return False
    _write(desk, subscription, subscription.changed(choice), Act.CHANGED, origin)
    return True


def pause(desk: Desk, secret: str, until: datetime, origin: Origin) -> bool:
    """Stay silent until then."""
    subscription = look(desk, Purpose.MANAGE, secret)
    if subscription is None:
        return False
    _write(desk, subscription, subscription.paused(until), Act.PAUSED, origin)
    return True


def resume(desk: Desk, secret: str, origin: Origin) -> bool:
    """End a pause early."""
    subscription = look(desk, Purpose.MANAGE, secret)
    if subscription is None:
        return False
    _write(desk, subscription, subscription.resumed(), Act.RESUMED, origin)
    return True


def ask_to_move(desk: Desk, secret: str, email: EmailAddress) -> bool:
    """Mail the new address one button; whether it is known already the answer doesn't tell."""
    subscription = look(desk, Purpose.MANAGE, secret)
    if subscription is None:
        return False
    desk.tx.lock(email.key)
    standing = desk.standing(email.key)
    free = desk.tx.subscriptions.by_address(email.key) is None and standing.may_be_mailed(desk.now)
    if free and subscription.is_member() and _is_moderate(desk, subscription):
        not_before = release(desk)
        mail = desk.post(
            MailKind.MOVE,
            subscription,
            recipient=email.typed,
            payload=email.typed,
            not_before=not_before,
        )
        desk.tx.tokens.put(
            Token(
                digest=digest(desk.keys.derive(Purpose.MOVE, mail.seed)),
                purpose=Purpose.MOVE,
                subscription_id=subscription.id,
                expires_at=not_before + MOVE_WITHIN,
                payload=email.typed,
            )
        )
        desk.tx.addresses.put(standing.mailed(desk.now))
    return True


def look_at_move(desk: Desk, secret: str) -> tuple[Token, Subscription] | None:
    """Answer what a move link stands for, if it may still be used."""
    token = desk.tx.tokens.get(digest(secret))
    if token is None or token.purpose is not Purpose.MOVE or token.spent_at:
        return None
    subscription = desk.tx.subscriptions.get(token.subscription_id)
    if subscription is None or desk.now >= token.expires_at or not subscription.is_member():
        return None
    return token, subscription


def move(desk: Desk, secret: str, origin: Origin) -> Subscription | None:
    """Carry the subscription to the address that confirmed; older manage links end."""
    found = look_at_move(desk, secret)
    if found is None:
        return None
    token, subscription = found
    email = parse_address(token.payload, public=False)
    desk.tx.lock(email.key)
    if desk.tx.subscriptions.by_address(email.key) is not None:
        return None
    moved = subscription.moved(email)
    former = desk.standing(subscription.email.key)
    desk.tx.addresses.put(replace(former, erased_at=desk.now))  # no import brings it back
    desk.tx.tokens.put(replace(token, spent_at=desk.now, payload=""))
    _write(desk, subscription, moved, Act.MOVED, origin)
    desk.post(MailKind.MOVED, moved)
    return moved


def _is_moderate(desk: Desk, subscription: Subscription) -> bool:
    day = desk.now.replace(hour=0, minute=0, second=0, microsecond=0)
    return desk.tx.counters.add(f"moves:{subscription.id}", day) <= MOVES_A_DAY


def _write(desk: Desk, before: Subscription, after: Subscription, act: Act, origin: Origin) -> None:
    desk.answered(after)
    if after != before:
        desk.tx.subscriptions.put(after)
        desk.enter(after, act, origin)
