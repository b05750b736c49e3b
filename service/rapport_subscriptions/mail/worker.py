"""The mail worker: processes requests and sends emails until it is stopped."""

from __future__ import annotations

import asyncio
import logging
from datetime import timedelta
from time import monotonic
from typing import TYPE_CHECKING

from anyio import to_thread

from rapport_subscriptions.errors import SubscriptionsError
from rapport_subscriptions.mail.article_watcher import ArticleWatcher
from rapport_subscriptions.mail.connection_pool import Connections
from rapport_subscriptions.mail.envelope import EnvelopeWriter
from rapport_subscriptions.runtime.polling import PollingLoop
from rapport_subscriptions.use_cases import claim_mail, keep_promise, keep_sums
from rapport_subscriptions.use_cases.process_requests import next_requests, process, process_these
from rapport_subscriptions.use_cases.readiness import BEAT_EVERY, beat
from rapport_subscriptions.use_cases.sample_letter import sample
from rapport_subscriptions.use_cases.tidy import BATCH, TIDYINGS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from rapport_subscriptions.rules.email_address import EmailAddress
    from rapport_subscriptions.rules.outbox import OutboxMail, Outcome
    from rapport_subscriptions.rules.pending_request import PendingRequest
    from rapport_subscriptions.service import Service
    from rapport_subscriptions.use_cases.unit_of_work import UnitOfWork

REQUESTS_AT_ONCE = 100
REQUESTS_AT_LEAST = 5
REQUEST_SECONDS = 0.2
"""The longest time of a batch of requests: on SQLite nobody else can write meanwhile."""

SUMS_SHARE = 20
"""Counting takes at most this fraction of the time."""

TIDY_EVERY = timedelta(hours=1)
TIDY_SHARE = 4
"""After a batch of tidying comes a pause so many times as long, for those who wait to write."""

log = logging.getLogger(__name__)


class MailWorker:
    """One worker; several may run on one database."""

    def __init__(self, service: Service, *, connections: int | None = None) -> None:
        self._service = service
        number = connections or service.settings.mail_connections
        self._requests = PollingLoop(self._process_requests)
        self._letters = PollingLoop(self._write_letters)
        self._mails = PollingLoop(self._process_mails)
        self._requests_at_once = REQUESTS_AT_ONCE
        self._sums = PollingLoop(self._keep_sums)
        self._connections = Connections(service, number, self._mails.wake)
        self._tidying = PollingLoop(self._tidy)
        self._untidied: list[Callable[[UnitOfWork], int]] = []
        self._sums_at = 0.0
        self._tidy_at = self._beat_at = service.clock.now()
        self._watcher = ArticleWatcher(service)

    def wake(self) -> None:
        """Wake the worker: there is work."""
        self._requests.wake()
        self._mails.wake()
        self._letters.wake()

    def stop(self) -> None:
        """Finish what is begun, then return from `run`."""
        self._requests.stop()
        self._mails.stop()
        self._letters.stop()
        self._sums.stop()
        self._tidying.stop()
        self._connections.stop()

    async def run(self) -> None:
        """Work until stopped; what was claimed and not begun is released."""
        loops = (self._requests, self._letters, self._mails, self._sums, self._tidying)
        await asyncio.gather(*(loop.run() for loop in loops))
        left = await self._connections.rest()
        if left:
            await to_thread.run_sync(self._service.do, claim_mail.give_back, left)

    async def work(self) -> int:
        """Do one pass; return how many requests and emails were processed."""
        taken = await self._process_requests() + await self._write_letters()
        taken += await self._process_mails()
        await self._connections.idle()
        await self._keep_sums()
        while await self._tidy():
            pass
        return taken

    async def work_all(self) -> None:
        """Work until nothing is left that can be done now."""
        while await self.work():
            pass

    async def send_sample(self, email: EmailAddress) -> Outcome:
        """Email the next letter to one address as a test, bypassing the outbox."""
        dispatch = await to_thread.run_sync(self._service.look, sample, email, None)
        mail = EnvelopeWriter(self._service).write(dispatch)
        return await self._service.mailer.send(mail.message, mail.sender, mail.recipient)

    async def _process_requests(self) -> int:
        if not await to_thread.run_sync(self._service.look, _has_requests):
            return 0
        taken = await to_thread.run_sync(self.process_requests)
        self._mails.wake()
        return taken

    async def _write_letters(self) -> int:
        written = await to_thread.run_sync(self._watcher.work)
        if written:
            self._mails.wake()
        return written

    async def _keep_sums(self) -> int:
        """Update the sums for the operator's page; slow counts are made less often."""
        settings = self._service.settings
        if (settings.operators or settings.promise) and monotonic() >= self._sums_at:
            began = monotonic()
            await to_thread.run_sync(self._count)
            self._sums_at = monotonic() + SUMS_SHARE * (monotonic() - began)
        return 0

    async def _tidy(self) -> int:
        """Tidy one batch of one kind; return 0 once nothing is left to do for now."""
        if not self._untidied:
            if self._service.clock.now() < self._tidy_at:
                return 0
            self._tidy_at = self._service.clock.now() + TIDY_EVERY
            self._untidied = [*TIDYINGS]
        began = monotonic()
        if await to_thread.run_sync(self._service.do, self._untidied[0]) < BATCH:
            self._untidied.pop(0)
        else:
            await asyncio.sleep(TIDY_SHARE * (monotonic() - began))
        return len(self._untidied)

    def _count(self) -> None:
        if self._service.look(keep_sums.are_due):
            self._service.do(keep_sums.keep, self._service.look(keep_sums.count))
        if self._service.settings.promise and self._service.look(keep_promise.is_due):
            self._service.do(keep_promise.keep, self._service.look(keep_promise.count))

    def process_requests(self) -> int:
        """Process some of the waiting requests; return how many."""
        began = monotonic()
        try:
            taken = self._service.do(process, self._requests_at_once)
        except Exception:  # noqa: BLE001 - one request must not hold up all others
            some = self._service.look(next_requests, REQUESTS_AT_ONCE)
            return sum(self._take_one(request) for request in some)
        if taken == self._requests_at_once or monotonic() - began > REQUEST_SECONDS:
            fitting = round(taken * REQUEST_SECONDS / max(monotonic() - began, 0.001))
            self._requests_at_once = max(REQUESTS_AT_LEAST, min(REQUESTS_AT_ONCE, fitting))
        return taken

    def _take_one(self, request: PendingRequest) -> int:
        """Process one request; if a bug stops it, it is dropped; after other errors it waits."""
        try:
            return self._service.do(process_these, [request])
        except SubscriptionsError:
            raise
        except Exception:
            log.exception("a request can't be processed and is dropped")
            return self._service.do(lambda work: work.tx.requests.remove([request]))

    async def _process_mails(self) -> int:
        """Claim as many emails as the connections have room for, and send them; return how many."""
        self._connections.check()
        urgent, letters = self._connections.room()
        claimed = await to_thread.run_sync(self._claim, urgent, letters)
        self._connections.take(claimed)
        return len(claimed)

    def _claim(self, urgent: int, letters: int) -> Sequence[OutboxMail]:
        """Claim what is due; if nothing is, no writer is blocked."""
        if self._service.clock.now() >= self._beat_at:
            self._service.do(beat)
            self._beat_at = self._service.clock.now() + BEAT_EVERY
        if not self._service.look(claim_mail.has_work, letters=letters):
            return []
        self._service.do(claim_mail.recover)
        return self._service.do(claim_mail.claim, urgent, letters)


def _has_requests(work: UnitOfWork) -> bool:
    return bool(next_requests(work, 1))
