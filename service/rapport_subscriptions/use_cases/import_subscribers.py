"""Taking people over from an earlier list; who can't be shown to have agreed is asked once."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from rapport_subscriptions.rules.address_history import Stop
from rapport_subscriptions.rules.consent import Act, Origin
from rapport_subscriptions.rules.outbox import MailKind
from rapport_subscriptions.rules.subscription import Choice, Status, Subscription
from rapport_subscriptions.rules.tokens import Purpose, Token, digest, new_id
from rapport_subscriptions.use_cases.process_requests import CONFIRM_WITHIN

if TYPE_CHECKING:
    from datetime import datetime

    from rapport_subscriptions.rules.email_address import EmailAddress
    from rapport_subscriptions.use_cases.unit_of_work import Desk


class Fate(StrEnum):
    """What became of an imported line."""

    CONFIRMED = "confirmed"
    PENDING = "pending permission"
    LEFT = "left or suppressed"
    KNOWN = "known already"
    ERASED = "erased by the reader"


@dataclass(frozen=True)
class Line:
    """One line of an import."""

    email: EmailAddress
    status: Status
    choice: Choice
    wording: str
    text: str
    page: str
    asked_at: datetime | None
    confirmed_at: datetime | None
    left_at: datetime | None

    def is_proven(self) -> bool:
        """Whether it says when, where and to what text its owner agreed."""
        return bool(self.confirmed_at and self.page and self.wording and self.text)


def take_over(desk: Desk, line: Line) -> Fate:
    """Take one line over; the caller has locked its address."""
    standing = desk.standing(line.email.key)
    if standing.erased_at:
        return Fate.ERASED
    if desk.tx.subscriptions.by_address(line.email.key):
        return Fate.KNOWN
    status, fate = _status(line)
    if standing.stop:
        status, fate = Status.SUPPRESSED, Fate.LEFT
    elif status is Status.SUPPRESSED:
        desk.tx.addresses.put(standing.stopped(Stop.BOUNCED))
    subscription = Subscription(
        id=new_id(),
        email=line.email,
        status=status,
        choice=line.choice,
        wording=line.wording,
        page=line.page,
        asked_at=_asked_at(line, status) or desk.now,
        confirmed_at=line.confirmed_at if status is not Status.PENDING else None,
        left_at=(line.left_at or desk.now) if status is Status.LEFT else None,
        told=desk.tx.articles.latest_number(),
    )
    desk.tx.subscriptions.put(subscription)
    desk.enter(subscription, Act.IMPORTED, Origin(), text=line.text)
    return fate


def ask_permission(desk: Desk, subscription_id: str) -> bool:
    """Mail the only mail somebody without proof ever gets; answer whether it was written."""
    subscription = desk.tx.subscriptions.get(subscription_id)
    if subscription is None or subscription.status is not Status.PENDING:
        return False
    ledger = desk.tx.consents.of(subscription.id)
    standing = desk.standing(subscription.email.key)
    only_imported = [line.act for line in ledger] == [Act.IMPORTED]
    if not only_imported or standing.mailed_at or standing.stop:
        return False
    wording, text = list(desk.blog.wordings.items())[-1]
    subscription = replace(subscription, wording=wording)
    desk.tx.subscriptions.put(subscription)
    shown = desk.enter(subscription, Act.IMPORTED, Origin(), text=text)
    mail = desk.post(MailKind.PERMISSION, subscription)
    desk.tx.tokens.put(
        Token(
            digest=digest(desk.keys.derive(Purpose.CONFIRM, mail.seed)),
            purpose=Purpose.CONFIRM,
            subscription_id=subscription.id,
            expires_at=desk.now + CONFIRM_WITHIN,
            consent_id=shown.id,
        )
    )
    desk.tx.addresses.put(standing.mailed(desk.now))
    return True


def _asked_at(line: Line, status: Status) -> datetime | None:
    """Answer when a line says it began; who is pending is waited for from today on."""
    return None if status is Status.PENDING else line.asked_at or line.confirmed_at


def _status(line: Line) -> tuple[Status, Fate]:
    if line.status in {Status.LEFT, Status.SUPPRESSED}:
        return line.status, Fate.LEFT
    if line.status in {Status.CONFIRMED, Status.PAUSED} and line.is_proven():
        return line.status, Fate.CONFIRMED
    return Status.PENDING, Fate.PENDING
