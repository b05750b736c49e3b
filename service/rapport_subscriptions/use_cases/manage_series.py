"""What a reader does with the link to a series: another pace, a pause, going on, stopping."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from rapport_subscriptions.rules.consent import Act, Origin
from rapport_subscriptions.rules.journal import JournalEvent
from rapport_subscriptions.rules.outbox import DONE, OPEN, dropped
from rapport_subscriptions.rules.tokens import Purpose
from rapport_subscriptions.use_cases.rate_limit import limit_changes

if TYPE_CHECKING:
    from datetime import datetime

    from rapport_subscriptions.rules.consent import Consent
    from rapport_subscriptions.rules.outbox import OutboxMail
    from rapport_subscriptions.rules.series import Pace, Series, SeriesReader
    from rapport_subscriptions.rules.subscription import Subscription
    from rapport_subscriptions.use_cases.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class SeriesPlace:
    """A reader's place in a series, and whose it is; `series` is None once the blog has it not."""

    reader: SeriesReader
    subscription: Subscription
    series: Series | None


def look(work: UnitOfWork, secret: str, *, held: bool = False) -> SeriesPlace | None:
    """Return the place that a link belongs to, until its owner moves to another address."""
    signed = work.keys.read(Purpose.SERIES, secret)
    reader = work.tx.series.get(signed.subscription_id, held=held) if signed else None
    owner = work.tx.subscriptions.get(reader.subscription_id, held=False) if reader else None
    if signed is None or reader is None or owner is None or owner.generation != signed.number:
        return None
    return SeriesPlace(reader, owner, work.blog.series.get(reader.series))


def places_of(work: UnitOfWork, subscription: Subscription) -> list[SeriesPlace]:
    """Return a reader's places in all series."""
    return [
        SeriesPlace(reader, subscription, work.blog.series.get(reader.series))
        for reader in work.tx.series.of(subscription.id)
    ]


def change_pace(work: UnitOfWork, secret: str, pace: Pace, origin: Origin) -> SeriesPlace | None:
    """Go faster or slower, as far as the series offers it."""
    place = look(work, secret, held=True)
    if place is None or place.series is None or pace not in place.series.paces:
        return place
    changed = place.reader.at_pace(pace, _due(work, place, pace))
    return _write(work, place, changed, Act.SERIES_CHANGED, origin)


def pause(work: UnitOfWork, secret: str, origin: Origin) -> SeriesPlace | None:
    """Send nothing of it until its reader goes on."""
    place = look(work, secret, held=True)
    if place is None:
        return None
    paused = recalled(work, place.reader.paused())
    return _write(work, place, paused, Act.SERIES_PAUSED, origin)


def resume(work: UnitOfWork, secret: str, origin: Origin) -> SeriesPlace | None:
    """Go on."""
    place = look(work, secret, held=True)
    return place and _write(work, place, place.reader.resumed(), Act.SERIES_RESUMED, origin)


def stop(work: UnitOfWork, secret: str, origin: Origin) -> SeriesPlace | None:
    """Send no more of this series; whatever else the reader asked for goes on. Never limited."""
    place = look(work, secret, held=True)
    if place is None:
        return None
    stopped = stop_one(work, place.subscription, place.reader, work.now, origin)
    return replace(place, reader=stopped)


def stop_all(work: UnitOfWork, subscription: Subscription, at: datetime, origin: Origin) -> None:
    """Stop all series of somebody who unsubscribes from everything."""
    for reader in work.tx.series.of(subscription.id):
        stop_one(work, subscription, reader, at, origin)


def stop_one(
    work: UnitOfWork, owner: Subscription, reader: SeriesReader, at: datetime, origin: Origin
) -> SeriesReader:
    """Stop one series; return the place as it is then. What was stopped stays as it is."""
    if not reader.is_live:
        return reader
    stopped = recalled(work, reader.stopped(at))
    work.tx.series.put(stopped)
    enter(work, owner, stopped, Act.SERIES_STOPPED, origin)
    record(work, owner, stopped, JournalEvent.UNSUBSCRIBED)
    return stopped


def return_all(work: UnitOfWork, subscription: Subscription, at: datetime, origin: Origin) -> None:
    """Take back what `stop_all` did, for somebody who undoes unsubscribing."""
    for reader in work.tx.series.of(subscription.id):
        if reader.stopped_at == at:
            returned = reader.joined(
                reader.pace, work.now, is_one_on_its_way=bool(on_their_way(work, reader))
            )
            work.tx.series.put(returned)
            enter(work, subscription, returned, Act.SERIES_RESUMED, origin)
            record(work, subscription, reader, JournalEvent.CONFIRMED)


def on_their_way(work: UnitOfWork, reader: SeriesReader) -> list[OutboxMail]:
    """Return the mails of a series that are not done with."""
    mails = work.tx.outbox.of(reader.subscription_id)
    return [m for m in mails if m.series_reader == reader.id and m.state not in DONE]


def recalled(work: UnitOfWork, reader: SeriesReader) -> SeriesReader:
    """Return a place after what nobody has begun to send was taken out of the outbox."""
    for mail in on_their_way(work, reader):
        if mail.state in OPEN and not mail.may_have_arrived:
            work.tx.outbox.put(dropped(mail))
            reader = reader.taken_back(mail.part, work.now)
    return reader


def record(
    work: UnitOfWork, subscription: Subscription, reader: SeriesReader, event: JournalEvent
) -> None:
    """Write into the journal what the owner of an address said of one series."""
    work.record_event(journal_key(subscription, reader), event)


def journal_key(subscription: Subscription, reader: SeriesReader) -> str:
    """Return what stands for one series of an address in the journal, where it is hashed."""
    return f"series {reader.series} of {subscription.email.key}"


def enter(
    work: UnitOfWork, subscription: Subscription, reader: SeriesReader, act: Act, origin: Origin
) -> None:
    """Write an act into the ledger, with the words that were agreed to for this series."""
    ledger = work.tx.consents.of(subscription.id)
    lines = [line for line in ledger if line.series == reader.series]
    last = lines[-1] if lines else None
    line = work.line(subscription, act, origin, text=last.text if last else "")
    work.tx.consents.append(_about(line, reader, last))


def _about(line: Consent, reader: SeriesReader, last: Consent | None) -> Consent:
    """Return a line that is about a series, with the words and the page of the last one."""
    known = replace(line, wording=last.wording, page=last.page) if last else line
    return replace(known, series=reader.series, pace=reader.pace.value)


def _due(work: UnitOfWork, place: SeriesPlace, pace: Pace) -> datetime | None:
    """Return when the next part is due at another pace; one whose time has passed, now."""
    if place.series is None or place.reader.last_at is None:
        return None
    zone = work.letters.zone(work.blog.timezone)
    return max(work.now, place.series.next_due(pace, place.reader.last_at, zone))


def _write(
    work: UnitOfWork, place: SeriesPlace, after: SeriesReader, act: Act, origin: Origin
) -> SeriesPlace:
    work.answered(place.subscription)
    if after != place.reader:
        limit_changes(work, place.subscription)
        work.tx.series.put(after)
        enter(work, place.subscription, after, act, origin)
    return replace(place, reader=after)
