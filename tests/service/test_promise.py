"""The public figures of the promise: counted from the ledger, dated, and off unless switched on."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from rapport_subscriptions.errors import SettingsError
from rapport_subscriptions.rules.promise import seconds_to_silence
from rapport_subscriptions.rules.subscription import Status
from rapport_subscriptions.settings import read_settings
from rapport_subscriptions.store.memory.database import MemoryStore
from rapport_subscriptions.use_cases import keep_promise
from tests.service.service_under_test import ServiceUnderTest, article, settings_for_tests
from tests.service.serving import environment

if TYPE_CHECKING:
    from pathlib import Path

    from rapport_subscriptions.ports.store import Store

pytestmark = pytest.mark.anyio


async def test_the_figures_are_those_of_the_ledger(store: Store) -> None:
    service = ServiceUnderTest(store, settings_for_tests(promise=True))
    for name in "abc":
        await service.join(f"{name}@mail.example.org", cadence="each")
    await service.sign_up("pending@mail.example.org")
    await service.publish(article("first"))
    await service.wait(minutes=16)
    await service.client.post(service.link("c@mail.example.org", "unsubscribe"))
    left = service.subscription("c@mail.example.org")
    smuggled = replace(
        left,
        id="x" * 22,
        email=replace(left.email, typed="in@mail.example.org", key="in@mail.example.org"),
        status=Status.CONFIRMED,
        unsubscribed_at=None,
    )
    with store.transaction() as tx:
        (letter,) = tx.mailings.deliveries_of(left.id)
        tx.mailings.put_delivery(letter.sent(service.clock.now() + timedelta(seconds=7)))
        tx.subscriptions.put(smuggled)
    service.parts.do(keep_promise.keep, service.parts.look(keep_promise.count))
    told = (await service.client.get("/subscriptions/promise.json")).json()
    sent = told.pop("emails_sent_last_month")
    assert sent == len(service.mailbox.letters) > 0
    assert told == {
        "counted_on": "2026-11-02",
        "subscribers": 3,
        "added_without_permission": 1,
        "with_full_proof": 2,
        "unsubscribed_last_year": 1,
        "median_seconds_to_silence": 7,
        "questions_asked_on_leaving": 0,
        "in_series": 0,
    }


async def test_the_figures_are_counted_once_a_day_by_the_worker() -> None:
    service = ServiceUnderTest(MemoryStore(), settings_for_tests(promise=True))
    assert (await service.client.get("/subscriptions/promise.json")).status_code == 404
    await service.join()
    assert service.parts.look(keep_promise.latest) is not None
    assert not service.parts.look(keep_promise.is_due)
    service.clock.forward(days=1)
    assert service.parts.look(keep_promise.is_due)
    page = await service.client.get("/subscriptions/promise")
    assert "People added without permission" in page.text
    assert page.headers["cache-control"] == "public, max-age=3600"


async def test_without_the_setting_there_are_no_figures(tmp_path: Path) -> None:
    service = ServiceUnderTest(MemoryStore())
    await service.join()
    assert service.parts.look(keep_promise.latest) is None
    for path in ("promise", "promise.json"):
        assert (await service.client.get(f"/subscriptions/{path}")).status_code == 404
    environ = environment(tmp_path, "sqlite:///x.db", 80)
    assert not read_settings(environ).promise
    assert read_settings({**environ, "RAPPORT_PROMISE": "Yes"}).promise
    with pytest.raises(SettingsError, match="RAPPORT_PROMISE"):
        read_settings({**environ, "RAPPORT_PROMISE": "maybe"})


def test_who_got_no_letter_after_unsubscribing_was_silent_at_once() -> None:
    assert seconds_to_silence(0, []) == 0
    assert seconds_to_silence(5, [90.0, 30.0]) == 0
    assert seconds_to_silence(3, [90.0, 30.0]) == 30
    assert seconds_to_silence(2, [90.0, 30.0]) == 60
