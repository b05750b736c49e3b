"""What a letter names at the moment it is written, before anybody looks at it again to send it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from rapport_subscriptions.rules.article import ArticleState, Kind, KnownArticle
from rapport_subscriptions.rules.mailing import Mailing, MailingState
from rapport_subscriptions.rules.subscription import Cadence
from rapport_subscriptions.use_cases.mail_articles import write_letters
from tests.service.series_blog import JO, SeriesReaders
from tests.service.service_under_test import START, ServiceUnderTest, article

if TYPE_CHECKING:
    from rapport_subscriptions.ports.store import Transaction

pytestmark = pytest.mark.anyio


def put(
    tx: Transaction, name: str, number: int, *, kind: Kind = Kind.ARTICLE, is_gone: bool = False
) -> None:
    """Have something released under a number."""
    known = article(name, kind=kind)
    released = ArticleState.RELEASED
    tx.articles.put(KnownArticle(known, released, START, number=number, is_gone=is_gone))


def open_mailing(tx: Transaction, number: int, cadence: Cadence | None, upto: int) -> None:
    state = MailingState.OPEN if cadence else MailingState.HELD
    tx.mailings.put(Mailing(number, cadence, 0 if cadence else upto - 1, upto, state, START))


async def told(service: ServiceUnderTest) -> list[tuple[str, ...]]:
    """Write the letters that are due, and return what each of the reader's names."""
    while service.parts.do(write_letters):
        pass
    with service.store.reading() as tx:
        letters = tx.mailings.deliveries_of(service.subscription().id)
    return [letter.articles for letter in letters]


async def test_an_urgent_letter_that_another_mailing_brings_is_in_no_digest(
    service: ServiceUnderTest,
) -> None:
    await service.join(cadence="weekly")
    with service.store.transaction() as tx:
        put(tx, "urgent", 1, kind=Kind.URGENT)
        put(tx, "new", 2)
        open_mailing(tx, 1, None, 1)
        open_mailing(tx, 2, Cadence.WEEKLY, 2)
    assert await told(service) == [("new",)]


@pytest.mark.parametrize("kind", [Kind.ARTICLE, Kind.LETTER])
async def test_what_was_withdrawn_is_in_no_letter(service: ServiceUnderTest, kind: Kind) -> None:
    await service.join(cadence="each")
    with service.store.transaction() as tx:
        put(tx, "gone", 1, kind=kind, is_gone=True)
        put(tx, "new", 2)
        open_mailing(tx, 1, Cadence.EACH, 2)
    assert await told(service) == [("new",)]


async def test_an_urgent_letter_is_not_written_to_who_gets_a_series_only(
    service: ServiceUnderTest,
) -> None:
    await SeriesReaders(service).join(JO)
    with service.store.transaction() as tx:
        put(tx, "urgent", 1, kind=Kind.URGENT)
        tx.mailings.put(Mailing(1, None, 0, 1, MailingState.OPEN, service.clock.now()))
    assert await told(service) == []
