"""One contract for what letters need of every store: in memory, SQLite, PostgreSQL."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from rapport_subscriptions.errors import DatabaseError
from rapport_subscriptions.rules.article import ArticleState, KnownArticle
from rapport_subscriptions.rules.mailing import Delivery, Mailing, MailingState
from rapport_subscriptions.rules.outbox import MailKind, MailState
from rapport_subscriptions.rules.subscription import Cadence, Choice, Status
from tests.service.service_under_test import START, article
from tests.service.test_store import mail, subscription

if TYPE_CHECKING:
    from rapport_subscriptions.ports.store import Store
    from rapport_subscriptions.rules.outbox import OutboxMail
    from rapport_subscriptions.rules.subscription import Subscription

EACH = Choice((), Cadence.EACH)


def test_an_article_comes_back_as_it_was_written(store: Store) -> None:
    written = known(
        article("ä/1", "a", "b", title="Tïtle", summary="S", aliases=("https://b.example/x/",)),
        ArticleState.RELEASED,
        7,
    )
    written = replace(written, is_gone=True, first_number=3)
    with store.transaction() as tx:
        tx.articles.put(known(written.article))
        tx.articles.put(written)
        assert tx.articles.get("ä/1") == written
        assert tx.articles.get("none") is None
        assert list(tx.articles.all()) == [written]


def test_articles_are_found_by_state_and_by_number(store: Store) -> None:
    waiting = known(article("w"))
    released = [known(article(f"r{n}"), ArticleState.RELEASED, n) for n in (3, 1, 2)]
    with store.transaction() as tx:
        assert tx.articles.latest_number() == 0
        for item in (waiting, *released):
            tx.articles.put(item)
        assert list(tx.articles.all(ArticleState.WAITING, ArticleState.HELD)) == [waiting]
        assert [item.number for item in tx.articles.numbered(1, 3)] == [2, 3]
        assert tx.articles.latest_number() == 3
        tx.articles.put(released[0].passed_over())
        assert [item.number for item in tx.articles.numbered(1, 3)] == [2]
        assert tx.articles.latest_number() == 3, "no number is given twice"


def test_a_mark_is_moved_on(store: Store) -> None:
    with store.transaction() as tx:
        assert tx.marks.get("weekly") is None
        tx.marks.put("weekly", START)
        tx.marks.put("weekly", START + timedelta(days=7))
        assert tx.marks.get("weekly") == START + timedelta(days=7)


def test_mailings_are_found_by_cadence_and_until_they_end(store: Store) -> None:
    first, second = mailing(1), replace(mailing(2), cadence=Cadence.WEEKLY)
    with store.transaction() as tx:
        assert tx.mailings.latest() is None
        tx.mailings.put(first)
        tx.mailings.put(second)
        assert tx.mailings.latest() == second
        assert tx.mailings.latest(Cadence.EACH) == first
        assert list(tx.mailings.unended()) == [first, second]
        tx.mailings.put(first.ended(START))
        assert list(tx.mailings.unended()) == [second]
        assert [mailing.id for mailing in tx.mailings.newest(5)] == [2, 1]
        found = tx.mailings.get(1)
        assert found is not None
        assert found.state is MailingState.DONE
        assert found.ended_at == START


def test_readers_behind_are_members_of_the_cadence_the_furthest_first(store: Store) -> None:
    far, near = (
        reader("far@mail.example.org", last_notified=1),
        reader("near@mail.example.org", last_notified=4),
    )
    others = [
        replace(reader("left@mail.example.org"), status=Status.UNSUBSCRIBED),
        replace(reader("new@mail.example.org"), status=Status.PENDING),
        replace(reader("weekly@mail.example.org"), choice=Choice((), Cadence.WEEKLY)),
        reader("told@mail.example.org", last_notified=5),
    ]
    paused = replace(reader("paused@mail.example.org", last_notified=2), status=Status.PAUSED)
    with store.transaction() as tx:
        for subscriber in (near, far, *others, paused):
            tx.subscriptions.put(subscriber)
        assert list(tx.mailings.readers_behind(Cadence.EACH, 5, 9)) == [far, paused, near]
        assert list(tx.mailings.readers_behind(Cadence.EACH, 5, 1)) == [far]
        tx.mailings.mark_notified([far.id, paused.id], 5)
        assert list(tx.mailings.readers_behind(Cadence.EACH, 5, 9)) == [near]
        assert tx.mailings.is_anybody_behind(Cadence.EACH, 5)
        tx.mailings.mark_notified([near.id], 5)
        assert not tx.mailings.is_anybody_behind(Cadence.EACH, 5)


def test_a_second_letter_of_one_mailing_to_one_reader_is_refused(store: Store) -> None:
    owner = reader()
    with store.transaction() as tx:
        tx.subscriptions.put(owner)
        tx.mailings.put(mailing(1))
        tx.mailings.put_letters([letter(owner)], [delivery(owner, 1)])
    with pytest.raises((DatabaseError, ValueError)), store.transaction() as tx:
        tx.mailings.put_letters([letter(owner)], [delivery(owner, 1)])
    with store.reading() as tx:
        assert len(tx.outbox.of(owner.id)) == 1


def test_what_readers_were_told_is_found_and_can_be_taken_back(store: Store) -> None:
    owner, other = reader(last_notified=9), reader("other@mail.example.org", last_notified=9)
    with store.transaction() as tx:
        for who in (owner, other):
            tx.subscriptions.put(who)
        for number in (1, 2, 3):
            tx.mailings.put(mailing(number))
        letters = [delivery(owner, number) for number in (1, 2, 3)] + [delivery(other, 3)]
        tx.mailings.put_letters([letter(owner)], letters)
        assert tx.mailings.notified_since([owner.id, other.id], 1)[owner.id] == {
            "a2",
            "a3",
        }
        assert tx.mailings.notified_since([owner.id], 1, but=3).get(owner.id) == {"a2"}
        assert not tx.mailings.notified_since([other.id], 3).get(other.id)
        tx.mailings.take_back(letters[1])
        found = tx.subscriptions.get(owner.id)
        assert found is not None
        assert found.last_notified == 1
        assert tx.mailings.delivery(owner.id, 2) is None
        assert [sent.mailing_id for sent in tx.mailings.deliveries_of(owner.id)] == [1, 3]
        tx.mailings.put_delivery(letters[2].sent(START))
        assert tx.mailings.delivery(owner.id, 3) == letters[2].sent(START)
        assert tx.mailings.progress(3) == (2, 1)
        tx.subscriptions.delete(owner.id)
        assert tx.mailings.progress(3) == (1, 0)


def test_letters_are_claimed_apart_from_other_mails(store: Store) -> None:
    owner = reader()
    first, later = (
        letter(owner),
        replace(letter(owner), not_before=START + timedelta(hours=1)),
    )
    tried = replace(letter(owner), state=MailState.DEFERRED)
    other = replace(mail(owner), kind=MailKind.WELCOME)
    with store.transaction() as tx:
        tx.subscriptions.put(owner)
        for outbox_mail in (first, later, tried, other):
            tx.outbox.put(outbox_mail)
        assert list(tx.outbox.due(START, 9)) == [other]
        assert {due.id for due in tx.outbox.due_letters(START, 9)} == {first.id, tried.id}
        assert not tx.outbox.due_letters(START, 0)
        assert tx.outbox.waiting_letters(9) == 2
        assert tx.outbox.waiting_letters(1) == 1
        assert tx.outbox.waiting_letters(9, 1) == 2
        assert tx.outbox.waiting_letters(9, 2) == 0


def test_articles_and_mailings_are_counted_by_state(store: Store) -> None:
    with store.transaction() as tx:
        tx.articles.put(known(article("a"), ArticleState.HELD))
        tx.mailings.put(mailing(1))
    with store.reading() as tx:
        numbers = tx.numbers()
    assert numbers["articles.held"] == numbers["mailings.open"] == 1


def known(
    which: object, state: ArticleState = ArticleState.WAITING, number: int | None = None
) -> KnownArticle:
    return KnownArticle(which, state, START, number)  # type: ignore[arg-type]


def mailing(number: int) -> Mailing:
    return Mailing(number, Cadence.EACH, 0, number, MailingState.OPEN, START)


def reader(email: str = "jo@mail.example.org", last_notified: int = 0) -> Subscription:
    return replace(
        subscription(email), status=Status.CONFIRMED, choice=EACH, last_notified=last_notified
    )


def letter(owner: Subscription) -> OutboxMail:
    return replace(mail(owner), kind=MailKind.ARTICLES, mailing_id=1)


def delivery(owner: Subscription, number: int) -> Delivery:
    return Delivery(owner.id, number, number - 1, number, (f"a{number}",))
