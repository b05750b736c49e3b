"""Sums that are kept: of the ledger by day, of people by status, of letters by their fate."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import MetaData, insert

from rapport_subscriptions.rules.consent import Act
from rapport_subscriptions.rules.email_address import parse_address
from rapport_subscriptions.rules.growth import chart_of, days_of
from rapport_subscriptions.rules.outbox import Outcome, Verdict
from rapport_subscriptions.rules.sums import ACT, CADENCE, PAGE, STATUS, TOPIC
from rapport_subscriptions.store.sql.backup import backup, restore
from rapport_subscriptions.store.sql.database import open_store
from rapport_subscriptions.store.sql.schema import migrate
from rapport_subscriptions.use_cases import keep_sums
from tests.service.service_under_test import START, ServiceUnderTest, article, settings_for_tests

if TYPE_CHECKING:
    from pathlib import Path

    from rapport_subscriptions.ports.store import Store
    from rapport_subscriptions.rules.consent import Consent
    from rapport_subscriptions.use_cases.unit_of_work import UnitOfWork

pytestmark = pytest.mark.anyio

DAY = "2026-11-02"
ANN = "ann@blog.example.org"


def kept(service: ServiceUnderTest, prefix: str, since: str = DAY) -> dict[tuple[str, str], int]:
    with service.store.reading() as tx:
        return dict(tx.sums.by_day(prefix, since))


def count(service: ServiceUnderTest) -> None:
    counted = service.parts.look(keep_sums.count)
    service.parts.do(keep_sums.keep, counted)


async def test_each_line_of_the_ledger_adds_to_the_sums_of_its_day(store: Store) -> None:
    service = ServiceUnderTest(store)
    await service.join("a@mail.example.org", page="/one/")
    await service.join("b@mail.example.org", page="/one/", topics=[], cadence="each")
    await service.sign_up("c@mail.example.org", page="/two/")
    service.clock.forward(days=1)
    await service.client.post(service.link("a@mail.example.org", "unsubscribe"))
    acts = {name: number for (day, name), number in kept(service, ACT).items() if day == DAY}
    assert acts == {"asked": 3, "confirmed": 2}
    assert kept(service, ACT, "2026-11-03") == {("2026-11-03", "unsubscribed"): 1}
    with service.store.reading() as tx:
        assert tx.sums.total(PAGE, DAY) == {"/one/": 2, "/two/": 1}
        assert tx.sums.total(TOPIC, DAY) == {"networking": 1, "": 1}
        assert tx.sums.total(CADENCE, DAY) == {"weekly": 1, "each": 1}


async def test_what_fails_adds_to_no_sum_and_who_is_erased_stays_in_them(store: Store) -> None:
    service = ServiceUnderTest(store)
    joined = await service.join()
    before = kept(service, ACT)
    line = store_line(service, joined.id)
    with pytest.raises(ZeroDivisionError):
        service.parts.do(append_and_fail, line)
    assert kept(service, ACT) == before
    with store.transaction() as tx:
        tx.subscriptions.delete(joined.id)
    assert kept(service, ACT) == before == {(DAY, "asked"): 1, (DAY, "confirmed"): 1}


def append_and_fail(work: UnitOfWork, line: Consent) -> float:
    work.tx.consents.append(line)
    return 1 / 0


def store_line(service: ServiceUnderTest, subscription_id: str) -> Consent:
    with service.store.reading() as tx:
        return tx.consents.of(subscription_id)[0]


async def test_people_and_letters_are_counted_and_their_sums_kept(store: Store) -> None:
    service = ServiceUnderTest(store, settings_for_tests(operators=(parse_address(ANN),)))
    for name in "abcd":
        await service.join(f"{name}@mail.example.org", cadence="each")
    await service.publish(article("first"))
    service.mailbox.outcomes = [
        Outcome(Verdict.NEVER, "RCPT TO: 550 5.1.1 no such user"),
        Outcome(Verdict.LATER, "RCPT TO: 451 4.7.1 greylisted"),
    ]
    await service.wait(minutes=16)
    got = next(to for to, mail in service.mailbox.letters if mail["Precedence"] == "list")
    await service.client.post(service.link(got, "unsubscribe"))
    service.clock.forward(minutes=2)
    assert service.parts.look(keep_sums.are_due)
    count(service)
    assert not service.parts.look(keep_sums.are_due)
    assert kept(service, STATUS)[DAY, "confirmed"] == 3
    assert kept(service, STATUS)[DAY, "unsubscribed"] == 1
    with store.reading() as tx:
        (mailing,) = tx.mailings.newest(5)
        numbers = tx.sums.of_mailings([mailing.id])[mailing.id]
    assert numbers == {
        "letters": 4,
        "sent": 2,
        "mail: failed": 1,
        "mail: deferred": 1,
        "reason: RCPT TO: 550 5.1.1 no such user": 1,
        "reason: RCPT TO: 451 4.7.1 greylisted": 1,
        "unsubscribed": 1,
    }


async def test_nobody_counts_where_nobody_may_look(store: Store) -> None:
    assert not ServiceUnderTest(store).parts.look(keep_sums.are_due)


BEFORE_SUMS = "0011"
READER = {"topics": [], "cadence": "weekly", "wording": "2026-11", "page": "/one/"}


def test_sums_of_the_past_are_counted_once_from_the_ledger(tmp_path: Path) -> None:
    store = open_store(f"sqlite:///{tmp_path}/old.db")
    migrate(store, BEFORE_SUMS)
    with store.engine.begin() as connection:
        old = MetaData()
        old.reflect(connection)
        reader = {"id": "jo", "email": "jo", "email_key": "jo", "status": "confirmed"}
        at = START.replace(tzinfo=None)
        connection.execute(
            insert(old.tables["subscriptions"]), {**READER, **reader, "asked_at": at}
        )
        line = {"subscription_id": "jo", "text": "", "network": "", "user_agent": ""}
        for act, topics in (("asked", []), ("confirmed", ["networking", "interviews"])):
            said = {"id": act, "act": act, "at": at, "network_shortened": True}
            row = {**READER, **line, **said, "topics": topics}
            connection.execute(insert(old.tables["consents"]), row)
    backup(store, tmp_path / "old.gz")
    migrate(store)
    restored = open_store(f"sqlite:///{tmp_path}/new.db")
    restore(restored, tmp_path / "old.gz")
    for any_store in (store, restored):
        with any_store.reading() as tx:
            assert tx.sums.by_day("", DAY) == {
                (DAY, "act: asked"): 1,
                (DAY, "page: /one/"): 1,
                (DAY, "act: confirmed"): 1,
                (DAY, "topic: networking"): 1,
                (DAY, "topic: interviews"): 1,
                (DAY, "cadence: weekly"): 1,
            }
        any_store.close()


def test_the_chart_has_a_bar_for_each_number_and_none_leaves_its_box() -> None:
    first = date(2026, 11, 1)
    sums = {
        ("2026-11-01", Act.ASKED.value): 10,
        ("2026-11-01", Act.CONFIRMED.value): 7,
        ("2026-11-01", Act.RETURNED.value): 1,
        ("2026-11-03", Act.UNSUBSCRIBED.value): 2,
        ("2026-11-03", Act.SUPPRESSED.value): 3,
    }
    days = days_of(sums, first, first + timedelta(days=2))
    assert [(day.asked, day.confirmed, day.is_empty) for day in days] == [
        (10, 8, False),
        (0, 0, True),
        (0, 0, False),
    ]
    chart = chart_of(days)
    unit = chart.height / 15
    heights = [(bar.kind, round(bar.height / unit)) for bar in chart.bars]
    assert heights == [("asked", 10), ("confirmed", 8), ("unsubscribed", 2), ("suppressed", 3)]
    for bar in chart.bars:
        assert 0 <= bar.x <= chart.width - 8
        assert -0.01 <= bar.y <= bar.y + bar.height <= chart.height + 0.01
    assert chart_of(days_of({}, first, first)).bars == ()
