"""The sender: works off what was asked and what is to be mailed, until it is stopped."""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING

from anyio import to_thread

from rapport_subscriptions import letters
from rapport_subscriptions.article_letter import article_values
from rapport_subscriptions.email_address import parse_address
from rapport_subscriptions.errors import SubscriptionsError
from rapport_subscriptions.news import News
from rapport_subscriptions.outbox import Outcome, Verdict
from rapport_subscriptions.use_cases import deliver
from rapport_subscriptions.use_cases.take_in import take_in
from rapport_subscriptions.use_cases.tidy import tidy
from rapport_subscriptions.wording import letter_values

if TYPE_CHECKING:
    from rapport_subscriptions.service import Service
    from rapport_subscriptions.use_cases.desk import Desk

POLL_SECONDS = 1.0
RETRY_SECONDS = 5.0
BATCH = 50
TIDY_EVERY = timedelta(hours=1)

log = logging.getLogger(__name__)


class Sender:
    """One worker; several may run on one database."""

    def __init__(self, service: Service, *, connections: int = 4) -> None:
        self._service = service
        self._connections = connections
        self._wake = asyncio.Event()
        self._stopping = False
        self._tidy_at = service.clock.now()
        self._news = News(service)

    def wake(self) -> None:
        """Say that there is work."""
        self._wake.set()

    def stop(self) -> None:
        """Finish what is begun, then return from `run`."""
        self._stopping = True
        self._wake.set()

    async def run(self) -> None:
        """Work until stopped; a database that is gone is tried again."""
        while not self._stopping:
            self._wake.clear()
            try:
                done = await self.work()
            except Exception as fault:
                known = isinstance(fault, SubscriptionsError)
                log.warning("the sender waits: %s", fault, exc_info=None if known else fault)
                done = 0
                await self._rest(RETRY_SECONDS)
            if not done and not self._stopping:
                await self._rest(POLL_SECONDS)

    async def work(self) -> int:
        """Work once through; answer how many requests and mails were worked off."""
        await to_thread.run_sync(self._service.do, deliver.recover)
        if self._service.clock.now() >= self._tidy_at:
            self._tidy_at = self._service.clock.now() + TIDY_EVERY
            await to_thread.run_sync(self._service.do, tidy)
        taken = await to_thread.run_sync(self.take_in)
        written = await to_thread.run_sync(self._news.work)
        ids = await to_thread.run_sync(self._service.do, deliver.claim, BATCH)
        waiting = list(reversed(ids))

        async def connection() -> None:
            while waiting:
                await self._send(waiting.pop())

        await asyncio.gather(*(connection() for _ in range(min(self._connections, len(ids)))))
        return taken + written + len(ids)

    async def work_all(self) -> None:
        """Work until nothing is left that may be done now."""
        while await self.work():
            pass

    async def _rest(self, seconds: float) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(self._wake.wait(), seconds)

    def take_in(self) -> int:
        """Work off some of what was asked; answer how many requests."""
        try:
            return self._service.do(_take_in_some, BATCH)
        except Exception:  # noqa: BLE001 - one request must not hold up all others
            return sum(self._take_one() for _ in range(BATCH))

    def _take_one(self) -> int:
        """Work off one request; one that a bug of ours stops is let go, any other fault waits."""
        try:
            return self._service.do(_take_in_some, 1)
        except SubscriptionsError:
            raise
        except Exception:
            log.exception("a request can't be worked off and is let go")
            return len(self._service.do(lambda desk: desk.tx.take_requests(1)))

    async def _send(self, mail_id: str) -> None:
        service = self._service
        dispatch = await to_thread.run_sync(service.do, deliver.begin, mail_id)
        if dispatch is None:
            return
        try:
            outcome = await self._attempt(dispatch)
        except Exception as fault:
            log.exception("a mail can't be written")
            outcome = Outcome(Verdict.LATER, f"writing: {type(fault).__name__}")
        await to_thread.run_sync(service.do, deliver.finish, mail_id, outcome)
        log.info(
            "mail attempted",
            extra={"kind": dispatch.mail.kind, "verdict": outcome.verdict, "mail": mail_id},
        )

    async def _attempt(self, dispatch: deliver.Dispatch) -> Outcome:
        service = self._service
        settings = service.settings
        blog = service.manifest.blog()
        now = service.clock.now()
        values = {
            **letter_values(dispatch, blog, service.links, now),
            **article_values(dispatch.articles, dispatch.subscription, blog),
        }
        message = letters.compose(
            dispatch.mail,
            letters.write_letter(dispatch.mail.kind, values),
            letters.Sender(
                settings.sender_name,
                settings.sender.typed,
                blog.title,
                f"articles.{settings.sender.domain}",
            ),
            leave=service.links.leave(dispatch.subscription),
            now=now,
        )
        recipient = parse_address(dispatch.mail.recipient, public=False)
        return await service.mailer.send(
            message, service.return_path(dispatch.subscription), recipient.wire
        )


def _take_in_some(desk: Desk, limit: int) -> int:
    requests = desk.tx.take_requests(limit)
    for request in requests:
        take_in(desk, request)
    return len(requests)
