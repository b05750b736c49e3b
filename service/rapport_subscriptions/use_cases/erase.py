"""Erasing a person: everything goes but a keyed hash, so that no import brings them back."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from rapport_subscriptions.rules.outbox import MailKind, MailState
from rapport_subscriptions.rules.tokens import Purpose, Token, digest
from rapport_subscriptions.use_cases.manage import look

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from rapport_subscriptions.rules.address_history import Standing
    from rapport_subscriptions.rules.article import KnownArticle
    from rapport_subscriptions.rules.consent import Consent
    from rapport_subscriptions.rules.mailing import Delivery
    from rapport_subscriptions.rules.outbox import OutboxMail
    from rapport_subscriptions.rules.subscription import Subscription
    from rapport_subscriptions.use_cases.unit_of_work import Desk

ERASE_WITHIN = timedelta(hours=24)


@dataclass(frozen=True)
class Stored:
    """Everything that is stored of one reader."""

    subscription: Subscription
    ledger: Sequence[Consent]
    mails: Sequence[OutboxMail]
    letters: Sequence[Delivery]
    articles: Mapping[str, KnownArticle]
    """What the letters told of, by id."""
    standing: Standing


def everything(desk: Desk, purpose: Purpose, secret: str) -> Stored | None:
    """Answer all that is stored of the reader a link belongs to."""
    subscription = look(desk, purpose, secret)
    if subscription is None:
        return None
    letters = desk.tx.mailings.deliveries_of(subscription.id)
    numbered = desk.tx.articles.numbered(0, max((one.upto for one in letters), default=0))
    return Stored(
        subscription,
        desk.tx.consents.of(subscription.id),
        desk.tx.outbox.of(subscription.id),
        letters,
        {one.article.id: one for one in numbered},
        desk.standing(subscription.email.key),
    )


def ask_to_erase(desk: Desk, secret: str) -> bool:
    """Mail a fresh link that erases, unless one is on its way; answer whether the link is good."""
    subscription = look(desk, Purpose.MANAGE, secret)
    if subscription is None:
        return False
    mails = desk.tx.outbox.of(subscription.id)
    recent = desk.now - timedelta(hours=1)
    asked = [m for m in mails if m.kind is MailKind.ERASE and m.state is not MailState.FAILED]
    if not any(mail.created_at > recent for mail in asked):
        mail = desk.post(MailKind.ERASE, subscription)
        desk.tx.tokens.put(
            Token(
                digest=digest(desk.keys.derive(Purpose.ERASE, mail.seed)),
                purpose=Purpose.ERASE,
                subscription_id=subscription.id,
                expires_at=desk.now + ERASE_WITHIN,
            )
        )
    return True


def look_at_erasure(desk: Desk, secret: str) -> Subscription | None:
    """Answer whom a link would erase, if it may still be used."""
    token = desk.tx.tokens.get(digest(secret))
    if token is None or token.purpose is not Purpose.ERASE or desk.now >= token.expires_at:
        return None
    return desk.tx.subscriptions.get(token.subscription_id)


def erase(desk: Desk, secret: str) -> bool:
    """Erase the person who pressed the button; answer whether the link was good."""
    subscription = look_at_erasure(desk, secret)
    if subscription is None:
        return False
    erase_subscription(desk, subscription)
    return True


def erase_subscription(desk: Desk, subscription: Subscription) -> None:
    """Erase a subscription with all its rows."""
    standing = desk.standing(subscription.email.key)
    desk.tx.addresses.put(replace(standing, erased_at=desk.now, unanswered=0, mailed_at=None))
    desk.tx.subscriptions.delete(subscription.id)
