"""Mailing series: the next part of each reader whose time has come, and never one twice."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from datetime import UTC, timedelta
from typing import TYPE_CHECKING

from rapport_subscriptions.rules.outbox import MailKind
from rapport_subscriptions.rules.series import LAST_WORD, MailedPart
from rapport_subscriptions.rules.subscription import Status
from rapport_subscriptions.use_cases.mail_articles import MOST_WAITING, READERS_AT_ONCE
from rapport_subscriptions.use_cases.notice_articles import is_all_held

if TYPE_CHECKING:
    from collections.abc import Hashable
    from datetime import datetime, tzinfo

    from rapport_subscriptions.rules.outbox import OutboxMail
    from rapport_subscriptions.rules.series import Part, Series, SeriesReader
    from rapport_subscriptions.rules.subscription import Subscription
    from rapport_subscriptions.use_cases.unit_of_work import UnitOfWork

LOOK_AGAIN = timedelta(hours=1)
"""How long a reader waits whose series is not on the blog: it may be back with the next build."""

LOOK_TOMORROW = timedelta(days=1)
"""How long one waits to whom nothing may be mailed at all, until that is lifted."""

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class DuePart:
    """A part as it goes, with what its mail says beside it; `part` is None for the last word."""

    reader: SeriesReader
    series: Series
    part: Part | None
    missing: tuple[Part, ...] = ()
    """Parts before it that are gone."""
    following: Part | None = None
    due: datetime | None = None
    """When the following one is due."""
    zone: tzinfo = UTC

    @property
    def same_for_all(self) -> Hashable:
        """What its words depend on beside the blog: readers who agree in this get the same."""
        return (
            self.series.id,
            self.part.id if self.part else "",
            self.reader.pace,
            self.reader.state,
            tuple(gone.id for gone in self.missing),
            self.following.id if self.following else "",
            self.due.astimezone(self.zone).date() if self.due else None,
        )


def has_parts(work: UnitOfWork) -> bool:
    """Whether the next part of anybody is due; it only reads."""
    return not is_all_held(work) and work.tx.series.is_anybody_due(work.now)


def write_parts(work: UnitOfWork, limit: int = READERS_AT_ONCE) -> int:
    """Put the next parts into the outbox; return how many readers were looked at."""
    if is_all_held(work):
        return 0
    room = min(limit, MOST_WAITING - work.tx.outbox.waiting_letters(MOST_WAITING))
    readers = work.tx.series.due(work.now, room) if room > 0 else ()
    work.tx.subscriptions.read_ahead(reader.subscription_id for reader in readers)
    lost: set[str] = set()
    for reader in readers:
        owner = work.tx.subscriptions.get(reader.subscription_id, held=False)
        series = work.blog.series.get(reader.series)
        if owner and series and owner.is_reading(work.now):
            _write(work, reader, owner, series)
        elif owner:
            lost |= set() if series else {reader.series}
            work.tx.series.put(replace(reader, next_at=_later(work, owner)))
    for name in sorted(lost):
        log.warning("the series %s is not on the blog: its readers wait for it", name)
    return len(readers)


def open_part(work: UnitOfWork, mail: OutboxMail, owner: Subscription) -> DuePart | None:
    """Return what a mail of a series says at the moment it goes; None if it may not go."""
    reader = work.tx.series.get(mail.series_reader, held=False)
    series = work.blog.series.get(reader.series) if reader else None
    if reader is None or series is None or not reader.awaits(mail.part):
        return None
    part, coming = series.part(mail.part), reader.to_come(series)
    is_there = not coming if mail.part == LAST_WORD else part and not part.is_gone
    if not is_there or not owner.is_reading(work.now):
        return None
    missing = tuple(reader.missing_before(series, part))
    following = coming[0] if coming else None
    due = series.next_due(reader.pace, work.now, _zone(work)) if following else None
    return DuePart(reader, series, part, missing, following, due, _zone(work))


def close_part(work: UnitOfWork, mail: OutboxMail) -> None:
    """Write down that a part has gone, or never will: the next is due by the reader's pace."""
    reader = work.tx.series.get(mail.series_reader)
    if reader:
        work.tx.series.put(_after(work, reader, mail.part))


def take_back(work: UnitOfWork, mail: OutboxMail) -> None:
    """Have a part due again that was dropped; what may have arrived counts as mailed."""
    reader = work.tx.series.get(mail.series_reader)
    if reader and not mail.may_have_arrived:
        work.tx.series.put(reader.taken_back(mail.part, work.now))
    elif reader:
        work.tx.series.put(_after(work, reader, mail.part))


def _after(work: UnitOfWork, reader: SeriesReader, part_id: str) -> SeriesReader:
    """Return a place once a part is done with; without anything to come the series ends."""
    series = work.blog.series.get(reader.series)
    if series is None:
        return reader.mailed(work.now, work.now + LOOK_AGAIN)
    said = [part.id for part in reader.missing_before(series, series.part(part_id))]
    is_over = part_id == LAST_WORD or not reader.to_come(series)
    due = None if is_over else series.next_due(reader.pace, work.now, _zone(work))
    return reader.told(said).mailed(work.now, due)


def _write(work: UnitOfWork, reader: SeriesReader, owner: Subscription, series: Series) -> None:
    """Put one reader's next part into the outbox, with the mark that it was, at once."""
    part = next(iter(reader.to_come(series)), None)
    missing = reader.missing_before(series, part)
    for gone in missing:
        log.warning("part %s of the series %s is gone and is skipped", gone.id, series.id)
    if part is None and (not missing or reader.has_had_last_word):
        work.tx.series.put(reader.mailed(work.now, None))
        return
    mailed = MailedPart(part.id, part.title) if part else MailedPart(LAST_WORD, "")
    mail = work.mail(MailKind.SERIES_PART, owner)
    work.tx.outbox.put(replace(mail, series_reader=reader.id, part=mailed.id))
    work.tx.series.put(reader.mailing(mailed))


def _later(work: UnitOfWork, owner: Subscription) -> datetime:
    """Return when to look again at a reader to whom nothing may go now."""
    if owner.status_at(work.now) is Status.PAUSED and owner.paused_until:
        return owner.paused_until
    return work.now + (LOOK_AGAIN if owner.is_reading(work.now) else LOOK_TOMORROW)


def _zone(work: UnitOfWork) -> tzinfo:
    return work.letters.zone(work.blog.timezone)
