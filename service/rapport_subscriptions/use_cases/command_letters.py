"""The operator's commands on articles and mailings: hold, send, skip."""

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
    from rapport_subscriptions.use_cases.unit_of_work import UnitOfWork

MAILING = re.compile(r"(?:urgent|each|weekly|monthly)-([1-9][0-9]{0,8})")


class LetterCommand(StrEnum):
    """The commands of an operator."""

    HOLD = "hold"
    SEND = "send"
    SKIP = "skip"


STATE_AFTER = {
    LetterCommand.HOLD: MailingState.HELD,
    LetterCommand.SEND: MailingState.OPEN,
    LetterCommand.SKIP: MailingState.SKIPPED,
}


def apply(work: UnitOfWork, command: LetterCommand, names: Sequence[str]) -> list[str]:
    """Apply the command, to everything open if nothing is named; return what was done.

    Raises SubscriptionsError for an unknown name, or one that it is too late for; then nothing is
    done.
    """
    work.tx.lock(notice_articles.LOCK, mail_articles.LOCK)
    if names and command is LetterCommand.SEND and notice_articles.is_all_held(work):
        raise SubscriptionsError(
            "all letters are held: run `rapport subscriptions letters --send` without a name"
        )
    if names:
        mailings, articles = _named(work, command, names)
    else:
        mailings, articles = _meant(work, command)
        _hold_what_comes(work, command)
    if command is LetterCommand.SEND:
        notice_articles.number(work, articles)
    else:
        state = ArticleState.HELD if command is LetterCommand.HOLD else ArticleState.SKIPPED
        for article in articles:
            work.tx.articles.put(replace(article, state=state))
    for mailing in mailings:
        work.tx.mailings.put(replace(mailing, state=STATE_AFTER[command]))
        if mailing.cadence is None and command is LetterCommand.SKIP:
            _skip_urgent(work, mailing)
    return [mailing.name for mailing in mailings] + [article.article.id for article in articles]


def _skip_urgent(work: UnitOfWork, mailing: Mailing) -> None:
    """Keep a skipped urgent letter out of digests, too."""
    for known_article in work.tx.articles.numbered(mailing.after, mailing.upto):
        work.tx.articles.put(replace(known_article, state=ArticleState.SKIPPED))


def _hold_what_comes(work: UnitOfWork, command: LetterCommand) -> None:
    """Hold also what is published from now on, until that is revoked."""
    if command is LetterCommand.HOLD:
        work.tx.marks.put(notice_articles.ALL_HELD, work.now)
    else:
        work.tx.marks.delete(notice_articles.ALL_HELD)


def _named(
    work: UnitOfWork, command: LetterCommand, names: Sequence[str]
) -> tuple[list[Mailing], list[KnownArticle]]:
    mailings = [mailing for mailing in _stoppable(work) if mailing.name in names]
    known = {mailing.name for mailing in mailings}
    return mailings, _articles(work, command, [name for name in names if name not in known])


def _meant(work: UnitOfWork, command: LetterCommand) -> tuple[list[Mailing], list[KnownArticle]]:
    """Return the targets if nothing is named: hold what is being sent, send or skip held ones."""
    if command is LetterCommand.HOLD:
        states, article_states = {MailingState.OPEN}, [ArticleState.WAITING]
    else:
        states, article_states = {MailingState.HELD}, [ArticleState.HELD]
        if command is LetterCommand.SKIP and notice_articles.is_all_held(work):
            states, article_states = {*MailingState}, [ArticleState.HELD, ArticleState.WAITING]
    mailings = [mailing for mailing in _stoppable(work) if mailing.state in states]
    return mailings, list(work.tx.articles.all(*article_states))


def _stoppable(work: UnitOfWork) -> list[Mailing]:
    """Return mailings that are being sent or held; skipped ones stay skipped."""
    return [
        mailing
        for mailing in work.tx.mailings.unended()
        if mailing.state is not MailingState.SKIPPED
    ]


def _articles(work: UnitOfWork, command: LetterCommand, names: Sequence[str]) -> list[KnownArticle]:
    articles = [_article(work, name) for name in names]
    for article in articles:
        if article.number is not None and command is not LetterCommand.SKIP:
            raise SubscriptionsError(
                f"{article.article.id}: it was released; hold or skip its mailing instead"
            )
    return articles


def _article(work: UnitOfWork, name: str) -> KnownArticle:
    article = work.tx.articles.get(name)
    if article is None:
        ended = " that is still being sent" if MAILING.fullmatch(name) else ""
        raise SubscriptionsError(
            f"{name}: there is no such article or mailing{ended}; "
            "`rapport subscriptions letters` lists them"
        )
    return article
