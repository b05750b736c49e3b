"""The contract of stores for readers of series."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy.exc import IntegrityError

from rapport_subscriptions.errors import DatabaseError
from rapport_subscriptions.rules.email_address import parse_address
from rapport_subscriptions.rules.outbox import MailKind, MailState, OutboxMail
from rapport_subscriptions.rules.series import MailedPart, Pace, SeriesReader, SeriesState
from rapport_subscriptions.rules.subscription import NO_ARTICLES, Status, Subscription
from tests.service.service_under_test import START

if TYPE_CHECKING:
    from rapport_subscriptions.ports.store import Store

REFUSED = (ValueError, IntegrityError, DatabaseError)
HOUR = timedelta(hours=1)


def member(name: str) -> Subscription:
    email = parse_address(f"{name}@mail.example.org")
    return Subscription(name, email, Status.CONFIRMED, NO_ARTICLES, "w-series", "/", START)


def place(name: str, series: str = "first-steps", **changes: object) -> SeriesReader:
    fields: dict[str, object] = {
        "id": f"{name} in {series}",
        "subscription_id": name,
        "series": series,
        "pace": Pace.THIRD_DAY,
        "state": SeriesState.ACTIVE,
        "joined_at": START,
        "next_at": START + HOUR,
        **changes,
    }
    return SeriesReader(**fields)  # type: ignore[arg-type]


def of_part(mail_id: str, part: str, reader: str = "ann in first-steps") -> OutboxMail:
    return OutboxMail(
        mail_id,
        MailKind.SERIES_PART,
        "ann",
        "ann@mail.example.org",
        "seed",
        f"<{mail_id}@blog.example>",
        START,
        START,
        series_reader=reader,
        part=part,
    )


def test_a_place_in_a_series_is_read_as_it_was_written(store: Store) -> None:
    full = place(
        "ann",
        parts=(MailedPart("p1", "Schritt „eins“"), MailedPart(".", "")),
        skipped=("p2", "p3"),
        last_at=START,
        stopped_at=START + HOUR,
        state=SeriesState.STOPPED,
        next_at=None,
    )
    with store.transaction() as tx:
        tx.subscriptions.put(member("ann"))
        tx.series.put(place("ann"))
        tx.series.put(full)
        tx.series.put(place("ann", "second-steps", joined_at=START - HOUR))
    with store.reading() as tx:
        assert tx.series.get("ann in first-steps") == full
        assert [place.series for place in tx.series.of("ann")] == ["second-steps", "first-steps"]
        assert tx.series.get("nobody") is None


def test_a_subscription_has_one_place_in_a_series(store: Store) -> None:
    with store.transaction() as tx:
        tx.subscriptions.put(member("ann"))
        tx.series.put(place("ann"))
    with pytest.raises(REFUSED), store.transaction() as tx:
        tx.series.put(replace(place("ann"), id="another"))


def test_a_part_has_one_mail_unless_the_first_was_dropped(store: Store) -> None:
    with store.transaction() as tx:
        tx.subscriptions.put(member("ann"))
        tx.outbox.put(of_part("one", "p1"))
        tx.outbox.put(of_part("two", "p2"))
        tx.outbox.put(of_part("three", "p1", "bob in first-steps"))
    with pytest.raises(REFUSED), store.transaction() as tx:
        tx.outbox.put(of_part("four", "p1"))
    with store.transaction() as tx:
        tx.outbox.put(replace(of_part("one", ""), state=MailState.DROPPED))
    with store.transaction() as tx:
        tx.outbox.put(of_part("four", "p1"))
    with store.reading() as tx:
        assert {mail.id for mail in tx.outbox.of("ann")} == {"one", "two", "three", "four"}


def test_parts_wait_among_letters_and_not_among_urgent_mails(store: Store) -> None:
    with store.transaction() as tx:
        tx.subscriptions.put(member("ann"))
        tx.outbox.put(of_part("one", "p1"))
    with store.transaction() as tx:
        assert tx.outbox.due(START, 9) == []
        assert [mail.id for mail in tx.outbox.due_letters(START, 9)] == ["one"]
        assert tx.outbox.waiting_letters(9) == 1


def test_active_readers_are_due_by_their_time(store: Store) -> None:
    with store.transaction() as tx:
        for name in ("ann", "bob", "cid", "dee"):
            tx.subscriptions.put(member(name))
        tx.series.put(place("ann", next_at=START + HOUR))
        tx.series.put(place("bob", next_at=START))
        tx.series.put(place("cid", state=SeriesState.PAUSED, next_at=START))
        tx.series.put(place("dee", next_at=None))
    with store.reading() as tx:
        assert not tx.series.is_anybody_due(START - HOUR)
        assert tx.series.is_anybody_due(START)
    with store.transaction() as tx:
        due = tx.series.due(START + HOUR, 9)
        assert [reader.subscription_id for reader in due] == ["bob", "ann"]
        assert len(tx.series.due(START + HOUR, 1)) == 1


def test_readers_are_counted_by_series_and_state(store: Store) -> None:
    with store.transaction() as tx:
        for name in ("ann", "bob", "cid"):
            tx.subscriptions.put(member(name))
        tx.series.put(place("ann", next_at=START + HOUR))
        tx.series.put(place("bob", next_at=START + 30 * HOUR))
        tx.series.put(place("cid", state=SeriesState.PAUSED, next_at=START))
        tx.series.put(place("cid", "second-steps", state=SeriesState.ENDED, next_at=None))
    with store.reading() as tx:
        numbers = tx.series.numbers(START)
    first, second = numbers["first-steps"], numbers["second-steps"]
    assert dict(first.by_state) == {SeriesState.ACTIVE: 2, SeriesState.PAUSED: 1}
    assert (first.within_a_day, first.next_at) == (1, START + HOUR)
    assert dict(second.by_state) == {SeriesState.ENDED: 1}
    assert (second.within_a_day, second.next_at) == (0, None)


def test_erasing_a_subscription_erases_its_places(store: Store) -> None:
    with store.transaction() as tx:
        tx.subscriptions.put(member("ann"))
        tx.series.put(place("ann"))
    with store.transaction() as tx:
        tx.subscriptions.delete("ann")
    with store.reading() as tx:
        assert tx.series.of("ann") == []
