"""A reader's way, from the form to the way out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.service.service_under_test import ServiceUnderTest

pytestmark = pytest.mark.anyio


async def test_a_reader_signs_up_confirms_by_a_press_and_leaves_by_a_press(
    service: ServiceUnderTest,
) -> None:
    answer = await service.sign_up()
    assert answer.status_code == 303
    assert answer.headers["location"] == "https://blog.example/subscribe/check-your-inbox/"
    assert service.subscription().status == "pending"
    confirm = service.link("jo@mail.example.org", "confirm")
    assert (await service.client.get(confirm)).status_code == 200
    assert service.subscription().status == "pending"
    answer = await service.client.post(confirm)
    assert answer.status_code == 303
    assert answer.headers["location"] == "https://blog.example/subscribe/confirmed/"
    assert service.subscription().status == "confirmed"
    await service.send()
    leave = service.link("jo@mail.example.org", "unsubscribe")
    assert (await service.client.get(leave)).status_code == 200
    assert service.subscription().status == "confirmed"
    answer = await service.client.post(leave, data={"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert service.subscription().status == "unsubscribed"
