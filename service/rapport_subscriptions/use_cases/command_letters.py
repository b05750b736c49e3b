"""The operator's word on articles and mailings: hold, send, skip."""

from __future__ import annotations

import re
from dataclasses import replace
from enum import StrEnum
from typing import TYPE_CHECKING

from rapport_subscriptions.errors import SubscriptionsError
from rapport_subscriptions.rules.article import ArticleState
from rapport_subscriptions.rules.mailing import MailingState
from rapport_subscriptions.use_cases import mail_articles, notice_articles

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rapport_subscriptions.rules.article import KnownArticle
    from rapport_subscriptions.rules.mailing import Mailing
    from rapport_subscriptions.use_cases.unit_of_work import Desk

MAILING = re.compile(r"(?:each|weekly|monthly)-([1-9][0-9]{0,8})")


class Word(StrEnum):
    """What an operator may say."""

    HOLD = "hold"
    SEND = "send"
    SKIP = "skip"


STATE_AFTER = {
    Word.HOLD: MailingState.HELD,
    Word.SEND: MailingState.OPEN,
    Word.SKIP: MailingState.SKIPPED,
}


def decide(desk: Desk, word: Word, names: Sequence[str]) -> list[str]:
    """Do as the operator says, with all that is open where nothing is named; answer what was done.

    Raises SubscriptionsError for a name that is none, or that it is too late for; then nothing is
    done.
    """
    desk.tx.lock(notice_articles.LOCK, mail_articles.LOCK)
    mailings, articles = _named(desk, word, names) if names else _meant(desk, word)
    if word is Word.SEND:
        notice_articles.number(desk, articles)
    else:
        state = ArticleState.HELD if word is Word.HOLD else ArticleState.SKIPPED
        for one in articles:
            desk.tx.articles.put(replace(one, state=state))
    for mailing in mailings:
        desk.tx.mailings.put(replace(mailing, state=STATE_AFTER[word]))
    return [one.name for one in mailings] + [one.article.id for one in articles]


def _named(
    desk: Desk, word: Word, names: Sequence[str]
) -> tuple[list[Mailing], list[KnownArticle]]:
    mailings = [one for one in _stoppable(desk) if one.name in names]
    known = {one.name for one in mailings}
    return mailings, _articles(desk, word, [name for name in names if name not in known])


def _meant(desk: Desk, word: Word) -> tuple[list[Mailing], list[KnownArticle]]:
    """Answer what is meant where nothing is named: what goes is held, what is held goes or not."""
    to_hold = word is Word.HOLD
    mailing_state = MailingState.OPEN if to_hold else MailingState.HELD
    article_state = ArticleState.WAITING if to_hold else ArticleState.HELD
    mailings = [one for one in _stoppable(desk) if one.state is mailing_state]
    return mailings, list(desk.tx.articles.all(article_state))


def _stoppable(desk: Desk) -> list[Mailing]:
    """Answer mailings that are being sent or held; what was skipped stays so."""
    return [one for one in desk.tx.mailings.unended() if one.state is not MailingState.SKIPPED]


def _articles(desk: Desk, word: Word, names: Sequence[str]) -> list[KnownArticle]:
    found = [_article(desk, name) for name in names]
    for one in found:
        if one.number is not None and word is not Word.SKIP:
            raise SubscriptionsError(
                f"{one.article.id}: it was released; hold or skip its mailing instead"
            )
    return found


def _article(desk: Desk, name: str) -> KnownArticle:
    article = desk.tx.articles.get(name)
    if article is None:
        ended = " that is still being sent" if MAILING.fullmatch(name) else ""
        raise SubscriptionsError(
            f"{name}: there is no such article or mailing{ended}; "
            "`rapport subscriptions letters` lists them"
        )
    return article
