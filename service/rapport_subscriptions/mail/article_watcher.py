"""From the blog's manifest to letters in the outbox, a little at each pass of the worker."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from rapport_subscriptions.use_cases.mail_articles import LOCK as MAILINGS_LOCK
from rapport_subscriptions.use_cases.mail_articles import begin_mailings, has_work, write_letters
from rapport_subscriptions.use_cases.mail_series import has_parts, write_parts
from rapport_subscriptions.use_cases.notice_articles import LOCK as ARTICLES_LOCK
from rapport_subscriptions.use_cases.notice_articles import is_told_of_change, notice, release

if TYPE_CHECKING:
    from rapport_subscriptions.rules.blog import Blog
    from rapport_subscriptions.service import Service
    from rapport_subscriptions.use_cases.unit_of_work import UnitOfWork

log = logging.getLogger(__name__)


class ArticleWatcher:
    """One worker's share of the work on letters."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._noticed: Blog | None = None

    def work(self) -> int:
        """Do what is due; return the amount of work, 0 for none."""
        self._notice()
        service = self._service
        parts = service.do(write_parts) if service.look(has_parts) else 0
        if not service.look(has_work):
            return parts
        service.do(_prepare)
        return parts + service.do(write_letters)

    def _notice(self) -> None:
        """Process a manifest that this worker hasn't seen."""
        service = self._service
        if service.look(is_told_of_change):
            service.manifest.hurry()
        blog = service.manifest.blog()
        if blog is not self._noticed:
            new = service.do(notice)
            self._noticed = blog
            if new:
                log.info("%d new articles", new)


def _prepare(work: UnitOfWork) -> None:
    work.tx.lock(ARTICLES_LOCK, MAILINGS_LOCK)  # both at once, so that no two wait for each other
    release(work)
    begin_mailings(work)
