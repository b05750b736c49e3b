"""Taking people over from an earlier list; who can't be shown to have agreed is asked once."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from rapport_subscriptions.rules.address_history import Stop
from rapport_subscriptions.rules.consent import Act, Origin, shortened
from rapport_subscriptions.rules.journal import Word
from rapport_subscriptions.rules.outbox import MailKind
from rapport_subscriptions.rules.subscription import Choice, Status, Subscription
from rapport_subscriptions.rules.tokens import Purpose, Token, digest, new_id
from rapport_subscriptions.use_cases.handle_bounce import suppress
from rapport_subscriptions.use_cases.process_requests import CONFIRM_WITHIN
from rapport_subscriptions.use_cases.unsubscribe import unsubscribe_reader

if TYPE_CHECKING:
    from datetime import datetime

    from rapport_subscriptions.rules.email_address import EmailAddress
    from rapport_subscriptions.use_cases.unit_of_work import UnitOfWork


class ImportResult(StrEnum):
    """What became of an imported line."""

    CONFIRMED = "confirmed"
    PENDING = "pending permission"
    UNSUBSCRIBED = "unsubscribed or suppressed"
    KNOWN = "known already"
    ERASED = "erased by the reader"


@dataclass(frozen=True)
class ImportRow:
    """One line of an import."""

    email: EmailAddress
    status: Status
    choice: Choice
    wording: str
    text: str
    page: str
    asked_at: datetime | None
    confirmed_at: datetime | None
    unsubscribed_at: datetime | None
    paused_until: datetime | None = None
    network: str = ""
    """Where it was confirmed from, if the list says so."""
    line: int = 0
    why: str = ""
    """Why its status is what it is."""

    def is_proven(self) -> bool:
        """Whether it says when, where and to what text its owner agreed."""
        return bool(self.confirmed_at and self.page and self.wording and self.text)


def import_row(work: UnitOfWork, line: ImportRow, latest_number: int | None = None) -> ImportResult:
    """Import one row; the caller has locked its address, and may know the latest number."""
    if latest_number is None:
        latest_number = work.tx.articles.latest_number()
    history = work.history(line.email.key)
    word = work.last_word(line.email.key)
    if history.erased_at or (word and word.word in {Word.ERASED, Word.MOVED}):
        return ImportResult.ERASED
    known = work.tx.subscriptions.by_address(line.email.key)
    if known:
        return _end_known(work, known, line)
    status, result = _status(line)
    if word and word.is_no and status is not Status.SUPPRESSED:
        status, result = Status.UNSUBSCRIBED, ImportResult.UNSUBSCRIBED
    if history.stop:
        status, result = Status.SUPPRESSED, ImportResult.UNSUBSCRIBED
    elif status is Status.SUPPRESSED:
        work.tx.addresses.put(history.stopped(Stop.BOUNCED, work.now))
    subscription = Subscription(
        id=new_id(),
        email=line.email,
        status=status,
        choice=line.choice,
        wording=line.wording,
        page=line.page,
        asked_at=_asked_at(line, status) or work.now,
        confirmed_at=line.confirmed_at if status is not Status.PENDING else None,
        unsubscribed_at=(line.unsubscribed_at or work.now)
        if status is Status.UNSUBSCRIBED
        else None,
        paused_until=line.paused_until if status is Status.PAUSED else None,
        last_notified=latest_number,
    )
    work.tx.subscriptions.put(subscription)
    work.enter(subscription, Act.IMPORTED, Origin(shortened(line.network)), text=line.text)
    if status is Status.UNSUBSCRIBED and word is None:
        work.note_word(line.email.key, Word.UNSUBSCRIBED)
    return result


def _end_known(work: UnitOfWork, known: Subscription, line: ImportRow) -> ImportResult:
    """End a subscription that is known, if the list says that its owner left: leaving wins."""
    if line.status is Status.UNSUBSCRIBED:
        after = unsubscribe_reader(work, known, Origin())
    elif line.status is Status.SUPPRESSED:
        suppress(work, known, Stop.BOUNCED)
        after = known.suppressed()
    else:
        after = known
    return ImportResult.KNOWN if after == known else ImportResult.UNSUBSCRIBED


def ask_permission(
    work: UnitOfWork, subscription_id: str, not_before: datetime | None = None
) -> bool:
    """Mail the only mail somebody without proof ever gets; return whether it was written."""
    subscription = work.tx.subscriptions.get(subscription_id)
    if subscription is None or subscription.status is not Status.PENDING:
        return False
    ledger = work.tx.consents.of(subscription.id)
    history = work.history(subscription.email.key)
    only_imported = [line.act for line in ledger] == [Act.IMPORTED]
    if not only_imported or history.mailed_at or history.stop:
        return False
    wording, text = list(work.blog.wordings.items())[-1]
    subscription = replace(subscription, wording=wording)
    work.tx.subscriptions.put(subscription)
    shown = work.enter(subscription, Act.IMPORTED, Origin(), text=text)
    mail = work.post(MailKind.PERMISSION, subscription, not_before=not_before)
    work.tx.tokens.put(
        Token(
            digest=digest(work.keys.derive(Purpose.CONFIRM, mail.seed)),
            purpose=Purpose.CONFIRM,
            subscription_id=subscription.id,
            expires_at=(not_before or work.now) + CONFIRM_WITHIN,
            consent_id=shown.id,
        )
    )
    work.remember_mailed(subscription.email)
    return True


def _asked_at(line: ImportRow, status: Status) -> datetime | None:
    """Return when a line says it began; who is pending is waited for from today on."""
    return None if status is Status.PENDING else line.asked_at or line.confirmed_at


def _status(line: ImportRow) -> tuple[Status, ImportResult]:
    if line.status in {Status.UNSUBSCRIBED, Status.SUPPRESSED}:
        return line.status, ImportResult.UNSUBSCRIBED
    if line.status in {Status.CONFIRMED, Status.PAUSED} and line.is_proven():
        is_paused = line.status is Status.PAUSED and line.paused_until is not None
        return (line.status if is_paused else Status.CONFIRMED), ImportResult.CONFIRMED
    return Status.PENDING, ImportResult.PENDING
