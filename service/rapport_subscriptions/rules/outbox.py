"""Emails to be sent: one row each, committed with the change it reports and at every attempt."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from rapport_subscriptions.rules.refusals import Refusal

GIVE_UP_AFTER = timedelta(days=3)
"""How long an email is tried after its first refusal; a hold of the queue does not count."""

LEASE = timedelta(minutes=5)
"""How long a worker may hold an email in silence before it counts as dead."""

ATTEMPT = timedelta(minutes=4)
"""The longest time of an attempt: less than the lease, so that no two workers send one email."""

BACKOFF = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 30, 60, 120, 240))


class MailKind(StrEnum):
    """The kinds of emails; each has a template of this name."""

    CONFIRM = "confirm"
    ALREADY = "already"
    CHANGE = "change"  # to a subscriber who signed up once more and asked for something else
    WELCOME = "welcome"
    UNSUBSCRIBE = "unsubscribe"
    MANAGE = "manage"
    ERASE = "erase"
    MOVE = "move"
    MOVED = "moved"
    MOVED_AWAY = "moved-away"  # to the former address, which may undo it
    PERMISSION = "permission"
    ARTICLES = "articles"
    SERIES_CONFIRM = "series-confirm"
    SERIES_PART = "series-part"
    OPERATOR = "operator"  # to who runs the service, with the link that signs in


class MailState(StrEnum):
    """The state of an email."""

    READY = "ready"
    CLAIMED = "claimed"  # a sender has taken it and not begun
    TRANSMITTING = "transmitting"  # begun: a crash from here on leaves it unknown
    SENT = "sent"
    DEFERRED = "deferred"  # the server said "later"
    FAILED = "failed"  # the server said "never", or three days went by
    DROPPED = "dropped"  # no longer wanted: its reader left, or what it says is no longer so
    UNKNOWN = "unknown"  # a crash in mid-transmission; goes again with the same Message-ID


LETTERS = (MailKind.ARTICLES, MailKind.SERIES_PART)
"""What waits while the operator holds letters, or where a minute has a limit."""

OPEN = (MailState.READY, MailState.DEFERRED, MailState.UNKNOWN)
HELD = (MailState.CLAIMED, MailState.TRANSMITTING)
DONE = (MailState.SENT, MailState.FAILED, MailState.DROPPED)


@dataclass(frozen=True)
class OutboxMail:
    """One email to one address."""

    id: str
    kind: MailKind
    subscription_id: str
    """The subscription; `""` for an operator's."""
    recipient: str
    seed: str
    message_id: str
    created_at: datetime
    not_before: datetime
    mailing_id: int | None = None
    """The mailing of a letter."""
    state: MailState = MailState.READY
    attempts: int = 0
    lease_until: datetime | None = None
    reason: str = ""
    """Why it was not sent: the mail server's last words, or `no longer wanted`."""
    address_hash: str = ""
    """The keyed hash of the recipient; it is kept when the recipient is forgotten."""
    bounced_at: datetime | None = None
    deferred_since: datetime | None = None
    """When the mail server first deferred this email, while it accepted others."""
    may_have_arrived: bool = False
    """Whether an attempt broke off so late that the mail server may have all of it."""
    series_reader: str = ""
    """Whose part of a series it is, by the id of the reader's place in it."""
    part: str = ""
    """The part: the store takes one mail of a reader and part."""


class Verdict(StrEnum):
    """The result of one attempt."""

    SENT = "sent"
    LATER = "later"  # this mail
    NEVER = "never"  # this mail
    HELD = "held"  # any mail: it is about us, or about the way to the mail server
    UNKNOWN = "unknown"  # the connection broke when the server had all of it


@dataclass(frozen=True)
class Outcome:
    """The mail server's words, without an address: `RCPT TO: 451 4.7.1 greylisted`."""

    verdict: Verdict
    reply: str = ""
    refusal: Refusal | None = None


def transmitting(mail: OutboxMail, now: datetime) -> OutboxMail:
    """Return the email as it is stored right before an attempt."""
    return replace(
        mail,
        state=MailState.TRANSMITTING,
        attempts=mail.attempts + 1,
        lease_until=now + LEASE,
    )


def after(mail: OutboxMail, outcome: Outcome, now: datetime) -> OutboxMail:
    """Return the email after an attempt; a finished one forgets its recipient."""
    if outcome.verdict is Verdict.SENT:
        return _finished(mail, MailState.SENT, "")
    if outcome.verdict is Verdict.HELD:
        return _not_tried(mail, outcome, now)
    since = mail.deferred_since or now
    if outcome.verdict is Verdict.NEVER or now - since >= GIVE_UP_AFTER:
        return _finished(mail, MailState.FAILED, outcome.reply)
    wait = BACKOFF[min(max(mail.attempts, 1), len(BACKOFF)) - 1]
    unknown = outcome.verdict is Verdict.UNKNOWN
    return replace(
        mail,
        state=MailState.UNKNOWN if unknown else MailState.DEFERRED,
        not_before=now + wait,
        lease_until=None,
        reason=outcome.reply,
        deferred_since=since,
        may_have_arrived=mail.may_have_arrived or unknown,
    )


def broken_off(mail: OutboxMail, now: datetime) -> OutboxMail:
    """Return the mail of a sender that died in mid-transmission: nobody knows how far it came."""
    return replace(
        mail,
        state=MailState.UNKNOWN,
        not_before=now,
        lease_until=None,
        may_have_arrived=True,
    )


def has_run_out(mail: OutboxMail, now: datetime) -> bool:
    """Whether another sender may have taken a mail over by now."""
    return mail.lease_until is None or mail.lease_until <= now


def dropped(mail: OutboxMail) -> OutboxMail:
    """Return the mail as it is when what it tells is no longer true; its part may come later."""
    finished = _finished(mail, MailState.DROPPED, "no longer wanted")
    return finished if mail.may_have_arrived else replace(finished, part="")


def released(mail: OutboxMail) -> OutboxMail:
    """Return a claimed email as it was before."""
    tried = mail.deferred_since or mail.reason
    return replace(mail, state=MailState.DEFERRED if tried else MailState.READY, lease_until=None)


def _not_tried(mail: OutboxMail, outcome: Outcome, now: datetime) -> OutboxMail:
    """Return the email after an attempt that reached nobody: it does not count."""
    attempts = mail.attempts - 1
    return replace(
        mail,
        state=MailState.DEFERRED if attempts else MailState.READY,
        attempts=attempts,
        not_before=now,
        lease_until=None,
        reason=outcome.reply,
        deferred_since=None,
    )


def _finished(mail: OutboxMail, state: MailState, reason: str) -> OutboxMail:
    return replace(mail, state=state, recipient="", seed="", lease_until=None, reason=reason)
