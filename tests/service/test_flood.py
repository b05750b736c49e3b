"""List bombing at full size: no victim gets more than one mail, and honest people get theirs."""

from __future__ import annotations

import random
import shutil
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rapport_subscriptions.rules.caps import TIMES_USUAL, USUAL_SPAN_HOURS, Limits, hourly_cap
from rapport_subscriptions.rules.consent import Origin
from rapport_subscriptions.rules.email_address import parse_address
from rapport_subscriptions.rules.signup import SignUp
from rapport_subscriptions.rules.subscription import Cadence, Choice
from rapport_subscriptions.store.sql.database import open_store
from rapport_subscriptions.use_cases import receive_requests
from tests.service.service_under_test import BLOG, ServiceUnderTest, networks, settings_for_tests

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    import httpx

pytestmark = pytest.mark.anyio

CHOICE = Choice((), Cadence.EACH)
CAP = 300
"""Mails an hour, for all addresses together."""


@pytest.fixture
def service(tmp_path: Path, sqlite_template: Path) -> Iterator[ServiceUnderTest]:
    shutil.copy(sqlite_template, tmp_path / "one.db")
    store = open_store(f"sqlite:///{tmp_path}/one.db")
    limits = Limits(mails_per_hour=CAP)
    yield ServiceUnderTest(
        store, settings_for_tests(limits=limits, trusted_proxies=networks("127.0.0.1/32"))
    )
    store.close()


async def test_five_thousand_sign_ups_a_minute_bring_each_address_one_mail(
    service: ServiceUnderTest,
) -> None:
    dice = random.Random(20261102)
    victims = [f"victim{number}@mail.example.org" for number in range(1_000)]
    every_network = [f"{100 + n // 250}.{n % 250}.{dice.randrange(250)}.7" for n in range(5_000)]
    honest: list[str] = []
    for minute_part in range(10):
        some = every_network[minute_part * 500 : (minute_part + 1) * 500]
        assert flood(service, [(dice.choice(victims), network) for network in some]) == 500
        honest.append(f"honest{minute_part}@mail.example.org")
        answer = await sign_up_from(service, honest[-1], f"192.0.{minute_part}.9")
        assert answer.status_code == 303
        service.clock.forward(seconds=6)
    by_hour = await work_for_hours(service, 23)
    got = Counter(recipient for recipient, _ in service.mailbox.letters)
    assert set(got.values()) == {1}, "no address gets two mails in a day"
    assert set(honest) <= set(got), "honest people get theirs"
    assert sum(answer.startswith("victim") for answer in got) > 950
    assert max(by_hour) <= CAP
    for address in honest:
        assert (await service.client.post(service.link(address, "confirm"))).status_code == 303
        assert service.subscription(address).status == "confirmed"


async def test_each_victim_hit_once_through_a_few_exits_is_held_by_network_and_hour(
    service: ServiceUnderTest,
) -> None:
    """As Tor exits do it: many addresses, each typed once, by few networks."""
    exits = [f"185.220.{number}.1" for number in range(20)]
    attack = [(f"victim{n}@mail.example.org", exits[n % 20]) for n in range(800)]
    passed = flood(service, attack)
    assert passed == 800, "half of it gets its mail ten minutes later"
    answer = await sign_up_from(service, "honest@mail.example.org", "192.0.2.9")
    assert answer.status_code == 303
    by_hour = await work_for_hours(service, 3)
    got = Counter(recipient for recipient, _ in service.mailbox.letters)
    assert set(got.values()) == {1}
    assert got["honest@mail.example.org"] == 1
    assert max(by_hour) <= CAP


@given(st.integers(0, 10**7), st.integers(1, 10**4))
def test_the_hourly_cap_is_ten_times_the_usual_rate_and_never_below_its_floor(
    confirmed_in_a_week: int, floor: int
) -> None:
    cap = hourly_cap(confirmed_in_a_week, floor)
    usual = confirmed_in_a_week / USUAL_SPAN_HOURS
    assert cap >= floor
    assert cap >= round(usual * TIMES_USUAL)
    assert cap <= max(floor, usual * TIMES_USUAL + 1)


async def test_the_cap_grows_with_confirmations_and_shrinks_when_they_end(
    tmp_path: Path, sqlite_template: Path
) -> None:
    shutil.copy(sqlite_template, tmp_path / "one.db")
    store = open_store(f"sqlite:///{tmp_path}/one.db")
    service = ServiceUnderTest(store, settings_for_tests(limits=Limits(0, mails_per_hour=2)))
    with store.transaction() as tx:
        for _ in range(USUAL_SPAN_HOURS):  # one an hour, so ten mails an hour may go
            tx.counters.add("confirmations", service.clock.now())
    assert await mails_in_an_hour(service, "busy") == 9, "the tenth comes when the hour is over"
    service.clock.forward(days=9)
    await service.send()
    service.clock.forward(hours=1)
    assert await mails_in_an_hour(service, "quiet") == 1
    store.close()


async def mails_in_an_hour(service: ServiceUnderTest, name: str) -> int:
    before = len(service.mailbox.letters)
    for number in range(15):
        await service.sign_up(f"{name}{number}@mail.example.org", send=False)
    for _ in range(8):
        await service.send()
        service.clock.forward(minutes=7.5)
    return len(service.mailbox.letters) - before


async def sign_up_from(service: ServiceUnderTest, address: str, network: str) -> httpx.Response:
    return await service.sign_up(address, send=False, headers={"x-forwarded-for": network})


async def work_for_hours(service: ServiceUnderTest, hours: int) -> list[int]:
    """Send a quarter of an hour after the other; return how many mails went in each hour."""
    numbers = []
    for _ in range(hours):
        before = len(service.mailbox.letters)
        for _ in range(4):
            await service.send()
            service.clock.forward(minutes=15)
        numbers.append(len(service.mailbox.letters) - before)
    return numbers


def flood(service: ServiceUnderTest, requests: Sequence[tuple[str, str]]) -> int:
    """Sign up from several threads at once; return how many were not told to wait."""
    parts, now = service.parts, service.clock.now()
    asked = [
        receive_requests.signing_up(
            SignUp(parse_address(address), CHOICE, "2026-11", "/"),
            Origin(network, "Mozilla/5.0"),
            BLOG,
            now,
        )
        for address, network in requests
    ]
    lots = [asked[start : start + 50] for start in range(0, len(asked), 50)]
    with ThreadPoolExecutor(4) as pool:
        errors = pool.map(lambda lot: parts.do(receive_requests.write_down, lot), lots)
    return sum(error is None for lot in errors for error in lot)
