"""Tokens: only who was mailed one has it, and only for what it is for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rapport_subscriptions.rules.tokens import (
    Keyring,
    Purpose,
    ReturnPath,
    Signed,
    new_id,
    new_seed,
)

KEY, OTHER = b"k" * 32, b"o" * 40
RING = Keyring((KEY,))


@given(number=st.integers(0, 2**64 - 1), purpose=st.sampled_from(Purpose))
def test_a_signed_token_says_what_was_signed(number: int, purpose: Purpose) -> None:
    subject = new_id()
    token = RING.sign(purpose, subject, number)
    assert RING.read(purpose, token) == Signed(subject, number)
    assert Keyring((OTHER, KEY)).read(purpose, token) == Signed(subject, number)
    assert Keyring((OTHER,)).read(purpose, token) is None
    for other in set(Purpose) - {purpose}:
        assert RING.read(other, token) is None


@given(st.data())
def test_a_token_with_any_character_changed_is_refused(data: st.DataObject) -> None:
    token = RING.sign(Purpose.UNSUBSCRIBE, new_id())
    place = data.draw(st.integers(0, len(token) - 1))
    character = data.draw(st.sampled_from("ABCDEFGabcdefg0123456789-_=+/ \u00e9\x00"))
    changed = token[:place] + character + token[place + 1 :]
    if changed != token:
        assert RING.read(Purpose.UNSUBSCRIBE, changed) is None


def test_an_unsubscribe_link_of_the_first_release_still_works() -> None:
    """It was signed as `leave`; mails are kept for years."""
    mailed = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAABW26m5WgtEeVMkjjKblD4tqJPyUfAvBINNU7Q6_Y26Q"
    ring = Keyring((b"a key of thirty-two bytes at least.",))
    assert ring.read(Purpose.UNSUBSCRIBE, mailed) == Signed("A" * 22, 0)


@given(st.text(max_size=120))
def test_no_text_is_a_token_by_chance(text: str) -> None:
    assert RING.read(Purpose.UNSUBSCRIBE, text) is None
    assert RING.read_return_path(text) is None


def test_a_derived_token_has_256_bits_and_changes_with_seed_purpose_and_key() -> None:
    seed = new_seed()
    tokens = {
        RING.derive(Purpose.CONFIRM, seed),
        RING.derive(Purpose.ERASE, seed),
        RING.derive(Purpose.CONFIRM, new_seed()),
        Keyring((OTHER,)).derive(Purpose.CONFIRM, seed),
    }
    assert len(tokens) == 4
    assert {len(token) for token in tokens} == {43}
    assert RING.derive(Purpose.CONFIRM, seed) == RING.derive(Purpose.CONFIRM, seed)
    both = Keyring((OTHER, KEY)).candidates(Purpose.CONFIRM, seed)
    assert both[1] == RING.derive(Purpose.CONFIRM, seed)


@pytest.mark.parametrize("change", [str, str.upper, str.title])
def test_a_return_path_survives_servers_that_change_its_case(change: object) -> None:
    assert callable(change)
    subject = new_id()
    mark = RING.return_path(subject)
    assert len(mark) == 40
    assert mark == mark.lower()
    assert RING.read_return_path(change(mark)) == ReturnPath("m", subject)
    assert Keyring((OTHER, KEY)).read_return_path(mark) == ReturnPath("m", subject)
    assert Keyring((OTHER,)).read_return_path(mark) is None


def test_a_return_path_of_the_first_releases_names_its_subscription() -> None:
    ring = Keyring((b"a key of thirty-two bytes at least.",))
    mailed = "baaaaaaaaaaaaaaaaaaaaaaaaacv6gqxzsx52t3y"
    assert ring.read_return_path(mailed) == ReturnPath("b", "A" * 22)


def test_hashes_differ_by_kind_and_key() -> None:
    hashes = Keyring((OTHER, KEY)).hashes("address", "jo@mail.example.org")
    assert len(set(hashes)) == 2
    assert hashes[1:] == RING.hashes("address", "jo@mail.example.org")
    assert not set(hashes) & set(RING.hashes("network", "jo@mail.example.org"))


def test_a_keyring_shows_nobody_its_keys() -> None:
    assert "kkk" not in repr(RING)
