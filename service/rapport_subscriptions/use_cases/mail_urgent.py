"""Mailing an urgent letter: to readers of every frequency at once, whatever else they are due.

A reader's number is not changed, because articles before the letter are still to come. The mailing
itself stores its progress; whether a reader has the letter is read from the letters, as in any
mailing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rapport_subscriptions.rules.article import Kind
from rapport_subscriptions.rules.mailing import Mailing, MailingState

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rapport_subscriptions.rules.article import KnownArticle
    from rapport_subscriptions.rules.subscription import Subscription
    from rapport_subscriptions.use_cases.unit_of_work import UnitOfWork


def begin_urgent(work: UnitOfWork, numbered: Iterable[KnownArticle]) -> None:
    """Begin a mailing for each urgent letter that just got its number."""
    for known_article in numbered:
        if known_article.article.kind is Kind.URGENT and known_article.number:
            newest = work.tx.mailings.latest()
            work.tx.mailings.put(
                Mailing(
                    id=newest.id + 1 if newest else 1,
                    cadence=None,
                    after=known_article.number - 1,
                    upto=known_article.number,
                    state=MailingState.OPEN,
                    begun_at=work.now,
                )
            )


def in_time(mailing: Mailing, readers: Iterable[Subscription]) -> list[Subscription]:
    """Return those who were subscribed to articles when an urgent mailing began."""
    return [
        reader
        for reader in readers
        if reader.gets_articles
        and (reader.confirmed_at is None or reader.confirmed_at <= mailing.begun_at)
    ]


def without_urgent(
    work: UnitOfWork, numbered: Sequence[KnownArticle], mailing: Mailing
) -> Sequence[KnownArticle]:
    """Return a mailing's articles without letters that an urgent mailing brings to everybody."""
    if not any(known_article.article.kind is Kind.URGENT for known_article in numbered):
        return numbered
    others = {
        going.upto
        for going in work.tx.mailings.unended()
        if going.cadence is None and going.id != mailing.id
    }
    return [known_article for known_article in numbered if known_article.number not in others]
