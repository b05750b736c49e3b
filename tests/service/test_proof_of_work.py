"""Proof of work: it opens the form in a flood, each proof once, for all workers."""

from __future__ import annotations

import base64
import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import altcha
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rapport_subscriptions.errors import ProofWantedError
from rapport_subscriptions.rules.caps import Limits
from rapport_subscriptions.rules.proof_of_work import Proof, new_challenge, read_proof
from rapport_subscriptions.rules.tokens import Keyring
from rapport_subscriptions.store.memory.database import MemoryStore
from rapport_subscriptions.store.sql.database import open_store
from rapport_subscriptions.use_cases.rate_limit import admit
from tests.service.service_under_test import (
    KEY,
    OTHER_KEY,
    ServiceUnderTest,
    form,
    settings_for_tests,
)

if TYPE_CHECKING:
    import httpx

    from rapport_subscriptions.ports.store import Store

pytestmark = pytest.mark.anyio

RING = Keyring((KEY.encode(),))
CHEAP = 3
"""Rounds that cost a test nothing."""


def guarded_house(store: Store, **limits: int) -> ServiceUnderTest:
    """A service that asks for proofs and has one place an hour for who has none."""
    usual = {"signups_per_network": 0, "mails_per_hour": 20, "altcha_cost": CHEAP}
    service = ServiceUnderTest(store, settings_for_tests(limits=Limits(**{**usual, **limits})))
    service.clock.time = datetime.now(UTC)  # ALTCHA's library looks at the machine's clock
    return service


async def solved(service: ServiceUnderTest) -> str:
    challenge = (await service.client.get("/subscriptions/challenge")).json()
    return solution_of(challenge)


def solution_of(challenge: dict[str, Any]) -> str:
    known = altcha.Challenge.from_dict(challenge)
    solution = altcha.solve_challenge(known)
    assert solution is not None
    payload: str = altcha.Payload(known, solution).to_base64()
    return payload


async def sign_up(service: ServiceUnderTest, name: str, proof: str = "") -> httpx.Response:
    body = form(f"{name}@mail.example.org", altcha=proof)
    return await service.client.post("/subscriptions", data=body)


async def test_nothing_is_asked_for_unless_the_operator_says_so(service: ServiceUnderTest) -> None:
    assert (await service.client.get("/subscriptions/challenge")).status_code == 404
    for number in range(60):
        assert (await sign_up(service, f"r{number}", "rubbish")).status_code == 303


async def test_in_a_flood_a_proof_opens_the_form_and_quiet_times_need_none(store: Store) -> None:
    service = guarded_house(store)
    service.clock.time = service.clock.time.replace(minute=10)
    assert (await sign_up(service, "quiet")).status_code == 303
    refused = await sign_up(service, "flood")
    assert refused.status_code == 429
    assert 0 < int(refused.headers["retry-after"]) <= 3_600
    assert "Without it, try again" in refused.text
    service.clock.time = datetime.now(UTC)
    assert (await sign_up(service, "honest", await solved(service))).status_code == 303
    await service.send()
    assert sorted(to for to, _ in service.mailbox.letters) == [
        "honest@mail.example.org",
        "quiet@mail.example.org",
    ]
    service.clock.forward(hours=1)
    assert (await sign_up(service, "later")).status_code == 303


async def test_the_answer_to_a_proof_is_the_same_for_every_address(store: Store) -> None:
    service = guarded_house(store)
    await service.join("known@mail.example.org")
    answers = [await sign_up(service, name, await solved(service)) for name in ("known", "new")]
    assert len({(answer.status_code, answer.content) for answer in answers}) == 1
    refused = [await sign_up(service, name) for name in ("x", "known", "new")][1:]
    assert [answer.status_code for answer in refused] == [429, 429]
    assert len({answer.content for answer in refused}) == 1


async def test_a_proof_counts_once_even_for_several_workers_at_once(database: str) -> None:
    stores = [open_store(database) for _ in range(2)]
    services = [guarded_house(store) for store in stores]
    parts = services[0].parts
    now = services[0].clock.now()
    proof = read_proof(parts.keys, solution_of(new_challenge(parts.keys, CHEAP, now)), now)
    assert proof is not None
    parts.do(admit, None)  # the one place of who has no proof

    def spend(number: int) -> bool:
        try:
            services[number % 2].parts.do(admit, proof)
        except ProofWantedError:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(spend, range(8))).count(True) == 1
    for store in stores:
        store.close()


async def test_an_invalid_form_keeps_its_proof_for_the_second_try() -> None:
    service = guarded_house(MemoryStore())
    await sign_up(service, "quiet")
    proof = await solved(service)
    invalid = await service.client.post("/subscriptions", data=form("jo@", altcha=proof))
    assert invalid.status_code == 422
    assert f'name="altcha" value="{proof}"' in invalid.text
    assert (await sign_up(service, "jo", proof)).status_code == 303


def test_a_proof_is_good_under_an_older_key_and_only_until_its_time() -> None:
    now = datetime.now(UTC)
    proof = solution_of(new_challenge(RING, CHEAP, now))
    rotated = Keyring((OTHER_KEY.encode(), KEY.encode()))
    found = read_proof(rotated, proof, now)
    assert isinstance(found, Proof)
    assert timedelta(minutes=19) < found.expires_at - now <= timedelta(minutes=20)
    assert read_proof(rotated, proof, now + timedelta(minutes=21)) is None
    assert read_proof(Keyring((OTHER_KEY.encode(),)), proof, now) is None


def test_a_forged_or_cheapened_challenge_is_worth_nothing() -> None:
    now = datetime.now(UTC)
    good = json.loads(base64.b64decode(solution_of(new_challenge(RING, CHEAP, now))))
    for part, name, value in (
        ("parameters", "cost", 1),
        ("parameters", "keyPrefix", ""),
        ("parameters", "expiresAt", 2**40),
        ("parameters", "algorithm", "SHA-256"),
    ):
        forged = json.loads(json.dumps(good))
        forged["challenge"][part][name] = value
        assert read_proof(RING, encoded(forged), now) is None
    for name, value in (("counter", 0), ("counter", "1"), ("derivedKey", "00"), ("counter", -1)):
        forged = json.loads(json.dumps(good))
        forged["solution"][name] = value
        if forged != good:
            assert read_proof(RING, encoded(forged), now) is None
    assert read_proof(RING, encoded(good), now) is not None


@given(
    st.text(max_size=80) | st.binary(max_size=80).map(lambda raw: base64.b64encode(raw).decode())
)
def test_no_text_breaks_the_reading_of_a_proof(text: str) -> None:
    assert read_proof(RING, text, datetime.now(UTC)) is None


leaves = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)
things = st.recursive(leaves, lambda inner: st.lists(inner, max_size=2), max_leaves=4)


@given(
    st.dictionaries(
        st.sampled_from(["algorithm", "cost", "nonce", "salt", "keyPrefix", "expiresAt"]), things
    )
    | things,
    things,
    st.dictionaries(st.sampled_from(["counter", "derivedKey"]), things) | things,
)
def test_no_challenge_of_others_breaks_the_reading(
    parameters: object, signature: object, solution: object
) -> None:
    payload = {
        "challenge": {"parameters": parameters, "signature": signature},
        "solution": solution,
    }
    assert read_proof(RING, encoded(payload), datetime.now(UTC)) is None


def encoded(payload: object) -> str:
    return base64.b64encode(json.dumps(payload).encode()).decode()
