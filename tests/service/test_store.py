"""One contract for every store: in memory, SQLite, PostgreSQL."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from rapport_subscriptions.rules.address_history import AddressHistory, Stop
from rapport_subscriptions.rules.consent import Act, Consent, Origin
from rapport_subscriptions.rules.email_address import parse_address
from rapport_subscriptions.rules.outbox import MailKind, MailState, OutboxMail
from rapport_subscriptions.rules.pending_request import PendingRequest, RequestKind, Turn
from rapport_subscriptions.rules.subscription import Cadence, Choice, Status, Subscription
from rapport_subscriptions.rules.tokens import Purpose, Token, new_id, new_seed
from tests.service.service_under_test import START

if TYPE_CHECKING:
    from datetime import datetime

    from rapport_subscriptions.ports.store import Store

CHOICE = Choice(("networking", "interviews"), Cadence.MONTHLY)


class BrokenOffError(Exception):
    pass


def test_a_subscription_comes_back_as_it_was_written(store: Store) -> None:
    written = replace(
        subscription("Jö+x@Exämple.org"),
        status=Status.PAUSED,
        confirmed_at=START + timedelta(microseconds=1),
        paused_until=START + timedelta(days=30),
        unsubscribed_at=START,
        generation=3,
        suppressed_from=Status.CONFIRMED,
        page="/a?<&\"'>\u2028",
    )
    with store.transaction() as tx:
        tx.subscriptions.put(written)
    with store.reading() as tx:
        assert tx.subscriptions.get(written.id) == written
        assert tx.subscriptions.by_address("jö+x@xn--exmple-cua.org") == written
        assert list(tx.subscriptions.all()) == [written]


def test_a_subscription_is_written_over_by_its_id(store: Store) -> None:
    first = subscription()
    with store.transaction() as tx:
        tx.subscriptions.put(first)
        tx.subscriptions.put(replace(first, status=Status.UNSUBSCRIBED))
    with store.reading() as tx:
        found = tx.subscriptions.get(first.id)
    assert found is not None
    assert found.status is Status.UNSUBSCRIBED


def test_what_fails_midway_leaves_no_trace(store: Store) -> None:
    def fail() -> None:
        with store.transaction() as tx:
            tx.subscriptions.put(subscription())
            tx.counters.add("mails", START)
            raise BrokenOffError

    with pytest.raises(BrokenOffError):
        fail()
    with store.reading() as tx:
        assert list(tx.subscriptions.all()) == []
        assert tx.counters.total("mails", START) == 0


def test_the_ledger_keeps_its_order_and_its_words(store: Store) -> None:
    owner = subscription()
    acts = [Act.ASKED, Act.CONFIRMED, Act.CHANGED, Act.UNSUBSCRIBED]
    lines = [consent(owner, act) for act in acts]
    with store.transaction() as tx:
        tx.subscriptions.put(owner)
        for line in lines:
            tx.consents.append(line)
    with store.reading() as tx:
        assert list(tx.consents.of(owner.id)) == lines
        assert tx.consents.get(lines[1].id) == lines[1]
        assert tx.consents.get("none") is None


def test_network_addresses_are_shortened_once_they_are_old(store: Store) -> None:
    owner = subscription()
    old = replace(consent(owner, Act.ASKED), origin=Origin("192.0.2.77", "Browser"))
    young = replace(
        consent(owner, Act.UNSUBSCRIBED),
        at=START + timedelta(days=9),
        origin=Origin("2001:db8::7", "B"),
    )
    with store.transaction() as tx:
        tx.subscriptions.put(owner)
        tx.consents.append(old)
        tx.consents.append(young)
        assert tx.consents.shorten_networks(START + timedelta(days=1), 10) == 1
        assert tx.consents.shorten_networks(START + timedelta(days=1), 10) == 0
        networks = [line.origin.network for line in tx.consents.of(owner.id)]
        assert networks == ["192.0.2.0/24", "2001:db8::7"]


def test_forgetting_takes_ledger_tokens_and_mails_along(store: Store) -> None:
    owner, other = subscription(), subscription("other@mail.example.org")
    with store.transaction() as tx:
        for reader in (owner, other):
            tx.subscriptions.put(reader)
            tx.consents.append(consent(reader, Act.ASKED))
            tx.tokens.put(token(reader, f"digest of {reader.id}"))
            tx.outbox.put(mail(reader))
        tx.subscriptions.delete(owner.id)
    with store.reading() as tx:
        assert tx.subscriptions.get(owner.id) is None
        assert not tx.consents.of(owner.id)
        assert tx.tokens.get(f"digest of {owner.id}") is None
        assert not tx.outbox.of(owner.id)
        assert tx.consents.of(other.id)
        assert tx.tokens.get(f"digest of {other.id}") is not None
        assert tx.outbox.of(other.id)


def test_a_token_comes_back_as_it_was_written(store: Store) -> None:
    owner = subscription()
    written = replace(token(owner, "d"), consent_id="c", payload="p", spent_at=START)
    with store.transaction() as tx:
        tx.subscriptions.put(owner)
        tx.tokens.put(token(owner, "d"))
        tx.tokens.put(written)
        assert tx.tokens.get("d") == written
        assert tx.tokens.get("e") is None


def test_a_standing_is_found_under_any_key_the_newest_first(store: Store) -> None:
    old = AddressHistory("old", START, 2, Stop.REFUSED, START)
    with store.transaction() as tx:
        tx.addresses.put(old)
        assert tx.addresses.get(("new", "old")) == old
        tx.addresses.put(replace(old, hash="new", stop=None))
        found = tx.addresses.get(("new", "old"))
        assert found is not None
        assert found.stop is None
        assert tx.addresses.get(("other",)) is None


def test_counts_add_up_by_window(store: Store) -> None:
    later = START + timedelta(hours=1)
    with store.transaction() as tx:
        assert [
            tx.counters.add("n", START),
            tx.counters.add("n", START),
            tx.counters.add("n", later),
        ] == [1, 2, 1]
        assert tx.counters.add("m", START) == 1
        assert tx.counters.total("n", START) == 3
        assert tx.counters.total("n", later) == 1
        assert tx.counters.windows("n", START) == {START: 2, later: 1}
        assert tx.counters.windows("n", later) == {later: 1}
        assert tx.counters.add_all({"n": 2, "other": 3}, START) == {"n": 4, "other": 3}
        assert tx.counters.add_all({}, START) == {}
        tx.counters.delete_before("n", later)
        assert tx.counters.total("n", START) == 1
        assert tx.counters.total("other", START) == 3
        assert tx.counters.total("m", START) == 1


def test_requests_are_taken_once_and_in_order(store: Store) -> None:
    written = [
        replace(request(f"{number}@mail.example.org"), kind=RequestKind.MANAGE)
        for number in range(3)
    ]
    with store.transaction() as tx:
        for request_ in written:
            tx.requests.put([request_])
    with store.transaction() as tx:
        assert list(tx.requests.all()) == written
        oldest = tx.requests.links(START, 2)
        assert list(oldest) == written[:2]
        assert tx.requests.remove(oldest) == 2
        assert tx.requests.remove(oldest) == 0
    with store.transaction() as tx:
        assert list(tx.requests.links(START, 2)) == written[2:]
        assert tx.requests.remove(written) == 1  # read elsewhere, and two are gone
        assert not list(tx.requests.all())


def test_sign_ups_take_turns_by_rank_and_the_newest_of_equals_comes_first(store: Store) -> None:
    ranks = {"a": (0, -2), "b": (-1, 0), "c": (0, -1), "d": (-2, 0), "waits": (0, 0)}
    later = START + timedelta(minutes=10)
    written = [
        replace(
            request(f"{name}@mail.example.org"),
            kind=RequestKind.SUBSCRIBE,
            not_before=later if name == "waits" else None,
            network_rank=network,
            domain_rank=domain,
        )
        for name, (network, domain) in ranks.items()
    ]
    with store.transaction() as tx:
        tx.requests.put(written)

    def order(now: datetime, turn: Turn, limit: int = 9) -> str:
        with store.transaction() as tx:
            found = tx.requests.sign_ups(now, limit, turn)
        return " ".join(request_.email.key.partition("@")[0] for request_ in found)

    assert order(START, Turn.NETWORK) == "c a b d"
    assert order(START, Turn.DOMAIN) == "d b c a"
    assert order(START, Turn.DOMAIN, 2) == "d b"
    assert order(later, Turn.NETWORK) == "waits c a b d"
    with store.transaction() as tx:
        oldest = tx.requests.oldest_sign_up(START)
        assert oldest == written[0]
        assert not tx.requests.links(START, 9)
        assert tx.requests.delete_before(START + timedelta(days=1), 3) == 3
        assert tx.requests.oldest_sign_up(START) == written[3]
        assert tx.requests.delete_before(START - timedelta(days=1), 3) == 0


def test_mails_are_due_when_their_time_has_come(store: Store) -> None:
    owner = subscription()
    now = mail(owner)
    later = replace(mail(owner), not_before=START + timedelta(hours=1))
    held = replace(mail(owner), state=MailState.TRANSMITTING, lease_until=START)
    sent = replace(mail(owner), state=MailState.SENT)
    with store.transaction() as tx:
        tx.subscriptions.put(owner)
        tx.outbox.put(now)
        tx.outbox.put_all([replace(now, attempts=9), later, held, sent])
        tx.outbox.put_all([now])
        tx.outbox.put_all([])
        assert list(tx.outbox.due(START, 10)) == [now]
        assert list(tx.outbox.abandoned(START, 10)) == [held]
        assert list(tx.outbox.abandoned(START - timedelta(seconds=1), 10)) == []
        assert len(tx.outbox.due(START + timedelta(hours=2), 1)) == 1
        assert len(tx.outbox.of(owner.id)) == 4
        assert tx.outbox.get(sent.id) == sent


def test_only_finished_mails_and_expired_tokens_are_forgotten(store: Store) -> None:
    owner = subscription()
    open_one, sent = mail(owner), replace(mail(owner), state=MailState.SENT)
    with store.transaction() as tx:
        tx.subscriptions.put(owner)
        tx.outbox.put(open_one)
        tx.outbox.put(sent)
        tx.tokens.put(token(owner, "d"))
        assert tx.outbox.delete_finished(START + timedelta(days=1), 0) == 0
        assert tx.outbox.delete_finished(START + timedelta(days=1), 10) == 1
        assert tx.tokens.delete_expired(START, 10) == 0
        assert list(tx.outbox.of(owner.id)) == [open_one]
        assert tx.tokens.get("d") is not None
        assert tx.tokens.delete_expired(START + timedelta(days=9), 10) == 1
        assert tx.tokens.get("d") is None
        assert list(tx.subscriptions.pending_since(START + timedelta(days=1), 5)) == [owner]
        assert list(tx.subscriptions.pending_since(START, 5)) == []


def test_a_whole_list_can_be_locked_at_once(store: Store) -> None:
    with store.transaction() as tx:
        tx.lock()
        tx.lock("a", "b", "a")
        tx.lock(*(f"r{number}@mail.example.org" for number in range(20_000)))


def test_numbers_count_what_there_is(store: Store) -> None:
    owner = subscription()
    with store.transaction() as tx:
        tx.subscriptions.put(owner)
        tx.outbox.put(mail(owner))
        tx.requests.put([request("x@mail.example.org")])
    with store.reading() as tx:
        numbers = tx.numbers()
    assert numbers["subscriptions.pending"] == 1
    assert numbers["mails.ready"] == 1
    assert numbers["requests"] == 1


def test_a_store_that_works_says_so(store: Store) -> None:
    store.check()


def subscription(email: str = "jo@mail.example.org") -> Subscription:
    return Subscription(
        id=new_id(),
        email=parse_address(email),
        status=Status.PENDING,
        choice=CHOICE,
        wording="2026-11",
        page="/",
        asked_at=START,
    )


def consent(owner: Subscription, act: Act) -> Consent:
    return Consent(
        id=new_id(),
        subscription_id=owner.id,
        act=act,
        wording="2026-11",
        text="Wörter, genau diese.\nZwei Zeilen.",
        choice=CHOICE,
        page="/",
        at=START,
        origin=Origin("192.0.2.0/24", ""),
    )


def token(owner: Subscription, digest: str) -> Token:
    return Token(digest, Purpose.CONFIRM, owner.id, START + timedelta(days=3))


def mail(owner: Subscription) -> OutboxMail:
    mail_id = new_id()
    return OutboxMail(
        id=mail_id,
        kind=MailKind.CONFIRM,
        subscription_id=owner.id,
        recipient=owner.email.typed,
        seed=new_seed(),
        message_id=f"<{mail_id}@blog.example>",
        created_at=START,
        not_before=START,
    )


def request(email: str) -> PendingRequest:
    return PendingRequest(
        id=new_id(),
        kind=RequestKind.SUBSCRIBE,
        email=parse_address(email),
        at=START,
        origin=Origin("192.0.2.1", "Browser"),
        choice=CHOICE,
        wording="2026-11",
        text="Text",
        page="/",
        not_before=START,
    )
