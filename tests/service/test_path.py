"""A reader's way, from the form to the way out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.service.house import House

pytestmark = pytest.mark.anyio


async def test_a_reader_signs_up_confirms_by_a_press_and_leaves_by_a_press(house: House) -> None:
    answer = await house.sign_up()
    assert answer.status_code == 303
    assert answer.headers["location"] == "https://blog.example/subscribe/check-your-inbox/"
    assert house.subscription().status == "pending"
    confirm = house.link("jo@mail.example.org", "confirm")
    assert (await house.client.get(confirm)).status_code == 200
    assert house.subscription().status == "pending"
    answer = await house.client.post(confirm)
    assert answer.status_code == 303
    assert answer.headers["location"] == "https://blog.example/subscribe/confirmed/"
    assert house.subscription().status == "confirmed"
    await house.send()
    leave = house.link("jo@mail.example.org", "leave")
    assert (await house.client.get(leave)).status_code == 200
    assert house.subscription().status == "confirmed"
    answer = await house.client.post(leave, data={"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert house.subscription().status == "left"
