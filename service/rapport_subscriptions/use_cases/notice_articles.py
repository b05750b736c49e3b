"""Noticing what the blog has published, and releasing it to readers."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from rapport_subscriptions.rules.article import ArticleState, KnownArticle
from rapport_subscriptions.rules.mailing import is_quiet

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from rapport_subscriptions.rules.article import Article
    from rapport_subscriptions.use_cases.unit_of_work import Desk

BASELINE = "baseline"
"""The mark of the first manifest that was ever seen: nobody is mailed an archive."""

CHANGE = "change"
"""The mark of the last time somebody said that the blog had changed."""

NOTE_EVERY = timedelta(seconds=5)
LOCK = "articles"
NEVER_TOLD = (ArticleState.WAITING, ArticleState.HELD)

log = logging.getLogger(__name__)


def notice(desk: Desk) -> int:
    """Take the manifest in; answer how many articles are new."""
    desk.tx.lock(LOCK)
    known = {one.article.id: one for one in desk.tx.articles.all()}
    published = {article.id: article for article in desk.blog.articles}
    gone = {key: one for key, one in known.items() if key not in published}
    is_first = desk.tx.marks.get(BASELINE) is None
    if is_first:
        desk.tx.marks.put(BASELINE, desk.now)
    new = [article for key, article in published.items() if key not in known]
    found = [_first_seen(desk, article, gone, is_baseline=is_first) for article in new]
    for one in (*found, *_changed(known, published), *_withdrawn(gone)):
        desk.tx.articles.put(one)
    return sum(one.state is ArticleState.WAITING for one in found)


def release(desk: Desk) -> int:
    """Release what has waited long enough; a great many at once wait for the operator's word."""
    desk.tx.lock(LOCK)
    waiting = ripe(desk)
    if len(waiting) > desk.letters.held_above:
        for one in waiting:
            desk.tx.articles.put(replace(one, state=ArticleState.HELD))
        log.warning("%d new articles at once are held for the operator's word", len(waiting))
        return 0
    return number(desk, waiting)


def ripe(desk: Desk) -> list[KnownArticle]:
    """Answer the new articles, once they have waited long enough."""
    waiting = [one for one in desk.tx.articles.all(ArticleState.WAITING) if not one.is_gone]
    return waiting if waiting and is_quiet(waiting, desk.letters.quiet, desk.now) else []


def hear_of_change(desk: Desk) -> None:
    """Note that somebody says the blog has changed; often said is said once."""
    if may_be_noted(desk):
        desk.tx.marks.put(CHANGE, desk.now)


def may_be_noted(desk: Desk) -> bool:
    """Whether it is long enough since a change was noted."""
    noted = desk.tx.marks.get(CHANGE)
    return noted is None or not timedelta(0) <= desk.now - noted < NOTE_EVERY


def is_told_of_change(desk: Desk) -> bool:
    """Whether a change was noted a moment ago, so that the manifest is worth another look."""
    noted = desk.tx.marks.get(CHANGE)
    return noted is not None and timedelta(0) <= desk.now - noted < 2 * NOTE_EVERY


def number(desk: Desk, articles: Iterable[KnownArticle]) -> int:
    """Give articles the next numbers, oldest first; answer how many got one."""
    ordered = sorted(articles, key=lambda one: (one.article.date, one.article.id))
    for place, one in enumerate(ordered, desk.tx.articles.latest_number() + 1):
        desk.tx.articles.put(replace(one, state=ArticleState.RELEASED, number=place))
    return len(ordered)


def _first_seen(
    desk: Desk, article: Article, gone: Mapping[str, KnownArticle], *, is_baseline: bool
) -> KnownArticle:
    """Answer a new article; one that stands where another went from is that one, renamed."""
    if is_baseline:
        return KnownArticle(article, ArticleState.KNOWN, desk.now)
    former = next((o for o in gone.values() if o.article.url in article.addresses), None)
    if former is None:
        return KnownArticle(article, ArticleState.WAITING, desk.now)
    state = former.state if former.state in NEVER_TOLD else ArticleState.KNOWN
    return KnownArticle(article, state, former.seen_at)


def _changed(
    known: Mapping[str, KnownArticle], published: Mapping[str, Article]
) -> list[KnownArticle]:
    """Answer known articles whose words changed, or that are back; their state stays."""
    return [
        replace(one, article=published[key], is_gone=False)
        for key, one in known.items()
        if key in published and (one.is_gone or one.article != published[key])
    ]


def _withdrawn(gone: Mapping[str, KnownArticle]) -> list[KnownArticle]:
    return [replace(one, is_gone=True) for one in gone.values() if not one.is_gone]
