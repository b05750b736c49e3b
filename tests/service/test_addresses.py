"""Addresses: kept as typed, compared without regard to case, refused with a reason."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rapport_subscriptions.rules.consent import shortened
from rapport_subscriptions.rules.email_address import parse_address
from rapport_subscriptions.store.memory.database import MemoryStore
from rapport_subscriptions.web.origin import client_of, hops_of, is_in
from tests.service.service_under_test import ServiceUnderTest, networks, settings_for_tests


@pytest.mark.parametrize(
    ("text", "typed", "key", "wire"),
    [
        ("Jo+Jobs@Example.ORG ", "Jo+Jobs@example.org", "jo+jobs@example.org", None),
        ("jörg@Exämple.org", "jörg@exämple.org", "jörg@xn--exmple-cua.org", None),
        ("jo@xn--exmple-cua.org", "jo@exämple.org", "jo@xn--exmple-cua.org", None),
        ("o'neil@example.org", "o'neil@example.org", "o'neil@example.org", None),
        ("jo@example.test", "jo@example.test", "jo@example.test", None),
        ("!#$%&'*@example.org", "!#$%&'*@example.org", "!#$%&'*@example.org", None),
    ],
)
def test_an_address_is_kept_as_typed_and_compared_without_case(
    text: str, typed: str, key: str, wire: str | None
) -> None:
    address = parse_address(text)
    assert address.typed == typed
    assert address.key == key
    assert address.wire == (wire or f"{typed.rpartition('@')[0]}@{key.rpartition('@')[2]}")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "jo",
        "jo@",
        "@example.org",
        "jo@example",
        "jo@localhost",
        "a b@example.org",
        "jo@example..org",
        "jo@[192.0.2.1]",
        "jo@exam\nple.org",
        "x" * 65 + "@example.org",
        "jo@" + "a" * 300 + ".org",
        "jo@example.org\x00",
        "Jo <jo@example.org>",
        "jo%elsewhere.example@example.org",
        "jo%elsewhere@example.org",
        "elsewhere.example!jo@example.org",
    ],
)
def test_what_is_no_address_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(ValueError, match=r"\.$"):
        parse_address(text)


@given(st.text(max_size=100))
def test_any_text_is_an_address_or_refused(text: str) -> None:
    try:
        address = parse_address(text)
    except ValueError:
        return
    again = parse_address(address.typed)
    assert again.key == address.key
    assert address.wire.rpartition("@")[2].isascii()


@pytest.mark.parametrize(
    ("address", "short"),
    [
        ("192.0.2.77", "192.0.2.0/24"),
        ("192.0.2.0/24", "192.0.2.0/24"),
        ("2001:db8:1:2::7", "2001:db8:1::/48"),
        ("2001:db8:1::/48", "2001:db8:1::/48"),
        ("::ffff:192.0.2.77", "192.0.2.0/24"),
        ("fe80::1%eth0", "fe80::/48"),
        ("", ""),
        ("nonsense", ""),
    ],
)
def test_a_network_loses_its_house_number(address: str, short: str) -> None:
    assert shortened(address) == short


@pytest.mark.parametrize(
    ("peer", "forwarded", "client"),
    [
        ("203.0.113.5", "", "203.0.113.5"),
        ("203.0.113.5", "192.0.2.1", "203.0.113.5"),
        ("10.0.0.1", "192.0.2.1", "192.0.2.1"),
        ("10.0.0.1", "198.51.100.1, 192.0.2.1", "192.0.2.1"),
        ("10.0.0.1", "192.0.2.1, 10.0.0.2", "192.0.2.1"),
        ("10.0.0.1", "", "10.0.0.1"),
        ("10.0.0.1", "rubbish", "10.0.0.1"),
        ("10.0.0.1", "198.18.2.2:5678", "198.18.2.2"),
        ("10.0.0.1", "[2001:db8::1]:443", "2001:db8::1"),
        ("", "192.0.2.1", ""),
    ],
)
def test_the_nearest_untrusted_address_is_the_client(
    peer: str, forwarded: str, client: str
) -> None:
    assert client_of(peer, forwarded, networks("10.0.0.0/8")) == client


def test_an_address_that_is_none_is_in_no_network() -> None:
    assert not is_in("testclient", networks("0.0.0.0/0", "::/0"))


@pytest.mark.parametrize(
    ("forwarded", "client"),
    [
        ("for=192.0.2.7", "192.0.2.7"),
        ("For=192.0.2.7;proto=https;by=10.0.0.9", "192.0.2.7"),
        ('proto=https; for="192.0.2.7:5678"', "192.0.2.7"),
        ('for="[2001:db8::1]:443"', "2001:db8::1"),
        ('for="[2001:db8::1]"', "2001:db8::1"),
        ("for=192.0.2.7, for=10.0.0.3", "192.0.2.7"),
        ("for=203.0.113.9, for=192.0.2.7, for=10.0.0.3", "192.0.2.7"),
        ("for=unknown", "10.0.0.1"),
        ('for="_hidden"', "10.0.0.1"),
        ("proto=https", "10.0.0.1"),
        ('for="192.0.2.7,198.51.100.1"', "10.0.0.1"),
        ('for="192.0.2.7', "10.0.0.1"),
        ("for=192.0.2.7, for=unknown", "10.0.0.1"),
        ("", "10.0.0.1"),
    ],
)
def test_the_standard_header_of_proxies_is_read_and_falls_to_the_peer(
    forwarded: str, client: str
) -> None:
    assert client_of("10.0.0.1", hops_of(forwarded), networks("10.0.0.0/8")) == client


@pytest.mark.parametrize(
    ("headers", "network"),
    [
        ({"x-forwarded-for": "192.0.2.7"}, "192.0.2.7"),
        ({"forwarded": "for=192.0.2.7"}, "192.0.2.7"),
        ({"forwarded": "for=192.0.2.7", "x-forwarded-for": "192.0.2.7:99"}, "192.0.2.7"),
        ({"forwarded": "for=192.0.2.7", "x-forwarded-for": "198.51.100.4"}, "127.0.0.1"),
        ({}, "127.0.0.1"),
    ],
)
@pytest.mark.anyio
async def test_two_headers_that_do_not_agree_are_nobodys_word(
    headers: dict[str, str], network: str
) -> None:
    settings = settings_for_tests(trusted_proxies=networks("127.0.0.1/32"))
    service = ServiceUnderTest(MemoryStore(), settings)
    reader = await service.join(headers=headers)
    with service.store.reading() as tx:
        asked = tx.consents.of(reader.id)[0]
    assert asked.origin.network == network
