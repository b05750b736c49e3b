"""CSV: what is exported comes back as it was, and nobody is signed up without proof."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rapport_subscriptions.errors import SubscriptionsError
from rapport_subscriptions.lists.csv_file import COLUMNS, guarded, unguarded, write_csv
from rapport_subscriptions.lists.import_list import read_list
from rapport_subscriptions.rules.email_address import parse_address
from rapport_subscriptions.rules.subscription import Cadence, Choice, Status, Subscription
from rapport_subscriptions.use_cases.import_subscribers import (
    ImportResult,
    import_rows,
)
from tests.service.service_under_test import BLOG, START, WORDING, ServiceUnderTest, ask, rows_of

if TYPE_CHECKING:
    from rapport_subscriptions.ports.store import Store

pytestmark = pytest.mark.anyio

PROVEN = "a@mail.example.org,confirmed,networking,weekly,2026-11,/x/,,2026-01-31T09:00:00Z,"
times = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1)).map(  # noqa: DTZ001 - made aware next
    lambda at: at.replace(microsecond=0, tzinfo=UTC)
)
lines_of_text = st.text(st.characters(blacklist_categories=["Cc", "Cs", "Zs", "Zl", "Zp"]))


@given(st.text(max_size=40))
def test_a_guarded_cell_is_no_formula_and_comes_back(cell: str) -> None:
    safe = guarded(cell)
    assert not safe.startswith(("=", "+", "-", "@", "\t", "\r"))
    assert unguarded(safe) == cell


@given(
    local=st.from_regex(r"[+=\-a-z0-9]{1,20}", fullmatch=True),
    page=lines_of_text,
    status=st.sampled_from(Status),
    asked=times,
    confirmed=st.none() | times,
)
def test_what_is_exported_is_read_back(
    local: str, page: str, status: Status, asked: datetime, confirmed: datetime | None
) -> None:
    reader = Subscription(
        id="x",
        email=parse_address(f"{local}@mail.example.org"),
        status=status,
        choice=Choice(("networking", "interviews"), Cadence.MONTHLY),
        wording="2026-11",
        page=page,
        asked_at=asked,
        confirmed_at=confirmed,
    )
    out = io.StringIO()
    assert write_csv([reader], START, out) == 1
    (line,) = rows_of(out.getvalue())
    assert line.email == reader.email
    assert line.status == status
    assert line.choice == reader.choice
    assert line.page == page
    assert line.asked_at == asked
    assert line.confirmed_at == confirmed
    assert line.text == WORDING


async def test_the_export_has_the_promised_columns(service: ServiceUnderTest) -> None:
    await service.join()
    out = io.StringIO()
    with service.store.reading() as tx:
        write_csv(tx.subscriptions.all(), service.clock.now(), out)
    (row,) = csv.DictReader(io.StringIO(out.getvalue()))
    assert tuple(row) == COLUMNS
    assert row["email"] == "jo@mail.example.org"
    assert row["status"] == "confirmed"
    assert row["topics"] == "networking"
    assert row["cadence"] == "weekly"
    assert row["wording"] == "2026-11"
    assert row["page"] == "/articles/first/"
    assert row["confirmed_at"] == "2026-11-02T09:00:00Z"


async def test_only_who_can_be_shown_to_have_agreed_is_confirmed(store: Store) -> None:
    service = ServiceUnderTest(store)
    results = load(
        service,
        PROVEN,
        PROVEN.replace("a@", "b@").replace("2026-01-31T09:00:00Z", ""),
        PROVEN.replace("a@", "c@").replace("/x/", ""),
        PROVEN.replace("a@", "d@").replace("2026-11", "1999"),
        PROVEN.replace("a@", "e@").replace("confirmed", "left"),
        PROVEN.replace("a@", "f@").replace("confirmed", "suppressed"),
        PROVEN,
    )
    assert results == [
        ImportResult.CONFIRMED,
        ImportResult.PENDING,
        ImportResult.PENDING,
        ImportResult.PENDING,
        ImportResult.UNSUBSCRIBED,
        ImportResult.UNSUBSCRIBED,
        ImportResult.KNOWN,
    ]
    await service.send()
    assert service.mailbox.letters == []
    assert [
        reader.status
        for reader in sorted(service.everything(), key=lambda reader: reader.email.key)
    ] == [
        "confirmed",
        "pending",
        "pending",
        "pending",
        "unsubscribed",
        "suppressed",
    ]


async def test_permission_is_asked_once_and_only_of_who_came_without_proof(store: Store) -> None:
    service = ServiceUnderTest(store)
    load(service, PROVEN, PROVEN.replace("a@", "b@").replace("/x/", ""))
    for _ in range(3):
        for reader in service.everything():
            ask(service.parts, reader)
        await service.send()
        service.clock.forward(days=100)
    assert [recipient for recipient, _ in service.mailbox.letters] == ["b@mail.example.org"]


async def test_who_gives_permission_is_in_with_the_words_of_the_day(store: Store) -> None:
    service = ServiceUnderTest(store)
    load(service, PROVEN.replace("a@", "b@").replace("/x/", ""))
    ask(service.parts, service.everything()[0])
    await service.send()
    await service.client.post(service.link("b@mail.example.org", "confirm"))
    subscription = service.subscription("b@mail.example.org")
    assert subscription.status == "confirmed"
    with store.reading() as tx:
        assert tx.consents.of(subscription.id)[-1].text == WORDING


async def test_an_erased_person_stays_erased(store: Store) -> None:
    service = ServiceUnderTest(store)
    await service.join("a@mail.example.org")
    manage = service.link("a@mail.example.org", "manage")
    await service.client.post(manage, data={"action": "erase"})
    await service.send()
    await service.client.post(service.link("a@mail.example.org", "erase"))
    assert load(service, PROVEN) == [ImportResult.ERASED]
    assert service.everything() == []


def test_every_mistake_is_named_with_line_and_column() -> None:
    text = (
        "email,status,cadence,confirmed_at\n"
        "none,,,\n"
        "a@mail.example.org,happy,,\n"
        "b@mail.example.org,,hourly,\n"
        "\n"
        "c@mail.example.org,,,then\n"
        "good@mail.example.org,,,2026-01-01T00:00\n"
    )
    read = read_list(text, BLOG)
    said = [str(problem) for problem in read.problems]
    assert said[0].startswith("line 2, email: This is not an email address")
    assert said[1].startswith("line 3, status: status is 'happy', expected one of")
    assert said[2].startswith("line 4, cadence: cadence is 'hourly'")
    assert said[3].startswith("line 6, confirmed_at: 'then' is not a time")
    assert [row.email.typed for row in read.rows] == ["good@mail.example.org"]
    assert read.rows[0].confirmed_at == datetime(2026, 1, 1, tzinfo=UTC)
    assert read.has_times_without_zone


def test_a_file_without_addresses_says_which_columns_it_has() -> None:
    with pytest.raises(SubscriptionsError, match="found the columns name, age"):
        read_list("name;age\nx;3\n", BLOG)


def test_a_pause_that_is_over_is_exported_as_confirmed() -> None:
    reader = Subscription(
        id="x",
        email=parse_address("a@mail.example.org"),
        status=Status.PAUSED,
        choice=Choice((), Cadence.EACH),
        wording="w",
        page="",
        asked_at=START,
        confirmed_at=START,
        paused_until=START + timedelta(days=1),
    )
    for days, status in ((0, "paused"), (1, "confirmed")):
        out = io.StringIO()
        write_csv([reader], START + timedelta(days=days), out)
        assert next(csv.DictReader(io.StringIO(out.getvalue())))["status"] == status


def load(service: ServiceUnderTest, *lines: str) -> list[ImportResult]:
    text = "\n".join([",".join(COLUMNS), *lines])
    parts = service.parts
    return parts.do(import_rows, rows_of(text))
