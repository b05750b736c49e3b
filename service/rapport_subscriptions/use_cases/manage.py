"""What a reader does with the manage link: topics, cadence, pause, and a new address."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from rapport_subscriptions.rules.consent import Act, Origin
from rapport_subscriptions.rules.email_address import parse_address
from rapport_subscriptions.rules.journal import Word
from rapport_subscriptions.rules.outbox import MailKind
from rapport_subscriptions.rules.tokens import Purpose, Token, digest
from rapport_subscriptions.use_cases.process_requests import release

if TYPE_CHECKING:
    from datetime import datetime

    from rapport_subscriptions.rules.email_address import EmailAddress
    from rapport_subscriptions.rules.subscription import Choice, Subscription
    from rapport_subscriptions.use_cases.unit_of_work import UnitOfWork

MOVE_WITHIN = timedelta(hours=72)
MOVES_A_DAY = 3
"""So many addresses one reader may have written to in a day."""


def look(work: UnitOfWork, purpose: Purpose, secret: str) -> Subscription | None:
    """Return the subscription of a manage or receipt link that is still current."""
    signed = work.keys.read(purpose, secret)
    subscription = work.tx.subscriptions.get(signed.subscription_id) if signed else None
    if signed is None or subscription is None or subscription.generation != signed.number:
        return None
    return subscription


def choose(work: UnitOfWork, secret: str, choice: Choice, origin: Origin) -> bool:
    """Choose other topics or another cadence; return whether the link is good."""
    subscription = look(work, Purpose.MANAGE, secret)
    if subscription is None:
        return False
    _write(work, subscription, subscription.changed(choice), Act.CHANGED, origin)
    return True


def pause(work: UnitOfWork, secret: str, until: datetime, origin: Origin) -> bool:
    """Stay silent until then."""
    subscription = look(work, Purpose.MANAGE, secret)
    if subscription is None:
        return False
    _write(work, subscription, subscription.paused(until), Act.PAUSED, origin)
    return True


def resume(work: UnitOfWork, secret: str, origin: Origin) -> bool:
    """End a pause early."""
    subscription = look(work, Purpose.MANAGE, secret)
    if subscription is None:
        return False
    _write(work, subscription, subscription.resumed(), Act.RESUMED, origin)
    return True


def ask_to_move(work: UnitOfWork, secret: str, email: EmailAddress) -> bool:
    """Mail the new address one button; whether it is known already the answer doesn't tell."""
    subscription = look(work, Purpose.MANAGE, secret)
    if subscription is None:
        return False
    work.tx.lock(email.key)
    history = work.history(email.key)
    free = work.tx.subscriptions.by_address(email.key) is None and history.may_be_mailed(work.now)
    if free and subscription.is_member() and _is_moderate(work, subscription):
        not_before = release(work)
        mail = work.post(
            MailKind.MOVE,
            subscription,
            recipient=email.typed,
            not_before=not_before,
        )
        work.tx.tokens.put(
            Token(
                digest=digest(work.keys.derive(Purpose.MOVE, mail.seed)),
                purpose=Purpose.MOVE,
                subscription_id=subscription.id,
                expires_at=not_before + MOVE_WITHIN,
                payload=email.typed,
            )
        )
        work.tx.addresses.put(history.mailed(work.now))
    return True


def look_at_move(work: UnitOfWork, secret: str) -> tuple[Token, Subscription] | None:
    """Return what a move link stands for, if it may still be used."""
    token = work.tx.tokens.get(digest(secret))
    if token is None or token.purpose is not Purpose.MOVE or token.spent_at:
        return None
    subscription = work.tx.subscriptions.get(token.subscription_id)
    if subscription is None or work.now >= token.expires_at or not subscription.is_member():
        return None
    return token, subscription


def move(work: UnitOfWork, secret: str, origin: Origin) -> Subscription | None:
    """Carry the subscription to the address that confirmed; older manage links end."""
    found = look_at_move(work, secret)
    if found is None:
        return None
    token, subscription = found
    email = parse_address(token.payload, public=False)
    work.tx.lock(email.key)
    if work.tx.subscriptions.by_address(email.key) is not None:
        return None
    moved = subscription.moved(email)
    former = work.history(subscription.email.key)
    work.tx.addresses.put(replace(former, erased_at=work.now))  # no import brings it back
    work.tx.tokens.put(replace(token, spent_at=work.now, payload=""))
    _write(work, subscription, moved, Act.MOVED, origin)
    work.note_word(subscription.email.key, Word.MOVED)
    work.note_word(moved.email.key, Word.CONFIRMED)
    work.post(MailKind.MOVED, moved)
    return moved


def _is_moderate(work: UnitOfWork, subscription: Subscription) -> bool:
    day = work.now.replace(hour=0, minute=0, second=0, microsecond=0)
    return work.tx.counters.add(f"moves:{subscription.id}", day) <= MOVES_A_DAY


def _write(
    work: UnitOfWork, before: Subscription, after: Subscription, act: Act, origin: Origin
) -> None:
    work.answered(after)
    if after != before:
        work.tx.subscriptions.put(after)
        work.enter(after, act, origin)
