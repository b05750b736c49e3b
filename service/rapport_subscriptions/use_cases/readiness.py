"""Whether the service can do its work: the database takes writes, and a mail worker is alive."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from rapport_subscriptions.use_cases.unit_of_work import UnitOfWork

BEAT = "mail worker's beat"
"""The mark of the last time that any mail worker looked for work."""

PROBE = "probe"
BEAT_EVERY = timedelta(seconds=20)
SILENT_AFTER = timedelta(minutes=3)
"""A worker that was silent for this long is considered dead or stuck."""


def beat(work: UnitOfWork) -> None:
    """Note that a mail worker is alive."""
    work.tx.marks.put(BEAT, work.now)


def probe(work: UnitOfWork) -> datetime | None:
    """Write something; return the mail worker's last beat."""
    work.tx.marks.put(PROBE, work.now)
    return work.tx.marks.get(BEAT)


def is_silent(last_beat: datetime | None, now: datetime) -> bool:
    """Whether every mail worker was silent for too long; a clock set back does not count."""
    return last_beat is None or now - last_beat > SILENT_AFTER
