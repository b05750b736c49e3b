"""What readers of a series do while a part is on its way, and with links that were used."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from rapport_subscriptions.rules.outbox import Outcome, Verdict
from rapport_subscriptions.rules.series import SeriesState
from rapport_subscriptions.rules.subscription import Status
from rapport_subscriptions.use_cases import claim_mail, deliver_mail
from tests.service.series_blog import JO, SeriesReaders

if TYPE_CHECKING:
    from tests.service.service_under_test import ServiceUnderTest

pytestmark = pytest.mark.anyio


@pytest.fixture
async def readers(service: ServiceUnderTest) -> SeriesReaders:
    """Jo has the first part, and the second is in the outbox."""
    readers = SeriesReaders(service)
    await readers.join()
    service.clock.forward(days=1)
    service.app.state.mail_worker._watcher.work()  # noqa: SLF001 - the letter is written, not sent
    return readers


def claimed(service: ServiceUnderTest) -> str:
    (mail,) = service.parts.do(claim_mail.claim, 0, 1)
    return mail.id


async def change(service: ServiceUnderTest, readers: SeriesReaders, action: str) -> None:
    answer = await service.client.post(readers.link(), data={"action": action})
    assert answer.status_code == 200


@pytest.mark.parametrize("action", ["stop", "pause"])
async def test_a_part_that_a_sender_has_claimed_does_not_go_once_its_reader_wants_none(
    service: ServiceUnderTest, readers: SeriesReaders, action: str
) -> None:
    mail_id = claimed(service)
    await change(service, readers, action)
    assert service.parts.do(deliver_mail.begin, mail_id) is None
    assert [part.id for part in readers.place().parts] == ["p1"]


async def test_who_stops_and_comes_back_while_a_part_is_claimed_gets_it_once(
    service: ServiceUnderTest, readers: SeriesReaders
) -> None:
    await readers.ask()
    again = service.link(JO, "series-confirm")
    service.clock.forward(days=1)
    service.app.state.mail_worker._watcher.work()  # noqa: SLF001 - the letter is written, not sent
    mail_id = claimed(service)
    await change(service, readers, "stop")
    assert (await service.client.post(again)).status_code == 200
    assert service.parts.do(deliver_mail.begin, mail_id) is not None
    service.parts.do(deliver_mail.finish, mail_id, Outcome(Verdict.SENT))
    await service.send()
    assert [part.id for part in readers.place().parts] == ["p1", "p2", "p3"]


async def test_who_stops_while_a_part_is_transmitted_gets_nothing_after_it(
    service: ServiceUnderTest, readers: SeriesReaders
) -> None:
    mail_id = claimed(service)
    service.parts.do(deliver_mail.begin, mail_id)
    await change(service, readers, "stop")
    service.parts.do(deliver_mail.finish, mail_id, Outcome(Verdict.SENT))
    place = readers.place()
    assert (place.state, place.next_at) == (SeriesState.STOPPED, None)


async def test_a_pause_of_everything_keeps_a_part_back_that_is_written(
    service: ServiceUnderTest, readers: SeriesReaders
) -> None:
    await service.client.post(service.link(JO, "manage"), data={"action": "pause", "months": "1"})
    await service.send()
    assert readers.got() == ["p1"]
    await service.wait(days=32)
    assert readers.got() == ["p1", "p2"]


async def test_a_part_that_may_have_arrived_before_a_pause_does_not_come_again_after_it(
    service: ServiceUnderTest, readers: SeriesReaders
) -> None:
    service.mailbox.outcomes = [Outcome(Verdict.UNKNOWN, "x")]
    await service.send()
    await readers.press("pause")
    await service.wait(hours=2)
    await readers.press("resume")
    await service.wait(days=2)
    assert readers.got() == ["p1", "p2", "p3"]


async def test_a_link_to_a_series_ends_with_the_address_that_it_was_mailed_to(
    service: ServiceUnderTest, readers: SeriesReaders
) -> None:
    moved = replace(service.subscription(), generation=1)
    with service.store.transaction() as tx:
        tx.subscriptions.put(moved)
    assert (await service.client.get(readers.link())).status_code == 404
    answer = await service.client.post(readers.link(), data={"action": "stop"})
    assert answer.status_code == 404
    assert readers.place().state is SeriesState.ACTIVE


async def test_undoing_an_unsubscription_does_not_bring_a_series_back_that_was_stopped_before(
    service: ServiceUnderTest, readers: SeriesReaders
) -> None:
    await change(service, readers, "stop")
    service.clock.forward(hours=1)
    page = await service.client.post(service.link(JO, "unsubscribe"))
    await service.client.post(page.text.partition('action="')[2].partition('"')[0])
    assert service.subscription().status is Status.CONFIRMED
    assert readers.place().state is SeriesState.STOPPED


async def test_a_confirmation_counts_once_and_not_after_unsubscribing(
    service: ServiceUnderTest, readers: SeriesReaders
) -> None:
    used = service.link(JO, "series-confirm")
    assert (await service.client.post(used)).status_code == 200
    await change(service, readers, "stop")
    assert (await service.client.post(used)).status_code == 410
    assert readers.place().state is SeriesState.STOPPED
    await readers.ask(series="second-steps")
    await service.client.post(service.link(JO, "unsubscribe"))
    assert (await service.client.post(service.link(JO, "series-confirm"))).status_code == 410
    with service.store.reading() as tx:
        assert len(tx.series.of(service.subscription().id)) == 1


async def test_who_says_that_it_was_somebody_else_gets_no_more_of_a_series(
    service: ServiceUnderTest, readers: SeriesReaders
) -> None:
    await service.client.post(service.link(JO, "refuse"))
    assert readers.place().state is SeriesState.STOPPED
