"""Which emails a worker takes from the outbox, and the return of those it doesn't send."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from rapport_subscriptions.rules.caps import minute_of
from rapport_subscriptions.rules.outbox import LEASE, MailState, OutboxMail, broken_off, released
from rapport_subscriptions.use_cases.hold_sending import room_while_held, try_with
from rapport_subscriptions.use_cases.notice_articles import is_all_held

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rapport_subscriptions.use_cases.unit_of_work import UnitOfWork

ATTEMPTS = "attempts"
"""The counter for a limit by the minute: emails of every kind, by all workers."""


def has_work(work: UnitOfWork, *, letters: int = 1) -> bool:
    """Whether an email is due, or was left behind; letters only if there is room."""
    if not room_while_held(work, 1):
        return bool(work.tx.outbox.abandoned(work.now, 1))
    return bool(
        work.tx.outbox.due(work.now, 1)
        or work.tx.outbox.abandoned(work.now, 1)
        or (letters and work.tx.outbox.due_letters(work.now, _room(work, 0, 1)))
    )


def claim(work: UnitOfWork, urgent: int, letters: int) -> Sequence[OutboxMail]:
    """Claim a number of due letters, and of other emails, for this worker."""
    hold = work.tx.outbox.hold()
    room = room_while_held(work, urgent + letters)
    due = [*work.tx.outbox.due(work.now, min(urgent, room))]
    wanted = min(letters, room - len(due))
    if wanted > 0:
        due += work.tx.outbox.due_letters(work.now, _room(work, len(due), len(due) + wanted))
    _count_attempts(work, len(due))
    if due and hold and hold.is_on:
        try_with(work, due[0].id)
    until = work.now + LEASE
    claimed = [replace(mail, state=MailState.CLAIMED, lease_until=until) for mail in due]
    work.tx.outbox.put_all(claimed)
    return claimed


def give_back(work: UnitOfWork, mail_ids: Sequence[str]) -> None:
    """Release emails that were claimed and not begun."""
    mails = work.tx.outbox.read_ahead(mail_ids)
    work.tx.outbox.put_all([released(mail) for mail in mails if mail.state is MailState.CLAIMED])


def recover(work: UnitOfWork, limit: int = 500) -> int:
    """Release what a dead worker held; what it was transmitting is unknown and sent again."""
    stale = work.tx.outbox.abandoned(work.now, limit)
    for mail in stale:
        if mail.state is MailState.TRANSMITTING:
            work.tx.outbox.put(broken_off(mail, work.now))
        else:
            work.tx.outbox.put(replace(released(mail), not_before=work.now))
    return len(stale)


def _room(work: UnitOfWork, taken: int, limit: int) -> int:
    """Return how many letters may be claimed now; letters wait when the minute is full."""
    room = 0 if is_all_held(work) else max(0, limit - taken)
    if not work.letters.per_minute:
        return room
    attempted = work.tx.counters.total(ATTEMPTS, minute_of(work.now))
    return max(0, min(room, work.letters.per_minute - attempted - taken))


def _count_attempts(work: UnitOfWork, number: int) -> None:
    if number and work.letters.per_minute:
        work.tx.counters.add_all({ATTEMPTS: number}, minute_of(work.now))
