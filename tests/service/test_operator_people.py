"""What an operator may do for a person: see what is stored, hand it over, unsubscribe, erase."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import pytest

from rapport_subscriptions.rules.email_address import parse_address
from rapport_subscriptions.rules.subscription import Status
from rapport_subscriptions.store.memory.database import MemoryStore
from tests.service.series_blog import SeriesReaders
from tests.service.service_under_test import ServiceUnderTest, article, settings_for_tests
from tests.service.test_operator_sign_in import ANN, csrf_of, sign_in

if TYPE_CHECKING:
    import httpx

pytestmark = pytest.mark.anyio

JO = "jo@mail.example.org"


@pytest.fixture
async def service() -> ServiceUnderTest:
    """A reader with a letter, and an operator who is signed in."""
    service = ServiceUnderTest(MemoryStore(), settings_for_tests(operators=(parse_address(ANN),)))
    await service.join(JO, cadence="each")
    await service.publish(article("first"))
    await service.wait(minutes=16)
    await sign_in(service)
    return service


async def press(service: ServiceUnderTest, path: str = "people", **fields: str) -> httpx.Response:
    page = await service.client.get("/operator/people")
    return await service.client.post(
        f"/operator/{path}", data={"form": csrf_of(page), **fields}, follow_redirects=True
    )


async def test_a_person_is_found_by_the_exact_address_with_ledger_and_letters(
    service: ServiceUnderTest,
) -> None:
    found = (await press(service, email="JO@mail.example.org")).text
    for words in ("Requested on", "Confirmed on", "About first", "welcome", "subscribed"):
        assert words in found, words
    for other in ("jo@mail.example", "o@mail.example.org", "%@mail.example.org"):
        assert "No subscription is stored" in (await press(service, email=other)).text
    invalid = await press(service, email="<jo")
    assert (invalid.status_code, "&lt;jo" in invalid.text) == (422, True)


async def test_everything_stored_is_handed_over_as_json(service: ServiceUnderTest) -> None:
    answer = await press(service, "people/export", subscription=service.subscription().id)
    told = answer.json()
    assert (told["email"], [line["act"] for line in told["ledger"]]) == (JO, ["asked", "confirmed"])
    assert "attachment" in answer.headers["content-disposition"]
    unknown = await press(service, "people/export", subscription="x")
    assert unknown.status_code == 404


async def test_a_person_is_paused_for_three_months_and_goes_on_by_itself(
    service: ServiceUnderTest,
) -> None:
    before = len(service.letters())
    known = service.subscription().id
    assert (await press(service, "people/pause", subscription=known)).status_code == 200
    assert service.subscription().status is Status.PAUSED
    assert "paused until 2 February 2027" in (await press(service, email=JO)).text
    await service.publish(article("first"), article("second"))
    await service.wait(minutes=16)
    assert len(service.letters()) == before
    await press(service, "people/unsubscribe", subscription=known)
    again = await press(service, "people/pause", subscription=known)
    assert again.status_code == 404, "nobody comes back by a pause"
    assert service.subscription().status is Status.UNSUBSCRIBED


async def test_a_person_s_series_are_shown_with_their_pace(service: ServiceUnderTest) -> None:
    await SeriesReaders(service).join(JO, pace="weekly")
    shown = (await press(service, email=JO)).text
    assert "First steps: running, one part a week" in shown
    assert "Confirmed a series" in shown


async def test_a_person_is_unsubscribed_and_gets_no_letter(service: ServiceUnderTest) -> None:
    before = len(service.letters())
    done = await press(service, "people/unsubscribe", subscription=service.subscription().id)
    assert done.status_code == 200
    assert service.subscription().status is Status.UNSUBSCRIBED
    await service.publish(article("first"), article("second"))
    await service.wait(minutes=16)
    assert len(service.letters()) == before


async def test_a_person_is_erased_only_if_that_is_meant(service: ServiceUnderTest) -> None:
    known = service.subscription().id
    assert (await press(service, "people/erase", subscription=known)).status_code == 422
    assert service.subscription().id == known
    done = await press(service, "people/erase", subscription=known, sure="yes")
    assert done.status_code == 200
    assert service.everything() == []
    assert "No subscription is stored" in (await press(service, email=JO)).text


async def test_what_operators_do_with_people_is_written_down_without_addresses(
    service: ServiceUnderTest, caplog: pytest.LogCaptureFixture
) -> None:
    known = service.subscription().id
    with caplog.at_level(logging.INFO):
        await press(service, email=JO)
        await press(service, "people/export", subscription=known)
        await press(service, "people/pause", subscription=known)
        await press(service, "people/unsubscribe", subscription=known)
        await press(service, "people/erase", subscription=known, sure="yes")
    with service.store.reading() as tx:
        acts = [(line.act.value, line.about) for line in tx.operators.newest_acts(5)]
    assert acts == [
        ("erased somebody", known),
        ("unsubscribed somebody", known),
        ("paused somebody", known),
        ("exported somebody", known),
        ("looked somebody up", known),
    ]
    logged = [str(vars(record)) for record in caplog.records if record.name.startswith("rapport")]
    assert len([line for line in logged if "an operator acted" in line]) == 5
    assert not [line for line in logged if JO in line]


async def test_nobody_can_be_added(service: ServiceUnderTest) -> None:
    before = service.everything()
    await press(service, email="new@mail.example.org")
    await press(service, "people/unsubscribe", subscription="new@mail.example.org")
    assert service.everything() == before
