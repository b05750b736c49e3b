"""Asks people who were imported without proof: one email each, ever, at the operator's pace."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from rapport_subscriptions.rules.consent import Act, Origin
from rapport_subscriptions.rules.outbox import MailKind
from rapport_subscriptions.rules.subscription import Status
from rapport_subscriptions.rules.tokens import Purpose, Token, digest
from rapport_subscriptions.use_cases.process_requests import CONFIRM_WITHIN

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import timedelta

    from rapport_subscriptions.rules.address_history import AddressHistory
    from rapport_subscriptions.rules.consent import Consent
    from rapport_subscriptions.rules.outbox import OutboxMail
    from rapport_subscriptions.rules.subscription import Subscription
    from rapport_subscriptions.use_cases.unit_of_work import UnitOfWork


def ask_permission(work: UnitOfWork, keys: Sequence[str], pace: timedelta, before: int = 0) -> int:
    """Email those of some addresses who may be asked; return how many.

    Each email goes a little later than the last; `before` is how many were asked already.
    """
    work.tx.lock(*keys)
    readers = _to_ask(work, keys)
    wording, text = list(work.blog.wordings.items())[-1]
    readers = [replace(reader, wording=wording) for reader in readers]
    shown = [work.line(reader, Act.IMPORTED, Origin(), text=text) for reader in readers]
    mails = [
        work.mail(MailKind.PERMISSION, reader, not_before=work.now + pace * number)
        for number, reader in enumerate(readers, before + 1)
    ]
    work.tx.subscriptions.put_all(readers)
    work.tx.consents.append_all(shown)
    work.tx.outbox.put_all(mails)
    work.tx.tokens.put_all(
        [_token(work, mail, line) for mail, line in zip(mails, shown, strict=True)]
    )
    work.tx.addresses.put_all(_mailed(work, readers))
    return len(readers)


def _to_ask(work: UnitOfWork, keys: Sequence[str]) -> list[Subscription]:
    """Return those who are pending, only imported, and were never emailed."""
    subscribed = work.tx.subscriptions.by_addresses(keys)
    pending = [
        subscribed[key]
        for key in dict.fromkeys(keys)
        if key in subscribed and _is_pending(subscribed[key])
    ]
    histories = work.histories([reader.email.key for reader in pending])
    ledgers = work.tx.consents.of_all([reader.id for reader in pending])
    return [
        reader
        for reader in pending
        if [line.act for line in ledgers.get(reader.id, ())] == [Act.IMPORTED]
        and not histories[reader.email.key].mailed_at
        and not histories[reader.email.key].stop
    ]


def _is_pending(reader: Subscription) -> bool:
    return reader.status is Status.PENDING


def _token(work: UnitOfWork, mail: OutboxMail, shown: Consent) -> Token:
    return Token(
        digest=digest(work.keys.derive(Purpose.CONFIRM, mail.seed)),
        purpose=Purpose.CONFIRM,
        subscription_id=mail.subscription_id,
        expires_at=mail.not_before + CONFIRM_WITHIN,
        consent_id=shown.id,
    )


def _mailed(work: UnitOfWork, readers: Sequence[Subscription]) -> list[AddressHistory]:
    """Return the histories of all these addresses and mailboxes once they are emailed."""
    histories = work.histories([reader.email.key for reader in readers])
    boxes = work.histories([reader.email.mailbox for reader in readers], "mailbox")
    for reader in readers:
        histories[reader.email.key] = histories[reader.email.key].mailed(work.now)
        boxes[reader.email.mailbox] = boxes[reader.email.mailbox].mailed(work.now)
    return [*histories.values(), *boxes.values()]
