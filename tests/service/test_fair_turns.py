"""A flood of sign-ups delays the flood: who comes from elsewhere, or writes elsewhere, is next."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rapport_subscriptions import cli
from rapport_subscriptions.commands import doctor_of_stored
from rapport_subscriptions.errors import SubscriptionsError
from rapport_subscriptions.rules.caps import HOUR, HourlyPace, Limits
from rapport_subscriptions.rules.consent import Origin
from rapport_subscriptions.rules.email_address import parse_address
from rapport_subscriptions.rules.signup import SignUp
from rapport_subscriptions.rules.subscription import Cadence, Choice
from rapport_subscriptions.store.memory.database import MemoryStore
from rapport_subscriptions.store.sql.database import open_store
from rapport_subscriptions.use_cases import receive_requests
from rapport_subscriptions.use_cases.tidy import TIDYINGS
from tests.service.service_under_test import BLOG, START, ServiceUnderTest, settings_for_tests
from tests.service.serving import environment

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.anyio

PROVIDERS = ("gmail.com", "yahoo.com", "outlook.com", "gmx.net", "web.de")
NETWORKS = 40


@pytest.fixture
def service(tmp_path: Path, sqlite_template: Path) -> Iterator[ServiceUnderTest]:
    """A service that lets out twenty mails an hour."""
    shutil.copy(sqlite_template, tmp_path / "one.db")
    store = open_store(f"sqlite:///{tmp_path}/one.db")
    yield ServiceUnderTest(store, settings_for_tests(limits=Limits(mails_per_hour=20)))
    store.close()


async def test_an_honest_sign_up_amid_two_thousand_bogus_ones_an_hour_is_mailed_in_ten_minutes(
    service: ServiceUnderTest,
) -> None:
    for part in range(6):
        sign_up_many(service, 333, f"early{part}")
        await service.wait(minutes=10)
    sign_up(service, "honest@gmail.com", "198.51.100.7")
    sign_up(service, "honest@careers.example.org", "203.0.1.99")
    before = len(service.mailbox.letters)
    for minute in range(10):
        sign_up_many(service, 33, f"late{minute}")
        await service.wait(minutes=1)
    assert {"honest@gmail.com", "honest@careers.example.org"} <= recipients(service)
    assert len(service.mailbox.letters) - before <= 3, "the flood is not let out faster"


async def test_a_queue_is_shown_and_what_a_network_page_or_hour_brought_is_dropped(
    tmp_path: Path,
    service: ServiceUnderTest,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    service.clock.time = long_ago = datetime.now(UTC).replace(minute=1) - timedelta(hours=2)
    sign_up_many(service, 30, "flood", networks=2)
    service.clock.forward(hours=1)
    for number in range(3):
        sign_up(service, f"honest{number}@example.org", f"198.51.{number}.7", page="/talk/")
    for name, value in environment(tmp_path, f"sqlite:///{tmp_path}/one.db", 1).items():
        monkeypatch.setenv(name, value)

    def queue(*options: str) -> list[str]:
        assert cli.main(["queue", *options]) == 0
        return capsys.readouterr().out.splitlines()

    whole = queue()
    assert whole[0].startswith("33 sign-ups wait, the oldest for 1")
    assert "      15  --network 203.0.0.0/24" in whole
    assert "       6  --domain gmail.com" in whole
    assert "       3  --page /talk/" in whole
    assert f"      30  --hour {long_ago:%Y-%m-%dT%H}" in whole
    assert queue("--network", "203.0.0.0/24", "--domain", "GMAIL.com")[0].startswith("3 sign-ups")
    with pytest.raises(SubscriptionsError, match="rapport subscriptions queue"):
        doctor_of_stored.sign_ups(settings_for_tests(database_url=f"sqlite:///{tmp_path}/one.db"))
    assert cli.main(["queue", "--drop"]) == 2
    assert cli.main(["queue", "--hour", "noon"]) == cli.main(["queue", "--network", "x"]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 3
    assert queue("--network", "203.0.0.0/24", "--drop") == ["15 sign-ups dropped"]
    assert queue("--hour", f"{long_ago:%Y-%m-%dT%H}", "--drop") == ["15 sign-ups dropped"]
    assert queue("--page", "/talk/", "--domain", "example.org")[0].startswith("3 sign-ups")
    assert queue("--page", "/talk/", "--drop") == ["3 sign-ups dropped"]
    assert queue() == ["no sign-up waits"]
    assert "dropped 33" in doctor_of_stored.sign_ups(
        settings_for_tests(database_url=f"sqlite:///{tmp_path}/one.db")
    )


async def test_a_wait_is_in_the_metrics_and_a_sign_up_that_lapses_is_counted(
    service: ServiceUnderTest, caplog: pytest.LogCaptureFixture
) -> None:
    sign_up_many(service, 7, "crowd", networks=7)
    await service.wait(minutes=0)
    await service.wait(minutes=2)
    wait = "rapport_signup_waiting_seconds 120"
    assert wait in (await service.client.get("/metrics")).text
    assert len(service.mailbox.letters) == 5
    service.clock.forward(days=15)
    for tidying in TIDYINGS:
        service.parts.do(tidying)
    assert "2 sign-ups waited for 14 days and are given up" in caplog.text
    assert (
        'rapport_refused_last_week{cause="lapsed"} 2' in (await service.client.get("/metrics")).text
    )


@pytest.mark.parametrize("kind", ["unknown", "member", "refused", "mailed lately"])
async def test_every_address_uses_the_same_room(kind: str) -> None:
    """Else who fills the hour with addresses of his own could count what another one used."""
    limits = Limits(signups_per_network=0, mails_per_hour=8)
    service = ServiceUnderTest(MemoryStore(), settings_for_tests(limits=limits))
    if kind == "member":
        await service.join("jo@example.org")
    if kind == "refused":
        await service.sign_up("jo@example.org")
        await service.client.post(service.link("jo@example.org", "refuse"))
    if kind != "mailed lately":
        service.clock.forward(days=2)
    if kind == "mailed lately":
        await service.sign_up("jo@example.org")
        service.clock.forward(hours=2)
    await service.sign_up("jo@example.org")
    await service.sign_up("mine1@example.org")
    await service.sign_up("mine2@example.org")
    assert {"mine1@example.org", "mine2@example.org"} & recipients(service) == {"mine1@example.org"}


@given(
    st.integers(1, 3_000),
    st.lists(st.tuples(st.integers(0, 3_000), st.integers(1, 500)), max_size=60),
)
def test_no_hour_lets_out_more_than_its_mails_whatever_the_clock_does(
    per_hour: int, tries: list[tuple[int, int]]
) -> None:
    pace, now = HourlyPace(per_hour), START
    used_until: datetime | None = None
    went: list[tuple[datetime, int]] = []
    for seconds, wanted in tries:
        now += timedelta(seconds=seconds)
        number = min(wanted, pace.room(used_until, now))
        used_until = pace.after(used_until, now, number)
        went.append((now, number))
    for first, _ in went:
        assert sum(number for at, number in went if first <= at < first + HOUR) <= per_hour
    for jumped in (now - timedelta(days=40), now + timedelta(days=40)):
        assert pace.next_at(used_until, jumped) - jumped <= HOUR
        assert pace.room(used_until, jumped + HOUR + pace.step) >= 1


def sign_up_many(
    service: ServiceUnderTest, number: int, name: str, networks: int = NETWORKS
) -> None:
    """Have so many bogus sign-ups arrive together, from some networks for five providers."""
    now = service.clock.now()
    some = [
        receive_requests.signing_up(
            filled_in(f"{name}.{n}@{PROVIDERS[n % len(PROVIDERS)]}"),
            Origin(f"203.0.{n % networks}.{n % 250}", "Mozilla/5.0"),
            BLOG,
            now,
        )
        for n in range(number)
    ]
    assert not any(service.parts.do(receive_requests.write_down, some))


def sign_up(service: ServiceUnderTest, address: str, network: str, page: str = "/") -> None:
    service.parts.do(receive_requests.subscribe, filled_in(address, page), Origin(network))


def filled_in(address: str, page: str = "/") -> SignUp:
    return SignUp(parse_address(address), Choice((), Cadence.EACH), "2026-11", page)


def recipients(service: ServiceUnderTest) -> set[str]:
    return {recipient for recipient, _ in service.mailbox.letters}
