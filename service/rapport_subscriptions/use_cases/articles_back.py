"""Articles that were withdrawn and are there again: news to who got letters without them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from rapport_subscriptions.rules.article import ArticleState
from rapport_subscriptions.rules.mailing import MailingState

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rapport_subscriptions.rules.article import KnownArticle
    from rapport_subscriptions.rules.mailing import Delivery
    from rapport_subscriptions.use_cases.unit_of_work import UnitOfWork

LACKING = "lacking: "
"""How the marks of articles begin that a letter went without, after an attempt that failed."""


def note_lacking(work: UnitOfWork, delivery: Delivery, articles: Iterable[KnownArticle]) -> None:
    """Note which withdrawn articles a letter goes without, of those that it was to tell of."""
    told = {known_article.article.id for known_article in articles}
    for article_id in sorted(set(delivery.articles) - told):
        known_article = work.tx.articles.get(article_id)
        if known_article and known_article.is_gone:
            work.tx.marks.put(f"{LACKING}{article_id}", work.now)


def back(work: UnitOfWork, known: KnownArticle, known_as: str) -> KnownArticle:
    """Return an article that is there again; if letters went without it, it is news again.

    It may have another id by now than the one that it is `known_as`.
    """
    returned, mark = replace(known, is_gone=False), f"{LACKING}{known_as}"
    is_lacking = work.tx.marks.get(mark) is not None
    if is_lacking:
        work.tx.marks.delete(mark)
    if returned.state is ArticleState.RELEASED and (is_lacking or _is_being_mailed(work, returned)):
        returned = returned.passed_over()
    if returned.state is ArticleState.WAITING:
        returned = replace(returned, seen_at=work.now)  # a correction of it may come
    return returned


def _is_being_mailed(work: UnitOfWork, known: KnownArticle) -> bool:
    """Whether letters that would have named an article are being written or sent."""
    return any(
        mailing.after < (known.number or 0) <= mailing.upto
        for mailing in work.tx.mailings.unended()
        if mailing.state is not MailingState.SKIPPED
    )
