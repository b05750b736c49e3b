"""Confirming, refusing, and asking for a new confirmation email."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from rapport_subscriptions.rules.address_history import Stop
from rapport_subscriptions.rules.caps import hour_of
from rapport_subscriptions.rules.consent import Act
from rapport_subscriptions.rules.journal import JournalEvent
from rapport_subscriptions.rules.outbox import MailKind
from rapport_subscriptions.rules.subscription import Status
from rapport_subscriptions.rules.tokens import Purpose, digest
from rapport_subscriptions.use_cases import hourly_room
from rapport_subscriptions.use_cases.link_result import SPENT_FOR, LinkResult
from rapport_subscriptions.use_cases.manage_series import stop_all
from rapport_subscriptions.use_cases.process_requests import post_confirmation

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rapport_subscriptions.rules.consent import Consent, Origin
    from rapport_subscriptions.rules.outbox import OutboxMail
    from rapport_subscriptions.rules.subscription import Choice, Subscription
    from rapport_subscriptions.rules.tokens import Token
    from rapport_subscriptions.use_cases.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class Click:
    """A click on the button that confirms: the link's token, and the click's origin."""

    secret: str
    origin: Origin
    is_for_latest: bool = False
    """Whether it was the button with the latest choice."""


@dataclass(frozen=True)
class PendingConfirmation:
    """What a confirmation link would do, without changing anything."""

    answer: LinkResult
    token: Token | None = None
    subscription: Subscription | None = None
    consent: Consent | None = None
    """The choice in the email of this link; it counts, whatever was requested later."""

    @property
    def choice(self) -> Choice | None:
        """What a click subscribes to."""
        if self.consent:
            return self.consent.choice
        return self.subscription.choice if self.subscription else None

    @property
    def latest(self) -> Choice | None:
        """The latest choice, if no email contained it: the alternative that can be confirmed."""
        known = self.subscription
        if self.consent is None or known is None or known.choice == self.consent.choice:
            return None
        if not known.gets_articles:
            return None
        return known.choice if known.wording == self.consent.wording else None

    @property
    def text(self) -> str:
        """The consent text."""
        return self.consent.text if self.consent else ""


def look_at_confirmation(work: UnitOfWork, secret: str) -> PendingConfirmation:
    """Return what a click on the button would do."""
    token = work.tx.tokens.get(digest(secret))
    if token is None or token.purpose is not Purpose.CONFIRM:
        return PendingConfirmation(LinkResult.UNKNOWN)
    subscription = work.tx.subscriptions.get(token.subscription_id)
    if subscription is None:
        return PendingConfirmation(LinkResult.UNKNOWN)
    if subscription.is_member() and subscription.gets_articles:
        return PendingConfirmation(LinkResult.DONE_BEFORE, token, subscription)
    may_join = subscription.status is Status.PENDING or subscription.is_member()
    if token.spent_at or not may_join:
        return PendingConfirmation(LinkResult.GONE, token, subscription)
    if work.now >= token.expires_at:
        return PendingConfirmation(LinkResult.EXPIRED, token, subscription)
    consent = work.tx.consents.get(token.consent_id) if token.consent_id else None
    return PendingConfirmation(LinkResult.OPEN, token, subscription, consent)


def note_opened(work: UnitOfWork) -> None:
    """Count that a confirmation page was opened; scanners open links, too."""
    work.count_step("opened")


def confirm(work: UnitOfWork, secret: str, origin: Origin) -> LinkResult:
    """Confirm by a person's click; a second click on the same link changes nothing."""
    return confirm_all(work, [Click(secret, origin)])[0]


def confirm_all(work: UnitOfWork, clicks: Sequence[Click]) -> Sequence[LinkResult]:
    """Confirm the clicks that arrive at the same time, in one durable transaction.

    The links are read in a fixed order and the shared counter comes last, so that two workers do
    not deadlock.
    """
    answers: dict[int, LinkResult] = {}
    welcomes: list[OutboxMail] = []
    for number in sorted(range(len(clicks)), key=lambda place: digest(clicks[place].secret)):
        pending = look_at_confirmation(work, clicks[number].secret)
        answers[number] = pending.answer
        if pending.answer is LinkResult.OPEN and pending.token and pending.subscription:
            reader = _join(work, pending, pending.token, pending.subscription, clicks[number])
            welcomes.append(work.mail(MailKind.WELCOME, reader))
            answers[number] = LinkResult.DONE
    if welcomes:
        work.tx.outbox.put_all(welcomes)
        work.tx.counters.add_all({hourly_room.CONFIRMATIONS: len(welcomes)}, hour_of(work.now))
        work.count_step("confirmed", len(welcomes))
    return [answers[number] for number in range(len(clicks))]


def _join(
    work: UnitOfWork,
    confirmation: PendingConfirmation,
    token: Token,
    pending: Subscription,
    click: Click,
) -> Subscription:
    """Use the token up, and record that its reader is subscribed."""
    consent = confirmation.consent
    if consent:
        pending = replace(pending, wording=consent.wording, page=consent.page)
    latest = confirmation.latest if click.is_for_latest else None
    choice = latest or confirmation.choice or pending.choice
    reader = pending.confirmed(choice, work.now, work.tx.articles.latest_number())
    work.tx.tokens.put(replace(token, spent_at=work.now, expires_at=work.now + SPENT_FOR))
    work.tx.subscriptions.put(reader)
    work.enter(reader, Act.CONFIRMED, click.origin, text=consent.text if consent else None)
    work.forget_mailed(reader.email)  # its owner spoke, and may sign up otherwise today
    work.answered(reader)
    work.record_event(reader.email.key, JournalEvent.CONFIRMED)
    return reader


def renew(work: UnitOfWork, secret: str) -> LinkResult:
    """Email a new confirmation for an expired link, within the address's limit."""
    hourly_room.lock(work)
    pending = look_at_confirmation(work, secret)
    token, subscription = pending.token, pending.subscription
    if pending.answer is not LinkResult.EXPIRED or not (token and subscription):
        return pending.answer
    if work.may_be_mailed(subscription.email):
        post_confirmation(work, subscription, token.consent_id or "", hourly_room.release(work))
        work.remember_mailed(subscription.email)
    return LinkResult.DONE


def refuse(work: UnitOfWork, secret: str, origin: Origin) -> LinkResult:
    """Process "this wasn't me": delete the request, and never email this address again."""
    signed = work.keys.read(Purpose.REFUSE, secret)
    if signed is None:
        return LinkResult.UNKNOWN
    subscription = work.tx.subscriptions.get(signed.subscription_id)
    if subscription is None:
        return LinkResult.DONE
    if subscription.generation != signed.number:
        return LinkResult.UNKNOWN
    work.tx.addresses.put(work.history(subscription.email.key).stopped(Stop.REFUSED, work.now))
    work.record_event(subscription.email.key, JournalEvent.REFUSED)
    if subscription.is_member():
        left = subscription.unsubscribed(work.now)
        work.tx.subscriptions.put(left)
        work.enter(left, Act.UNSUBSCRIBED, origin)
        stop_all(work, left, work.now, origin)
    elif subscription.status is Status.PENDING:
        work.tx.subscriptions.delete(subscription.id)
    return LinkResult.DONE
