"""Noticing what the blog has published, and releasing it to readers."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from rapport_subscriptions.rules.article import ArticleState, KnownArticle
from rapport_subscriptions.rules.mailing import is_quiet

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from rapport_subscriptions.rules.article import Article
    from rapport_subscriptions.use_cases.unit_of_work import UnitOfWork

BASELINE = "baseline"
"""The mark of the first manifest that was ever seen: nobody is mailed an archive."""

CHANGE = "change"
"""The mark of the last time somebody said that the blog had changed."""

NOTE_EVERY = timedelta(seconds=5)
ALL_HELD = "letters held"
"""The mark of the operator's word, or a restored backup's, that no letter goes for now."""

LOOKED = "looked"
"""The mark of the last time the blog's manifest was taken in."""

OLD_AFTER = timedelta(days=2)
"""An article dated so long before the last look is no news: it waits for the operator's word."""

LOCK = "articles"
NEVER_TOLD = (ArticleState.WAITING, ArticleState.HELD)

log = logging.getLogger(__name__)


def notice(work: UnitOfWork) -> int:
    """Take the manifest in; return how many articles are new."""
    work.tx.lock(LOCK)
    known = {known_article.article.id: known_article for known_article in work.tx.articles.all()}
    published = {article.id: article for article in work.blog.articles}
    gone = {key: known_article for key, known_article in known.items() if key not in published}
    is_first = work.tx.marks.get(BASELINE) is None
    if is_first:
        work.tx.marks.put(BASELINE, work.now)
    looked_at = work.tx.marks.get(LOOKED) or work.now
    work.tx.marks.put(LOOKED, work.now)
    new = [article for key, article in published.items() if key not in known]
    found = [_first_seen(work, article, gone, is_baseline=is_first) for article in new]
    found = [_held_if_old(known_article, looked_at) for known_article in found]
    seen = (*found, *_changed(known, published), *_withdrawn(gone))
    for known_article in seen:
        work.tx.articles.put(_never_if_unmailed(work, known_article))
    return sum(known_article.state is ArticleState.WAITING for known_article in found)


def release(work: UnitOfWork) -> int:
    """Release what has waited long enough; a great many at once wait for the operator's word."""
    work.tx.lock(LOCK)
    waiting = [] if is_all_held(work) else ripe(work)
    if len(waiting) > work.letters.held_above:
        for known_article in waiting:
            work.tx.articles.put(replace(known_article, state=ArticleState.HELD))
        log.warning("%d new articles at once are held for the operator's word", len(waiting))
        return 0
    return number(work, waiting)


def ripe(work: UnitOfWork) -> list[KnownArticle]:
    """Return the new articles, once they have waited long enough."""
    waiting = [
        known_article
        for known_article in work.tx.articles.all(ArticleState.WAITING)
        if not known_article.is_gone
    ]
    return waiting if waiting and is_quiet(waiting, work.letters.quiet, work.now) else []


def is_all_held(work: UnitOfWork) -> bool:
    """Whether no letter goes until the operator says so."""
    return work.tx.marks.get(ALL_HELD) is not None


def hear_of_change(work: UnitOfWork) -> None:
    """Note that somebody says the blog has changed; often said is said once."""
    if may_be_noted(work):
        work.tx.marks.put(CHANGE, work.now)


def may_be_noted(work: UnitOfWork) -> bool:
    """Whether it is long enough since a change was noted."""
    noted = work.tx.marks.get(CHANGE)
    return noted is None or not timedelta(0) <= work.now - noted < NOTE_EVERY


def is_told_of_change(work: UnitOfWork) -> bool:
    """Whether a change was noted a moment ago, so that the manifest is worth another look."""
    noted = work.tx.marks.get(CHANGE)
    return noted is not None and timedelta(0) <= work.now - noted < 2 * NOTE_EVERY


def number(work: UnitOfWork, articles: Iterable[KnownArticle]) -> int:
    """Give articles the next numbers, oldest first; return how many got one."""
    ordered = sorted(
        articles, key=lambda known_article: (known_article.article.date, known_article.article.id)
    )
    for place, known_article in enumerate(ordered, work.tx.articles.latest_number() + 1):
        work.tx.articles.put(replace(known_article, state=ArticleState.RELEASED, number=place))
    return len(ordered)


def _first_seen(
    work: UnitOfWork, article: Article, gone: Mapping[str, KnownArticle], *, is_baseline: bool
) -> KnownArticle:
    """Return a new article; one that stands where another went from is that one, renamed."""
    if is_baseline:
        return KnownArticle(article, ArticleState.KNOWN, work.now)
    former = next((o for o in gone.values() if o.article.url in article.addresses), None)
    if former is None:
        return KnownArticle(article, ArticleState.WAITING, work.now)
    state = former.state if former.state in NEVER_TOLD else ArticleState.KNOWN
    return KnownArticle(article, state, former.seen_at)


def _held_if_old(known: KnownArticle, looked_at: datetime) -> KnownArticle:
    """Hold a new article that is dated well before the last look: an import, a late correction."""
    day = known.article.day
    if known.state is not ArticleState.WAITING or day is None:
        return known
    at = day if day.tzinfo else day.replace(tzinfo=UTC)
    if at >= looked_at - OLD_AFTER:
        return known
    log.warning("the article %s is dated %s: it is held", known.article.id, known.article.date)
    return replace(known, state=ArticleState.HELD)


def _never_if_unmailed(work: UnitOfWork, known: KnownArticle) -> KnownArticle:
    """Count an article as known if its author says that it is in no letter."""
    if known.article.id in work.blog.unmailed and known.state in NEVER_TOLD:
        return replace(known, state=ArticleState.KNOWN)
    return known


def _changed(
    known: Mapping[str, KnownArticle], published: Mapping[str, Article]
) -> list[KnownArticle]:
    """Return known articles whose words changed, or that are back; their state stays."""
    return [
        replace(known_article, article=published[key], is_gone=False)
        for key, known_article in known.items()
        if key in published
        and (
            known_article.is_gone
            or known_article.article != published[key]
            or known_article.state in NEVER_TOLD
        )
    ]


def _withdrawn(gone: Mapping[str, KnownArticle]) -> list[KnownArticle]:
    return [
        replace(known_article, is_gone=True)
        for known_article in gone.values()
        if not known_article.is_gone
    ]
