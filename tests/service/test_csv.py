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
from rapport_subscriptions.lists.csv_file import COLUMNS, guarded, read_csv, unguarded, write_csv
from rapport_subscriptions.rules.email_address import parse_address
from rapport_subscriptions.rules.subscription import Cadence, Choice, Status, Subscription
from rapport_subscriptions.use_cases.import_subscribers import Fate, ask_permission, take_over
from tests.service.house import BLOG, START, WORDING, House

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
    one = Subscription(
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
    assert write_csv([one], START, out) == 1
    (line,) = read_csv(io.StringIO(out.getvalue()), BLOG)
    assert line.email == one.email
    assert line.status == status
    assert line.choice == one.choice
    assert line.page == page
    assert line.asked_at == asked
    assert line.confirmed_at == confirmed
    assert line.text == WORDING


async def test_the_export_has_the_promised_columns(house: House) -> None:
    await house.join()
    out = io.StringIO()
    with house.store.reading() as tx:
        write_csv(tx.subscriptions.all(), house.clock.now(), out)
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
    house = House(store)
    fates = load(
        house,
        PROVEN,
        PROVEN.replace("a@", "b@").replace("2026-01-31T09:00:00Z", ""),
        PROVEN.replace("a@", "c@").replace("/x/", ""),
        PROVEN.replace("a@", "d@").replace("2026-11", "1999"),
        PROVEN.replace("a@", "e@").replace("confirmed", "left"),
        PROVEN.replace("a@", "f@").replace("confirmed", "suppressed"),
        PROVEN,
    )
    assert fates == [
        Fate.CONFIRMED,
        Fate.PENDING,
        Fate.PENDING,
        Fate.PENDING,
        Fate.LEFT,
        Fate.LEFT,
        Fate.KNOWN,
    ]
    await house.send()
    assert house.mailbox.letters == []
    assert [one.status for one in sorted(house.everything(), key=lambda one: one.email.key)] == [
        "confirmed",
        "pending",
        "pending",
        "pending",
        "left",
        "suppressed",
    ]


async def test_permission_is_asked_once_and_only_of_who_came_without_proof(store: Store) -> None:
    house = House(store)
    load(house, PROVEN, PROVEN.replace("a@", "b@").replace("/x/", ""))
    for _ in range(3):
        for one in house.everything():
            house.app.state.service.do(ask_permission, one.id)
        await house.send()
        house.clock.forward(days=100)
    assert [recipient for recipient, _ in house.mailbox.letters] == ["b@mail.example.org"]


async def test_who_gives_permission_is_in_with_the_words_of_the_day(store: Store) -> None:
    house = House(store)
    load(house, PROVEN.replace("a@", "b@").replace("/x/", ""))
    house.app.state.service.do(ask_permission, house.everything()[0].id)
    await house.send()
    await house.client.post(house.link("b@mail.example.org", "confirm"))
    subscription = house.subscription("b@mail.example.org")
    assert subscription.status == "confirmed"
    with store.reading() as tx:
        assert tx.consents.of(subscription.id)[-1].text == WORDING


async def test_an_erased_person_stays_erased(store: Store) -> None:
    house = House(store)
    await house.join("a@mail.example.org")
    manage = house.link("a@mail.example.org", "manage")
    await house.client.post(manage, data={"action": "erase"})
    await house.send()
    await house.client.post(house.link("a@mail.example.org", "erase"))
    assert load(house, PROVEN) == [Fate.ERASED]
    assert house.everything() == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("name\nx\n", "line 1: there is no column named email"),
        ("email\nnone\n", "line 2: This is not an e-mail address"),
        ("email,status\na@mail.example.org,happy\n", "line 2: status is 'happy', expected one of"),
        ("email,cadence\na@mail.example.org,hourly\n", "line 2: cadence is 'hourly'"),
        ("email,confirmed_at\na@mail.example.org,then\n", "line 2: confirmed_at is 'then'"),
        ("email,confirmed_at\na@mail.example.org,2026-01-01T00:00\n", "has no time zone"),
    ],
)
def test_a_faulty_file_is_refused_with_line_and_reason(text: str, said: str) -> None:
    with pytest.raises(SubscriptionsError, match=said):
        list(read_csv(io.StringIO(text), BLOG))


def test_a_pause_that_is_over_is_exported_as_confirmed() -> None:
    one = Subscription(
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
        write_csv([one], START + timedelta(days=days), out)
        assert next(csv.DictReader(io.StringIO(out.getvalue())))["status"] == status


def load(house: House, *lines: str) -> list[Fate]:
    text = "\n".join([",".join(COLUMNS), *lines])
    service = house.app.state.service
    return [service.do(take_over, line) for line in read_csv(io.StringIO(text), BLOG)]
