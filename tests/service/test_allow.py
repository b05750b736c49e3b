"""Allowing again: the operator takes a stop back, and the owner still has to confirm."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from rapport_subscriptions.rules.bounce import BounceKind, BounceReport
from rapport_subscriptions.rules.email_address import parse_address
from rapport_subscriptions.use_cases.handle_bounce import take_report
from rapport_subscriptions.use_cases.unsuppress import Permit, allow
from tests.service.house import House
from tests.service.serving import environment, run
from tests.service.test_commands import exported

if TYPE_CHECKING:
    from pathlib import Path

    from rapport_subscriptions.ports.store import Store

pytestmark = pytest.mark.anyio

JO = "jo@mail.example.org"


async def test_who_refused_may_sign_up_again_once_allowed(store: Store) -> None:
    house = House(store)
    await house.sign_up()
    await house.client.post(house.link(JO, "refuse"))
    house.clock.forward(days=1)
    await house.sign_up()
    assert len(house.mailbox.letters) == 1
    assert allowed(house) is Permit.ALLOWED
    assert len(house.mailbox.letters) == 1, "allowing mails nobody"
    await house.join()
    assert house.subscription().status == "confirmed"
    assert acts(house) == ["allowed", "asked", "confirmed"]


@pytest.mark.parametrize("kind", [BounceKind.HARD, BounceKind.COMPLAINT])
async def test_who_bounced_or_complained_is_not_in_before_confirming(
    store: Store, kind: BounceKind
) -> None:
    house = House(store)
    subscription = await house.join()
    mark = house.app.state.service.keys.return_path(subscription.id)
    house.app.state.service.do(take_report, BounceReport(kind, return_paths=(mark,)))
    assert allowed(house) is Permit.ALLOWED
    assert house.subscription().status == "left"
    leave = {"List-Unsubscribe": "One-Click"}
    page = await house.client.post(house.link(JO, "leave"), data=leave)
    assert "undo" not in page.text, "an old leave link must not sign anybody up"
    await house.join()
    assert house.subscription().status == "confirmed"
    assert acts(house) == ["asked", "confirmed", "allowed", "asked", "confirmed"]


async def test_an_allowed_address_nobody_signs_up_with_is_forgotten(store: Store) -> None:
    house = House(store)
    await house.sign_up()
    await house.client.post(house.link(JO, "refuse"))
    allowed(house)
    house.clock.forward(days=31)
    await house.send()
    assert house.everything() == []
    assert allowed(house) is Permit.NOT_STOPPED


async def test_what_nothing_stops_stays_as_it_is(store: Store) -> None:
    house = House(store)
    before = await house.join()
    assert allowed(house) is Permit.NOT_STOPPED
    assert house.subscription() == before
    assert acts(house) == ["asked", "confirmed"]


def test_the_command_says_what_it_did(tmp_path: Path) -> None:
    environ = environment(tmp_path, f"sqlite:///{tmp_path}/x.db", 1)
    (tmp_path / "people.csv").write_text(f"email,status\n{JO},suppressed\n")
    assert run(environ, "import", str(tmp_path / "people.csv")).returncode == 0
    ended = run(environ, "allow", "Jo@Mail.Example.org")
    assert (ended.returncode, ended.stdout[:8]) == (0, b"allowed:")
    assert exported(environ)[0]["status"] == "left"
    ended = run(environ, "allow", JO)
    assert (ended.returncode, ended.stdout) == (1, b"nothing stops this address\n")
    ended = run(environ, "allow", "jo@")
    assert ended.returncode == 1
    assert len(ended.stderr.splitlines()) == 1


def allowed(house: House) -> Permit:
    permit: Permit = house.app.state.service.do(allow, parse_address(JO))
    return permit


def acts(house: House) -> list[str]:
    with house.store.reading() as tx:
        return [line.act.value for line in tx.consents.of(house.subscription().id)]
