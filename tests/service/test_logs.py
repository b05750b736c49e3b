"""Logs: lines of JSON that name nobody and open nothing; and bodies that never end."""

from __future__ import annotations

import asyncio
import json
import logging
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from rapport_subscriptions.errors import DatabaseError
from rapport_subscriptions.rules.bounce import BounceKind, BounceReport
from rapport_subscriptions.rules.outbox import Outcome, Verdict
from rapport_subscriptions.runtime.logs import JsonLines
from rapport_subscriptions.use_cases.handle_bounce import take_report
from rapport_subscriptions.web import bodies
from tests.service.service_under_test import ServiceUnderTest
from tests.service.test_letters import PLEADING

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

pytestmark = pytest.mark.anyio

JO = "jo@mail.example.org"
SECRET = re.compile(r"[A-Za-z0-9_-]{43,}")
"""Tokens of all kinds are that long; ids of mails and subscriptions have 22 characters."""


async def test_no_line_of_a_log_has_an_address_or_a_token(
    service: ServiceUnderTest, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    service.mailbox.outcomes = [Outcome(Verdict.LATER, "RCPT TO: 451 4.7.1")]
    await service.sign_up()
    service.clock.forward(hours=1)
    reader = await service.join()
    for purpose in ("manage", "receipt", "unsubscribe", "confirm"):
        await service.client.get(service.link(JO, purpose))
    await service.sign_up("jo@")
    await service.client.post(service.link(JO, "unsubscribe"), data={"reason": JO})
    mark = service.parts.keys.return_path(reader.id)
    service.parts.do(take_report, BounceReport(BounceKind.HARD, return_paths=(mark,)))
    usual = service.store.transaction

    def gone() -> object:
        raise DatabaseError("The database can't be used: gone for a test")

    service.store.transaction = gone  # type: ignore[method-assign,assignment]
    assert (await service.client.post(service.link(JO, "confirm"))).status_code == 503
    service.store.transaction = usual  # type: ignore[method-assign]
    ours = [record for record in caplog.records if record.name.startswith(("rapport", "uvicorn"))]
    lines = [JsonLines().format(record) for record in ours]
    assert len(lines) > 3
    for line in lines:
        assert json.loads(line)["message"]
        assert "jo@" not in line
        assert not SECRET.search(line)


async def test_a_body_that_never_ends_is_given_up(
    service: ServiceUnderTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bodies, "SECONDS", 0.2)

    async def slowly() -> AsyncIterator[bytes]:
        yield b"email="
        await asyncio.sleep(5)
        yield b"jo"

    kind = {"content-type": "application/x-www-form-urlencoded"}
    answer = await service.client.post("/subscriptions", content=slowly(), headers=kind)
    assert answer.status_code == 408
    assert service.everything() == []


async def test_a_body_of_unknown_length_is_cut_off_where_it_is_too_large(
    service: ServiceUnderTest,
) -> None:
    sent = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal sent
        while True:
            sent += 1
            yield b"x" * 4_096

    kind = {"content-type": "application/x-www-form-urlencoded"}
    answer = await asyncio.wait_for(
        service.client.post("/subscriptions/manage", content=limited(endless()), headers=kind), 20
    )
    assert answer.status_code == 413
    assert sent < 100


async def limited(chunks: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    for _ in range(90):
        yield await anext(chunks)


def test_the_pages_of_the_blog_plead_with_nobody_either() -> None:
    overrides = Path(__file__).parents[2] / "overrides"
    names = (
        "subscribe",
        "unsubscribed",
        "confirmed",
        "check-your-inbox",
        "partials/subscribe-form",
    )
    for name in names:
        text = (overrides / f"{name}.html").read_text("utf-8")
        assert not PLEADING.search(text), name
