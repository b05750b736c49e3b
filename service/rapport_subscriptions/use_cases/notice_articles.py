"""Notices what the blog has published, and releases it to readers."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from rapport_subscriptions.rules.article import ArticleState, KnownArticle
from rapport_subscriptions.rules.letter import dated_letters
from rapport_subscriptions.rules.mailing import is_due, is_quiet
from rapport_subscriptions.use_cases.articles_back import back
from rapport_subscriptions.use_cases.mail_urgent import begin_urgent

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from rapport_subscriptions.rules.article import Article
    from rapport_subscriptions.use_cases.unit_of_work import UnitOfWork

BASELINE = "baseline"
"""The mark of the first manifest ever: nobody is emailed an archive."""

CHANGE = "change"
"""The mark of the last hint that the blog had changed."""

NOTE_EVERY = timedelta(seconds=5)
ALL_HELD = "letters held"
"""The mark of a hold on all letters, by the operator or after a restore."""

LOOKED = "looked"
"""The mark of the last time the blog's manifest was processed."""

OLD_AFTER = timedelta(days=2)
"""An article dated longer than this before the last check is old: the operator decides."""

BACK_WITHIN = timedelta(days=31)
"""An article that comes back is not news if it is dated before the last monthly letter."""

LOCK = "articles"

log = logging.getLogger(__name__)


def notice(work: UnitOfWork) -> int:
    """Process the manifest; return how many articles are new."""
    work.tx.lock(LOCK)
    known = {known_article.article.id: known_article for known_article in work.tx.articles.all()}
    published = {**_by_known_ids(work.blog.articles, known), **_letters(work, known)}
    is_first = work.tx.marks.get(BASELINE) is None
    if is_first:
        work.tx.marks.put(BASELINE, work.now)
    looked_at = work.tx.marks.get(LOOKED) or work.now
    work.tx.marks.put(LOOKED, work.now)
    new = [article for key, article in published.items() if key not in known]
    articles = [_first_seen(work, article, looked_at, is_baseline=is_first) for article in new]
    mailed = {
        key: replace(article, id=key)
        for key, article in published.items()
        if article.id not in work.blog.unmailed
    }
    for seen in (*articles, *_changed(work, known, mailed), *_withdrawn(known, mailed)):
        work.tx.articles.put(seen)
    return sum(known_article.state is ArticleState.WAITING for known_article in articles)


def release(work: UnitOfWork) -> int:
    """Release what has waited long enough; too many at once wait for the operator's decision."""
    work.tx.lock(LOCK)
    waiting = [] if is_all_held(work) else ripe(work)
    if len(waiting) > work.letters.held_above:
        for known_article in waiting:
            work.tx.articles.put(replace(known_article, state=ArticleState.HELD))
        log.warning("%d new articles at once are held for the operator's decision", len(waiting))
        return 0
    return number(work, waiting)


def ripe(work: UnitOfWork) -> list[KnownArticle]:
    """Return the new articles, once they have waited long enough."""
    waiting = [
        known_article
        for known_article in work.tx.articles.all(ArticleState.WAITING)
        if not known_article.is_gone
    ]
    articles = [
        known_article for known_article in waiting if not known_article.article.kind.is_letter
    ]
    quiet = work.letters.quiet
    due = [
        known_article
        for known_article in waiting
        if known_article.article.kind.is_letter and is_due(known_article, quiet, work.now)
    ]
    return due + (articles if articles and is_quiet(articles, quiet, work.now) else [])


def is_all_held(work: UnitOfWork) -> bool:
    """Whether no letter goes until the operator says so."""
    return work.tx.marks.get(ALL_HELD) is not None


def hear_of_change(work: UnitOfWork) -> None:
    """Record a hint that the blog has changed; repeated hints count once."""
    if may_be_noted(work):
        work.tx.marks.put(CHANGE, work.now)


def may_be_noted(work: UnitOfWork) -> bool:
    """Whether enough time has passed since the last recorded hint."""
    noted = work.tx.marks.get(CHANGE)
    return noted is None or not timedelta(0) <= work.now - noted < NOTE_EVERY


def is_told_of_change(work: UnitOfWork) -> bool:
    """Whether there was a hint a moment ago, so that the manifest should be read again."""
    noted = work.tx.marks.get(CHANGE)
    return noted is not None and timedelta(0) <= work.now - noted < 2 * NOTE_EVERY


def number(work: UnitOfWork, articles: Iterable[KnownArticle]) -> int:
    """Give articles their numbers, oldest first; return how many got one."""
    ordered = sorted(
        articles, key=lambda known_article: (known_article.article.date, known_article.article.id)
    )
    numbered = [
        replace(known_article, state=ArticleState.RELEASED, number=place)
        for place, known_article in enumerate(ordered, work.tx.articles.latest_number() + 1)
    ]
    for known_article in numbered:
        work.tx.articles.put(known_article)
    begin_urgent(work, numbered)
    return len(ordered)


def _first_seen(
    work: UnitOfWork, article: Article, looked_at: datetime, *, is_baseline: bool
) -> KnownArticle:
    """Return a new article: news, unless it existed before or is kept out of letters."""
    is_old = is_baseline and not _is_to_come(work, article)
    if is_old or article.id in work.blog.unmailed:
        return KnownArticle(article, ArticleState.KNOWN, work.now)
    return _held_if_old(KnownArticle(article, ArticleState.WAITING, work.now), looked_at)


def _is_to_come(work: UnitOfWork, article: Article) -> bool:
    """Whether a letter's time is still to come, so that it is not part of an archive."""
    return article.kind.is_letter and article.day is not None and article.day > work.now


def _letters(work: UnitOfWork, known: Mapping[str, KnownArticle]) -> dict[str, Article]:
    """Return letters by their known ids.

    A letter of a new name with the time and subject of a missing one is the same: its file was
    renamed.
    """
    listed = [letter.as_article for letter in dated_letters(work.blog.letters)]
    ids = {article.id for article in listed}
    gone = {
        (known_article.article.date, known_article.article.title): key
        for key, known_article in known.items()
        if known_article.article.kind.is_letter and key not in ids
    }
    former = {
        article.id: gone.pop((article.date, article.title), article.id)
        for article in listed
        if article.id not in known
    }
    return {former.get(article.id, article.id): article for article in listed}


def _by_known_ids(
    articles: Iterable[Article], known: Mapping[str, KnownArticle]
) -> dict[str, Article]:
    """Return articles by their known ids; one that was known by its URL has a new id."""
    listed = list(articles)
    ids = {article.id for article in listed}
    by_address = {
        known_article.article.url: key
        for key, known_article in known.items()
        if key not in ids and not known_article.article.kind.is_letter
    }
    by_id: dict[str, Article] = {}
    for article in listed:
        former = () if article.id in known else sorted(article.addresses & by_address.keys())
        by_id.setdefault(by_address.pop(former[0]) if former else article.id, article)
    return by_id


def _held_if_old(known: KnownArticle, since: datetime) -> KnownArticle:
    """Hold a new article with a much earlier date: an import, a late correction."""
    day = known.article.day
    if known.state is not ArticleState.WAITING or day is None:
        return known
    at = day if day.tzinfo else day.replace(tzinfo=UTC)
    if at >= since - OLD_AFTER:
        return known
    log.warning("the article %s is dated %s: it is held", known.article.id, known.article.date)
    return replace(known, state=ArticleState.HELD)


def _changed(
    work: UnitOfWork, known: Mapping[str, KnownArticle], mailed: Mapping[str, Article]
) -> list[KnownArticle]:
    """Return known articles whose text changed, or that are back."""
    for key, known_article in known.items():
        is_sent = known_article.number is not None and known_article.article.kind.is_letter
        if is_sent and key in mailed and mailed[key].date != known_article.article.date:
            log.warning(
                "%s was sent at %s; another needs a file of its own",
                key,
                known_article.article.date,
            )
    return [
        _held_if_old(
            back(work, replace(known_article, article=mailed[key]), key), work.now - BACK_WITHIN
        )
        if known_article.is_gone
        else replace(known_article, article=mailed[key])
        for key, known_article in known.items()
        if key in mailed and (known_article.is_gone or known_article.article != mailed[key])
    ]


def _withdrawn(
    known: Mapping[str, KnownArticle], mailed: Mapping[str, Article]
) -> list[KnownArticle]:
    """Return known articles that are gone, or that their authors now keep out of letters."""
    return [
        replace(known_article, is_gone=True)
        for key, known_article in known.items()
        if key not in mailed and not known_article.is_gone
    ]
