"""From the blog's manifest to letters in the outbox, a little at each pass of the sender."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import TYPE_CHECKING

from rapport_subscriptions.errors import SubscriptionsError
from rapport_subscriptions.use_cases.mail_articles import (
    begin_mailings,
    has_work,
    write_letters,
)
from rapport_subscriptions.use_cases.notice import notice, release

if TYPE_CHECKING:
    from rapport_subscriptions.blog import Blog
    from rapport_subscriptions.service import Service
    from rapport_subscriptions.use_cases.desk import Desk

LOOK_EVERY = timedelta(seconds=1)
AFTER_A_FAULT = timedelta(minutes=1)

log = logging.getLogger(__name__)


class News:
    """One sender's share of the work on letters."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._noticed: Blog | None = None
        self._look_at = service.clock.now()

    def work(self) -> int:
        """Do what is due; answer how many readers were looked at.

        Whatever stops letters, but the database itself, must not stop confirmations.
        """
        try:
            self._notice()
            return self._write() if self._may_look() else 0
        except SubscriptionsError:
            raise
        except Exception:
            log.exception("letters can't be written, and are tried again in a minute")
            self._look_at = self._service.clock.now() + AFTER_A_FAULT
            return 0

    def _notice(self) -> None:
        blog = self._service.manifest.blog()
        if blog is not self._noticed:
            new = self._service.do(notice)
            self._noticed = blog
            if new:
                log.info("%d new articles", new)

    def _may_look(self) -> bool:
        """Whether it is time; a clock that was set back is not waited for."""
        ahead = self._look_at - self._service.clock.now()
        return ahead <= timedelta(0) or ahead > AFTER_A_FAULT

    def _write(self) -> int:
        service = self._service
        if not service.look(has_work):
            self._look_at = service.clock.now() + LOOK_EVERY
            return 0
        service.do(_prepare)
        return service.do(write_letters)


def _prepare(desk: Desk) -> None:
    release(desk)
    begin_mailings(desk)
