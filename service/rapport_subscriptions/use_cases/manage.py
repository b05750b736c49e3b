"""The actions of a manage link: topics, frequency, pause, and a new address."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from rapport_subscriptions.rules.consent import Act, Origin
from rapport_subscriptions.rules.email_address import parse_address
from rapport_subscriptions.rules.journal import JournalEvent
from rapport_subscriptions.rules.outbox import MailKind
from rapport_subscriptions.rules.tokens import Purpose, Token, digest
from rapport_subscriptions.use_cases import hourly_room
from rapport_subscriptions.use_cases.process_requests import post_account_link
from rapport_subscriptions.use_cases.rate_limit import limit_changes

if TYPE_CHECKING:
    from datetime import datetime

    from rapport_subscriptions.rules.email_address import EmailAddress
    from rapport_subscriptions.rules.subscription import Choice, Subscription
    from rapport_subscriptions.use_cases.unit_of_work import UnitOfWork

MOVE_WITHIN = timedelta(hours=72)
UNDO_MOVE_WITHIN = timedelta(days=7)
MOVES_A_DAY = 3
"""How many addresses one reader may have emailed in a day."""


def look(work: UnitOfWork, purpose: Purpose, secret: str) -> Subscription | None:
    """Return the subscription of a valid link.

    Links in letters are signed, and may be in the hands of anybody to whom a letter was forwarded;
    an account link is a token that was just emailed.
    """
    if purpose is Purpose.ACCOUNT:
        token = work.tx.tokens.get(digest(secret))
        if token is None or token.purpose is not purpose or work.now >= token.expires_at:
            return None
        return work.tx.subscriptions.get(token.subscription_id)
    signed = work.keys.read(purpose, secret)
    subscription = work.tx.subscriptions.get(signed.subscription_id) if signed else None
    if signed is None or subscription is None or subscription.generation != signed.number:
        return None
    return subscription


def ask_for_account_link(work: UnitOfWork, purpose: Purpose, secret: str) -> bool:
    """Email the owner a link with all rights, unless one is under way."""
    subscription = look(work, purpose, secret)
    if subscription is None:
        return False
    recent = work.now - timedelta(hours=1)
    mails = work.tx.outbox.of(subscription.id)
    recent_mails = [
        mail for mail in mails if mail.kind is MailKind.MANAGE and mail.created_at > recent
    ]
    if not recent_mails:
        post_account_link(work, subscription)
    return True


def choose(work: UnitOfWork, purpose: Purpose, secret: str, choice: Choice, origin: Origin) -> bool:
    """Choose other topics or another frequency; return whether the link is valid."""
    subscription = look(work, purpose, secret)
    if subscription is None:
        return False
    _write(work, subscription, subscription.changed(choice), Act.CHANGED, origin)
    return True


def pause(work: UnitOfWork, purpose: Purpose, secret: str, until: datetime, origin: Origin) -> bool:
    """Pause until a date."""
    subscription = look(work, purpose, secret)
    if subscription is None:
        return False
    _write(work, subscription, subscription.paused(until), Act.PAUSED, origin)
    return True


def resume(work: UnitOfWork, purpose: Purpose, secret: str, origin: Origin) -> bool:
    """End a pause early."""
    subscription = look(work, purpose, secret)
    if subscription is None:
        return False
    _write(work, subscription, subscription.resumed(), Act.RESUMED, origin)
    return True


def ask_to_move(work: UnitOfWork, secret: str, email: EmailAddress) -> bool:
    """Email the new address one button; the response doesn't tell whether the address is known."""
    hourly_room.lock(work)
    subscription = look(work, Purpose.ACCOUNT, secret)
    if subscription is None:
        return False
    # counted first: whether an address is known must not show in how many mails may still go
    is_moderate = subscription.is_member() and _is_moderate(work, subscription)
    not_before = hourly_room.release(work) if is_moderate else work.now
    work.tx.lock(email.key)
    free = work.tx.subscriptions.by_address(email.key) is None and work.may_be_mailed(email)
    if free and is_moderate:
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
        work.remember_mailed(email)
    return True


def look_at_move(work: UnitOfWork, secret: str) -> tuple[Token, Subscription] | None:
    """Return what a move link would do, if it is still valid."""
    return _look_at(work, secret, Purpose.MOVE)


def move(work: UnitOfWork, secret: str, origin: Origin) -> Subscription | None:
    """Move the subscription to the address that confirmed; older manage links expire."""
    change = _move_to(work, secret, Purpose.MOVE, origin)
    if change is None:
        return None
    before, moved = change
    former = work.history(before.email.key)
    work.tx.addresses.put(replace(former, erased_at=work.now))  # no import brings it back
    _tell_former_address(work, before, moved)
    return moved


def _tell_former_address(work: UnitOfWork, before: Subscription, moved: Subscription) -> None:
    """Email the former address of a move, with a way to undo it."""
    former = before.email.typed
    mail = work.post(MailKind.MOVED_AWAY, moved, recipient=former)
    work.tx.tokens.put(
        Token(
            digest=digest(work.keys.derive(Purpose.MOVE_BACK, mail.seed)),
            purpose=Purpose.MOVE_BACK,
            subscription_id=moved.id,
            expires_at=work.now + UNDO_MOVE_WITHIN,
            payload=former,
        )
    )


def look_at_moving_back(work: UnitOfWork, secret: str) -> tuple[Token, Subscription] | None:
    """Return what a link that undoes a move would do, if it is still valid."""
    return _look_at(work, secret, Purpose.MOVE_BACK)


def move_back(work: UnitOfWork, secret: str, origin: Origin) -> Subscription | None:
    """Move the subscription back to its former address."""
    change = _move_to(work, secret, Purpose.MOVE_BACK, origin)
    if change is None:
        return None
    _, back = change
    work.tx.addresses.put(replace(work.history(back.email.key), erased_at=None))
    return back


def _move_to(
    work: UnitOfWork, secret: str, purpose: Purpose, origin: Origin
) -> tuple[Subscription, Subscription] | None:
    """Return a subscription before and after its move to the link's address, if that is free."""
    change = _look_at(work, secret, purpose)
    if change is None:
        return None
    token, before = change
    email = parse_address(token.payload, public=False)
    work.tx.lock(email.key)
    if work.tx.subscriptions.by_address(email.key) is not None:
        return None
    after = before.moved(email)
    work.tx.tokens.put(replace(token, spent_at=work.now, payload=""))
    _write(work, before, after, Act.MOVED, origin)
    work.record_event(before.email.key, JournalEvent.MOVED)
    work.record_event(email.key, JournalEvent.CONFIRMED)
    work.post(MailKind.MOVED, after)
    return before, after


def _look_at(work: UnitOfWork, secret: str, purpose: Purpose) -> tuple[Token, Subscription] | None:
    token = work.tx.tokens.get(digest(secret))
    if token is None or token.purpose is not purpose or token.spent_at:
        return None
    subscription = work.tx.subscriptions.get(token.subscription_id)
    if subscription is None or work.now >= token.expires_at or not subscription.is_member():
        return None
    return token, subscription


def _is_moderate(work: UnitOfWork, subscription: Subscription) -> bool:
    day = work.now.replace(hour=0, minute=0, second=0, microsecond=0)
    return work.tx.counters.add(f"moves:{subscription.id}", day) <= MOVES_A_DAY


def _write(
    work: UnitOfWork, before: Subscription, after: Subscription, act: Act, origin: Origin
) -> None:
    work.answered(after)
    if after != before:
        limit_changes(work, before)
        work.tx.subscriptions.put(after)
        work.enter(after, act, origin)
