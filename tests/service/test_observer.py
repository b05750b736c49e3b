"""Nobody can tell who is subscribed: an observer sees the same, whoever the victim is.

The observer has accounts and addresses of their own, types the victim's address into every form
there is, in any order and over days, and sees all answers and all mail but the victim's. If
everything seen is equal for every situation of the victim, no guess is better than chance.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from rapport_subscriptions.rules.address_history import Stop
from rapport_subscriptions.store.memory.database import MemoryStore
from tests.service.service_under_test import ServiceUnderTest, form

if TYPE_CHECKING:
    from collections.abc import Sequence

pytestmark = pytest.mark.anyio

VICTIM = "victim@mail.example.org"
SPY = "spy@own.example.org"
OWN = ("one@own.example.org", "two@own.example.org", "three@own.example.org", SPY)
SITUATIONS = ("unknown", "member", "left", "pending", "suppressed", "refused", "erased", "paused")

Step = tuple[str, str]

addresses = st.sampled_from([VICTIM, VICTIM, VICTIM.upper(), *OWN])
asked = st.tuples(st.sampled_from(["subscribe", "unsubscribe", "manage", "move"]), addresses)
waits = st.tuples(st.just("wait"), st.sampled_from(["1", "25", "80"]))
scripts = st.lists(asked | asked | asked | waits, min_size=1, max_size=12)

MOVES = [("move", VICTIM), ("move", OWN[0]), ("move", OWN[1]), ("move", OWN[2])]


@example(script=MOVES)  # three moves a day: the victim's must count whether it brings a mail or not
@example(script=[("move", VICTIM), ("subscribe", VICTIM), *MOVES[1:]])
@given(script=scripts)
@settings(
    max_examples=25,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
)
async def test_what_an_observer_sees_does_not_depend_on_the_victim(script: list[Step]) -> None:
    seen = {situation: await observed(situation, script) for situation in SITUATIONS}
    assert len(seen["unknown"]) == len(script)
    for situation in SITUATIONS:
        assert seen[situation] == seen["unknown"], situation


async def observed(situation: str, script: Sequence[Step]) -> list[object]:
    """Return all that the observer sees of a script, step by step."""
    service = ServiceUnderTest(MemoryStore())
    await stand(service, situation)
    service.clock.forward(days=3)  # whatever the victim did, it was days ago
    await service.join(SPY)
    account = (await service.account_link(SPY)).rpartition("/")[2]
    return [await _step(service, account, what, about) for what, about in script]


async def stand(service: ServiceUnderTest, situation: str) -> None:
    """Bring the victim into a situation by what victims and operators do."""
    if situation == "unknown":
        return
    if situation in {"pending", "refused"}:
        await service.sign_up(VICTIM)
        if situation == "refused":
            await service.client.post(refusal(service))
        return
    await service.join(VICTIM)
    if situation == "left":
        await service.client.post(service.link(VICTIM, "unsubscribe"))
    elif situation == "paused":
        link = service.link(VICTIM, "manage")
        await service.client.post(link, data={"action": "pause", "months": "1"})
    elif situation == "suppressed":
        with service.store.transaction() as tx:
            reader = tx.subscriptions.by_address(VICTIM)
            assert reader is not None
            tx.subscriptions.put(reader.suppressed())
    elif situation == "erased":
        account = await service.account_link(VICTIM)
        await service.client.post(account, data={"action": "erase"})
        await service.send()
        await service.client.post(service.link(VICTIM, "erase"))
        assert service.everything() == []
    await service.send()


def refusal(service: ServiceUnderTest) -> str:
    """Return the link by which the victim says that it wasn't them."""
    return service.parts.links.refuse(service.subscription(VICTIM))


async def _step(service: ServiceUnderTest, account: str, what: str, about: str) -> object:
    before = len(service.mailbox.letters)
    answer = None
    if what == "wait":
        service.clock.forward(hours=float(about))
    elif what == "subscribe":
        answer = await service.client.post("/subscriptions", data=form(about))
    elif what == "move":
        link = f"/subscriptions/account/{account}"
        answer = await service.client.post(link, data={"action": "move", "email": about})
    else:
        answer = await service.client.post(f"/subscriptions/{what}", data={"email": about})
    await service.send()
    mails = [
        (recipient, str(letter["Subject"]))
        for recipient, letter in service.mailbox.letters[before:]
        if recipient.lower() != VICTIM
    ]
    if answer is None:
        return sorted(mails)
    page = re.sub(r"[\w-]{20,}", "TOKEN", answer.text)
    return answer.status_code, sorted(answer.headers.items()), page, sorted(mails)


async def test_every_standing_is_reached() -> None:
    for situation in SITUATIONS:
        service = ServiceUnderTest(MemoryStore())
        await stand(service, situation)
        with service.store.reading() as tx:
            reader = tx.subscriptions.by_address(VICTIM)
            status = reader.status.value if reader else ""
        stop = service.parts.look(lambda work: work.history(VICTIM).stop)
        expected = {
            "unknown": ("", None),
            "member": ("confirmed", None),
            "left": ("unsubscribed", None),
            "pending": ("pending", None),
            "suppressed": ("suppressed", None),
            "refused": ("", Stop.REFUSED),
            "erased": ("", None),
            "paused": ("paused", None),
        }
        assert (status, stop) == expected[situation], situation
