"""What the web does for a sign-up is the same work for every address, whoever it belongs to.

Times can be measured only on a machine as it happens to be; here the work itself is compared:
every function called, every statement with the length of every value, every commit.
"""

from __future__ import annotations

import gc
import sys
from collections import Counter
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import event

from rapport_subscriptions.rules.caps import Limits
from rapport_subscriptions.rules.consent import Origin
from rapport_subscriptions.rules.signup import read_signup
from rapport_subscriptions.rules.subscription import Status
from rapport_subscriptions.store.sql.database import SqlStore, open_store
from rapport_subscriptions.use_cases import receive_requests
from tests.service.service_under_test import (
    BLOG,
    ServiceUnderTest,
    form,
    networks,
    settings_for_tests,
)

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator
    from types import FrameType

    from rapport_subscriptions.service import Service

pytestmark = pytest.mark.anyio

KINDS = (
    "new",
    "pending",
    "confirmed",
    "paused",
    "left",
    "refused",
    "suppressed",
    "capped",
    "erased",
)


def address(kind: str) -> str:
    """An address of a kind; all are of one length."""
    return f"{kind:x<10}@mail.example.org"


@pytest.fixture
async def service(database: str) -> AsyncIterator[ServiceUnderTest]:
    """A service that knows an address of each kind but the first."""
    store = open_store(database)
    limits = Limits(signups_per_network=20)
    service = ServiceUnderTest(
        store, settings_for_tests(limits=limits, trusted_proxies=networks("127.0.0.1"))
    )
    for number, kind in enumerate(KINDS[1:]):
        await sign_up(service, kind, number)
    await service.send()
    for kind in ("confirmed", "paused", "left", "suppressed", "erased"):
        await service.client.post(service.link(address(kind), "confirm"))
    await service.client.post(service.link(address("refused"), "refuse"))
    await service.wait(days=2)
    left = service.link(address("left"), "unsubscribe")
    await service.client.post(left, data={"List-Unsubscribe": "One-Click"})
    manage = service.link(address("paused"), "manage")
    await service.client.post(manage, data={"action": "pause", "months": "1"})
    await service.client.post(service.link(address("erased"), "manage"), data={"action": "erase"})
    await service.send()
    await service.client.post(service.link(address("erased"), "erase"))
    with store.transaction() as tx:
        tx.subscriptions.put(service.subscription(address("suppressed")).suppressed())
    await sign_up(service, "capped", 1)
    await service.send()
    service.clock.forward(minutes=11)
    yield service
    store.close()


async def test_there_is_an_address_of_every_kind(service: ServiceUnderTest) -> None:
    found = {reader.email.typed.partition("@")[0]: reader.status for reader in service.everything()}
    kinds = {name.rstrip("x"): status for name, status in found.items()}
    assert kinds == {
        "pending": Status.PENDING,
        "confirmed": Status.CONFIRMED,
        "paused": Status.PAUSED,
        "left": Status.UNSUBSCRIBED,
        "suppressed": Status.SUPPRESSED,
        "capped": Status.PENDING,
    }
    mailed = len(service.mailbox.letters)
    await sign_up(service, "capped", 200)
    await sign_up(service, "refused", 201)
    await sign_up(service, "suppressed", 202)
    await service.send()
    assert len(service.mailbox.letters) == mailed


async def test_every_address_costs_the_same_statements_bytes_and_commits(
    service: ServiceUnderTest,
) -> None:
    assert isinstance(service.store, SqlStore)
    for number in range(10):  # so that no count gets another digit amid the kinds
        await sign_up(service, "warm", 80 + number)
    work = {}
    for number, kind in enumerate(KINDS):
        with watched(service.store) as said:
            answer = await sign_up(service, kind, 110 + number)
        assert answer == 303
        work[kind] = said
    assert any("INSERT INTO requests" in statement for statement, _ in work["new"])
    assert work["new"][-1] == ("COMMIT", ())
    assert {kind: said for kind, said in work.items() if said != work["new"]} == {}


async def test_every_address_goes_through_the_same_functions(service: ServiceUnderTest) -> None:
    parts: Service = service.parts
    for warm in range(12):  # a driver prepares what it has been asked for often
        take(parts, "warm", warm)
    work = {kind: calls(partial(take, parts, kind, 7)) for kind in KINDS}
    assert sum(work["new"].values()) > 100
    differing = {kind: (said - work["new"], work["new"] - said) for kind, said in work.items()}
    assert set(map(str, differing.values())) == {"(Counter(), Counter())"}, differing


async def sign_up(service: ServiceUnderTest, kind: str, network: int) -> int:
    answer = await service.sign_up(
        address(kind), send=False, headers={"x-forwarded-for": f"198.51.{network}.1"}
    )
    return answer.status_code


def take(parts: Service, kind: str, number: int) -> None:
    """Do what the web does for a sign-up, in this thread."""
    fields = {
        name: item if isinstance(item, list) else [str(item)] for name, item in form().items()
    }
    signup = read_signup({**fields, "email": [address(kind)]}, BLOG)
    asked = receive_requests.signing_up(
        signup, Origin(f"203.0.{number}.1"), BLOG, parts.clock.now()
    )
    parts.do(receive_requests.write_down, [asked])


@contextmanager
def watched(store: SqlStore) -> Iterator[list[tuple[str, tuple[object, ...]]]]:
    """Write down every statement, the length of every value, and every commit."""
    said: list[tuple[str, tuple[object, ...]]] = []

    def executed(_c: object, _u: object, statement: str, values: object, *_: object) -> None:
        said.append((statement, sizes(values)))

    def committed(_: object) -> None:
        said.append(("COMMIT", ()))

    event.listen(store.engine, "before_cursor_execute", executed)
    event.listen(store.engine, "commit", committed)
    try:
        yield said
    finally:
        event.remove(store.engine, "before_cursor_execute", executed)
        event.remove(store.engine, "commit", committed)


def sizes(values: object) -> tuple[object, ...]:
    """The length of every value, and its type."""
    if isinstance(values, dict):
        return tuple((name, *sizes(value)) for name, value in sorted(values.items()))
    if isinstance(values, (list, tuple)):
        return tuple(sizes(value) for value in values)
    return (type(values).__name__, len(str(values)))


def calls(work: Callable[[], None]) -> Counter[str]:
    """How often a piece of work calls each function of ours and of the libraries."""
    counted: Counter[str] = Counter()

    def count(frame: FrameType, what: str, _: object) -> None:
        if what == "call":
            counted[f"{frame.f_code.co_filename}:{frame.f_code.co_qualname}"] += 1

    gc.disable()
    sys.setprofile(count)
    try:
        work()
    finally:
        sys.setprofile(None)
        gc.enable()
    return counted
