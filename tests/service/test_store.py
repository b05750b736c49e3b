"""One contract for every store: in memory, SQLite, PostgreSQL."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from rapport_subscriptions.rules.address_history import Standing, Stop
from rapport_subscriptions.rules.consent import Act, Consent, Origin
from rapport_subscriptions.rules.email_address import parse_address
from rapport_subscriptions.rules.outbox import MailKind, MailState, OutboxMail
from rapport_subscriptions.rules.pending_request import Request, Wish
from rapport_subscriptions.rules.subscription import Cadence, Choice, Status, Subscription
from rapport_subscriptions.rules.tokens import Purpose, Token, new_id, new_seed
from tests.service.house import START

if TYPE_CHECKING:
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
        left_at=START,
        generation=3,
        soft_bounces=2,
        page="/a?<&\"'>\u2028",
    )
    with store.transaction() as tx:
        tx.put_subscription(written)
    with store.reading() as tx:
        assert tx.subscription(written.id) == written
        assert tx.subscription_of("jö+x@xn--exmple-cua.org") == written
        assert list(tx.subscriptions()) == [written]


def test_a_subscription_is_written_over_by_its_id(store: Store) -> None:
    first = subscription()
    with store.transaction() as tx:
        tx.put_subscription(first)
        tx.put_subscription(replace(first, status=Status.LEFT))
    with store.reading() as tx:
        found = tx.subscription(first.id)
    assert found is not None
    assert found.status is Status.LEFT


def test_what_fails_midway_leaves_no_trace(store: Store) -> None:
    def fail() -> None:
        with store.transaction() as tx:
            tx.put_subscription(subscription())
            tx.count("mails", START)
            raise BrokenOffError

    with pytest.raises(BrokenOffError):
        fail()
    with store.reading() as tx:
        assert list(tx.subscriptions()) == []
        assert tx.counted("mails", START) == 0


def test_the_ledger_keeps_its_order_and_its_words(store: Store) -> None:
    owner = subscription()
    acts = [Act.ASKED, Act.CONFIRMED, Act.CHANGED, Act.LEFT]
    lines = [consent(owner, act) for act in acts]
    with store.transaction() as tx:
        tx.put_subscription(owner)
        for line in lines:
            tx.append_consent(line)
    with store.reading() as tx:
        assert list(tx.ledger(owner.id)) == lines
        assert tx.consent(lines[1].id) == lines[1]
        assert tx.consent("none") is None


def test_network_addresses_are_shortened_once_they_are_old(store: Store) -> None:
    owner = subscription()
    old = replace(consent(owner, Act.ASKED), origin=Origin("192.0.2.77", "Browser"))
    young = replace(
        consent(owner, Act.LEFT), at=START + timedelta(days=9), origin=Origin("2001:db8::7", "B")
    )
    with store.transaction() as tx:
        tx.put_subscription(owner)
        tx.append_consent(old)
        tx.append_consent(young)
        assert tx.shorten_networks(START + timedelta(days=1), 10) == 1
        assert tx.shorten_networks(START + timedelta(days=1), 10) == 0
        networks = [line.origin.network for line in tx.ledger(owner.id)]
        assert networks == ["192.0.2.0/24", "2001:db8::7"]


def test_forgetting_takes_ledger_tokens_and_mails_along(store: Store) -> None:
    owner, other = subscription(), subscription("other@mail.example.org")
    with store.transaction() as tx:
        for one in (owner, other):
            tx.put_subscription(one)
            tx.append_consent(consent(one, Act.ASKED))
            tx.put_token(token(one, f"digest of {one.id}"))
            tx.put_mail(mail(one))
        tx.forget(owner.id)
    with store.reading() as tx:
        assert tx.subscription(owner.id) is None
        assert not tx.ledger(owner.id)
        assert tx.token(f"digest of {owner.id}") is None
        assert not tx.mails_of(owner.id)
        assert tx.ledger(other.id)
        assert tx.token(f"digest of {other.id}") is not None
        assert tx.mails_of(other.id)


def test_a_token_comes_back_as_it_was_written(store: Store) -> None:
    owner = subscription()
    written = replace(token(owner, "d"), consent_id="c", payload="p", spent_at=START)
    with store.transaction() as tx:
        tx.put_subscription(owner)
        tx.put_token(token(owner, "d"))
        tx.put_token(written)
        assert tx.token("d") == written
        assert tx.token("e") is None


def test_a_standing_is_found_under_any_key_the_newest_first(store: Store) -> None:
    old = Standing("old", START, 2, Stop.REFUSED, START)
    with store.transaction() as tx:
        tx.put_standing(old)
        assert tx.standing(("new", "old")) == old
        tx.put_standing(replace(old, hash="new", stop=None))
        found = tx.standing(("new", "old"))
        assert found is not None
        assert found.stop is None
        assert tx.standing(("other",)) is None


def test_counts_add_up_by_window(store: Store) -> None:
    later = START + timedelta(hours=1)
    with store.transaction() as tx:
        assert [tx.count("n", START), tx.count("n", START), tx.count("n", later)] == [1, 2, 1]
        assert tx.count("m", START) == 1
        assert tx.counted("n", START) == 3
        assert tx.counted("n", later) == 1
        assert tx.counts("n", START) == {START: 2, later: 1}
        assert tx.counts("n", later) == {later: 1}
        assert tx.count_all({"n": 2, "other": 3}, START) == {"n": 4, "other": 3}
        assert tx.count_all({}, START) == {}
        tx.forget_counts("n", later)
        assert tx.counted("n", START) == 1
        assert tx.counted("other", START) == 3
        assert tx.counted("m", START) == 1


def test_requests_are_taken_once_and_in_order(store: Store) -> None:
    written = [request(f"{number}@mail.example.org") for number in range(3)]
    with store.transaction() as tx:
        for one in written:
            tx.put_requests([one])
    with store.transaction() as tx:
        assert tx.has_requests()
        assert list(tx.take_requests(2)) == written[:2]
    with store.transaction() as tx:
        assert list(tx.take_requests(2)) == written[2:]
        assert not tx.take_requests(2)
        assert not tx.has_requests()


def test_mails_are_due_when_their_time_has_come(store: Store) -> None:
    owner = subscription()
    now = mail(owner)
    later = replace(mail(owner), not_before=START + timedelta(hours=1))
    held = replace(mail(owner), state=MailState.TRANSMITTING, lease_until=START)
    sent = replace(mail(owner), state=MailState.SENT)
    with store.transaction() as tx:
        tx.put_subscription(owner)
        tx.put_mail(now)
        tx.put_mails([replace(now, attempts=9), later, held, sent])
        tx.put_mails([now])
        tx.put_mails([])
        assert list(tx.due_mails(START, 10)) == [now]
        assert list(tx.stale_mails(START, 10)) == [held]
        assert list(tx.stale_mails(START - timedelta(seconds=1), 10)) == []
        assert tx.next_mail_at() == START
        assert len(tx.due_mails(START + timedelta(hours=2), 1)) == 1
        assert len(tx.mails_of(owner.id)) == 4
        assert tx.mail(sent.id) == sent


def test_only_finished_mails_and_expired_tokens_are_forgotten(store: Store) -> None:
    owner = subscription()
    open_one, sent = mail(owner), replace(mail(owner), state=MailState.SENT)
    with store.transaction() as tx:
        tx.put_subscription(owner)
        tx.put_mail(open_one)
        tx.put_mail(sent)
        tx.put_token(token(owner, "d"))
        tx.forget_mails(START + timedelta(days=1))
        tx.forget_tokens(START)
        assert list(tx.mails_of(owner.id)) == [open_one]
        assert tx.token("d") is not None
        tx.forget_tokens(START + timedelta(days=9))
        assert tx.token("d") is None
        assert list(tx.pending_since(START + timedelta(days=1), 5)) == [owner]
        assert list(tx.pending_since(START, 5)) == []


def test_a_whole_list_can_be_locked_at_once(store: Store) -> None:
    with store.transaction() as tx:
        tx.lock()
        tx.lock("a", "b", "a")
        tx.lock(*(f"r{number}@mail.example.org" for number in range(20_000)))


def test_numbers_count_what_there_is(store: Store) -> None:
    owner = subscription()
    with store.transaction() as tx:
        tx.put_subscription(owner)
        tx.put_mail(mail(owner))
        tx.put_requests([request("x@mail.example.org")])
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


def request(email: str) -> Request:
    return Request(
        id=new_id(),
        wish=Wish.SUBSCRIBE,
        email=parse_address(email),
        at=START,
        origin=Origin("192.0.2.1", "Browser"),
        choice=CHOICE,
        wording="2026-11",
        text="Text",
        page="/",
        trapped=True,
    )
