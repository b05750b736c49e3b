"""Confirming, refusing, and asking for a fresh confirmation mail."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from enum import Enum, auto
from typing import TYPE_CHECKING

from rapport_subscriptions.rules.address_history import Stop
from rapport_subscriptions.rules.caps import hour_of
from rapport_subscriptions.rules.consent import Act
from rapport_subscriptions.rules.outbox import MailKind
from rapport_subscriptions.rules.subscription import Status
from rapport_subscriptions.rules.tokens import Purpose, digest
from rapport_subscriptions.use_cases.process_requests import CONFIRMATIONS, post_confirmation

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rapport_subscriptions.rules.consent import Consent, Origin
    from rapport_subscriptions.rules.outbox import OutboxMail
    from rapport_subscriptions.rules.subscription import Choice, Subscription
    from rapport_subscriptions.rules.tokens import Token
    from rapport_subscriptions.use_cases.unit_of_work import Desk

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
class Press:
    """A press of the button that confirms: the link's token, and where it came from."""

    secret: str
    origin: Origin


@dataclass(frozen=True)
class Asked:
    """What a confirmation link stands for, without changing anything."""

    answer: Answer
    token: Token | None = None
    subscription: Subscription | None = None
    consent: Consent | None = None
    """What the mail of this link asked; it counts, whatever was asked later."""

    @property
    def choice(self) -> Choice | None:
        """What is subscribed to by a press."""
        if self.consent:
            return self.consent.choice
        return self.subscription.choice if self.subscription else None

    @property
    def text(self) -> str:
        """The wording that is agreed to."""
        return self.consent.text if self.consent else ""


def look_at_confirmation(desk: Desk, secret: str) -> Asked:
    """Say what pressing the button would do."""
    token = desk.tx.tokens.get(digest(secret))
    if token is None or token.purpose is not Purpose.CONFIRM:
        return Asked(Answer.UNKNOWN)
    subscription = desk.tx.subscriptions.get(token.subscription_id)
    if subscription is None:
        return Asked(Answer.UNKNOWN)
    if subscription.is_member():
        return Asked(Answer.DONE_BEFORE, token, subscription)
    if token.spent_at or subscription.status is not Status.PENDING:
        return Asked(Answer.GONE, token, subscription)
    if desk.now >= token.expires_at:
        return Asked(Answer.EXPIRED, token, subscription)
    consent = desk.tx.consents.get(token.consent_id) if token.consent_id else None
    return Asked(Answer.OPEN, token, subscription, consent)


def confirm(desk: Desk, secret: str, origin: Origin) -> Answer:
    """Confirm by a person's press of the button; the same link says so a second time."""
    return confirm_all(desk, [Press(secret, origin)])[0]


def confirm_all(desk: Desk, presses: Sequence[Press]) -> Sequence[Answer]:
    """Confirm what several people press at the same time, in one durable transaction.

    The links are taken in one order and the counter, which all share, comes last, so that two
    workers do not wait for each other.
    """
    answers: dict[int, Answer] = {}
    welcomes: list[OutboxMail] = []
    for number in sorted(range(len(presses)), key=lambda one: digest(presses[one].secret)):
        asked = look_at_confirmation(desk, presses[number].secret)
        answers[number] = asked.answer
        if asked.answer is Answer.OPEN and asked.token and asked.subscription:
            reader = _join(desk, asked, asked.token, asked.subscription, presses[number].origin)
            welcomes.append(desk.mail(MailKind.WELCOME, reader))
            answers[number] = Answer.DONE
    if welcomes:
        desk.tx.outbox.put_all(welcomes)
        desk.tx.counters.add_all({CONFIRMATIONS: len(welcomes)}, hour_of(desk.now))
    return [answers[number] for number in range(len(presses))]


def _join(
    desk: Desk, asked: Asked, token: Token, pending: Subscription, origin: Origin
) -> Subscription:
    """Spend the token, and write down that its reader is in."""
    consent = asked.consent
    if consent:
        pending = replace(pending, wording=consent.wording, page=consent.page)
    choice = asked.choice or pending.choice
    reader = pending.confirmed(choice, desk.now, desk.tx.articles.latest_number())
    desk.tx.tokens.put(replace(token, spent_at=desk.now, expires_at=desk.now + SPENT_FOR))
    desk.tx.subscriptions.put(reader)
    desk.enter(reader, Act.CONFIRMED, origin, text=consent.text if consent else None)
    desk.answered(reader)
    return reader


def renew(desk: Desk, secret: str) -> Answer:
    """Mail a fresh confirmation for an expired link, within the address's cap."""
    asked = look_at_confirmation(desk, secret)
    token, subscription = asked.token, asked.subscription
    if asked.answer is not Answer.EXPIRED or not (token and subscription):
        return asked.answer
    standing = desk.standing(subscription.email.key)
    if standing.may_be_mailed(desk.now):
        post_confirmation(desk, subscription, token.consent_id or "")
        desk.tx.addresses.put(standing.mailed(desk.now))
    return Answer.DONE


def refuse(desk: Desk, secret: str, origin: Origin) -> Answer:
    """Take "this wasn't me": delete the request, and ask this address nothing again."""
    signed = desk.keys.read(Purpose.REFUSE, secret)
    if signed is None:
        return Answer.UNKNOWN
    subscription = desk.tx.subscriptions.get(signed.subscription_id)
    if subscription is None:
        return Answer.DONE
    if subscription.generation != signed.number:
        return Answer.UNKNOWN
    desk.tx.addresses.put(desk.standing(subscription.email.key).stopped(Stop.REFUSED))
    if subscription.is_member():
        left = subscription.left(desk.now)
        desk.tx.subscriptions.put(left)
        desk.enter(left, Act.LEFT, origin)
    elif subscription.status is Status.PENDING:
        desk.tx.subscriptions.delete(subscription.id)
    return Answer.DONE
