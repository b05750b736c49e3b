"""Allowing again: the operator takes a stop back, and the owner still has to confirm."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from rapport_subscriptions.rules.bounce import BounceKind, BounceReport
from rapport_subscriptions.rules.email_address import parse_address
from rapport_subscriptions.use_cases.handle_bounce import take_report
from rapport_subscriptions.use_cases.unsuppress import UnsuppressResult, unsuppress
from tests.service.service_under_test import ServiceUnderTest
from tests.service.serving import environment, run
from tests.service.test_commands import exported

if TYPE_CHECKING:
    from pathlib import Path

    from rapport_subscriptions.ports.store import Store

pytestmark = pytest.mark.anyio

JO = "jo@mail.example.org"


async def test_who_refused_may_sign_up_again_once_allowed(store: Store) -> None:
    service = ServiceUnderTest(store)
    await service.sign_up()
    await service.client.post(service.link(JO, "refuse"))
    service.clock.forward(days=1)
    await service.sign_up()
    assert len(service.mailbox.letters) == 1
    assert allowed(service) is UnsuppressResult.ALLOWED
    assert len(service.mailbox.letters) == 1, "allowing mails nobody"
    await service.join()
    assert service.subscription().status == "confirmed"
    assert acts(service) == ["asked", "confirmed"]


@pytest.mark.parametrize("kind", [BounceKind.HARD, BounceKind.COMPLAINT])
async def test_who_bounced_or_complained_gets_back_what_was_there(
    store: Store, kind: BounceKind
) -> None:
    service = ServiceUnderTest(store)
    subscription = await service.join()
    before = subscription
    with store.reading() as tx:
        mark = service.parts.keys.return_path(tx.outbox.of(subscription.id)[-1].id)
    service.parts.do(take_report, BounceReport(kind, return_paths=(mark,)))
    assert service.subscription().status == "suppressed"
    assert allowed(service) is UnsuppressResult.ALLOWED
    assert service.subscription() == before
    assert acts(service) == ["asked", "confirmed", "suppressed", "allowed"]


async def test_what_nothing_stops_stays_as_it_is(store: Store) -> None:
    service = ServiceUnderTest(store)
    before = await service.join()
    assert allowed(service) is UnsuppressResult.NOT_STOPPED
    assert service.subscription() == before
    assert acts(service) == ["asked", "confirmed"]


def test_the_command_says_what_it_did(tmp_path: Path) -> None:
    environ = environment(tmp_path, f"sqlite:///{tmp_path}/x.db", 1)
    (tmp_path / "people.csv").write_text(f"email,status\n{JO},suppressed\n")
    assert run(environ, "import", str(tmp_path / "people.csv")).returncode == 0
    ended = run(environ, "unsuppress", "Jo@Mail.Example.org")
    assert (ended.returncode, ended.stdout[:7]) == (0, b"lifted:")
    assert exported(environ)[0]["status"] == "unsubscribed"
    ended = run(environ, "allow", JO)
    assert (ended.returncode, ended.stdout) == (1, b"this address is not suppressed\n")
    assert b"`allow` is called `unsuppress` now" in ended.stderr
    ended = run(environ, "unsuppress", "jo@")
    assert ended.returncode == 1
    assert len(ended.stderr.splitlines()) == 1


def allowed(service: ServiceUnderTest) -> UnsuppressResult:
    permit: UnsuppressResult = service.parts.do(unsuppress, parse_address(JO))
    return permit


def acts(service: ServiceUnderTest) -> list[str]:
    with service.store.reading() as tx:
        return [line.act.value for line in tx.consents.of(service.subscription().id)]
