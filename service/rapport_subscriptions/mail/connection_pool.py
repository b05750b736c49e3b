"""A worker's connections to the mail server, and the order of emails on them."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from typing import TYPE_CHECKING

from rapport_subscriptions.errors import DatabaseError
from rapport_subscriptions.mail.envelope import EnvelopeWriter
from rapport_subscriptions.rules.outbox import ATTEMPT, MailKind, Outcome, Verdict
from rapport_subscriptions.runtime.batcher import Batcher
from rapport_subscriptions.use_cases import deliver_mail

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from rapport_subscriptions.rules.outbox import OutboxMail
    from rapport_subscriptions.service import Service

    Dispatched = deliver_mail.Dispatch | deliver_mail.OperatorDispatch

MAILS_PER_CONNECTION = 8
"""Emails claimed ahead: few enough to be sent long before another worker may take them over."""

log = logging.getLogger(__name__)


class Connections:
    """Hands claimed emails to the mail server, those that a person waits for before all letters.

    If there is more than one connection, letters leave one free, so that such emails are sent at
    once, however slow the server is.
    """

    def __init__(self, service: Service, number: int, on_low: Callable[[], None]) -> None:
        self._service = service
        self._number = number
        self._envelopes = EnvelopeWriter(service)
        self._most_letters = max(1, number - 1)
        self._ahead = number * MAILS_PER_CONNECTION
        self._on_low = on_low
        self._urgent: deque[str] = deque()
        self._letters: deque[str] = deque()
        self._letters_under_way = 0
        self._unwritten: list[tuple[str, Outcome]] = []
        self._running: set[asyncio.Task[None]] = set()
        self._error: BaseException | None = None
        self._stopping = False
        self._steps = Batcher(self._take_steps, number, coming=lambda: len(self._running))

    def room(self) -> tuple[int, int]:
        """Return how many urgent emails and how many letters may be claimed now."""
        letters = self._ahead if len(self._letters) <= self._ahead // 2 else 0
        return max(0, self._ahead - len(self._urgent)), letters

    def take(self, claimed: Sequence[OutboxMail]) -> None:
        """Send these emails, and those left over when the database failed."""
        for mail in claimed:
            is_letter = mail.kind is MailKind.ARTICLES
            (self._letters if is_letter else self._urgent).append(mail.id)
        waiting = len(self._urgent) + len(self._letters) + len(self._unwritten)
        for _ in range(min(self._number - len(self._running), waiting)):
            task = asyncio.create_task(self._connection())
            self._running.add(task)
            task.add_done_callback(self._ended)

    async def idle(self) -> None:
        """Wait until every email was processed; raise what broke a connection."""
        while self._running:
            await asyncio.wait(set(self._running))
        self.check()

    def check(self) -> None:
        """Raise what broke a connection since the last time."""
        error, self._error = self._error, None
        if error:
            raise error

    def stop(self) -> None:
        """Begin no more emails."""
        self._stopping = True

    async def rest(self) -> list[str]:
        """Finish what was begun; return the emails that were claimed and not begun."""
        while self._running:
            await asyncio.wait(set(self._running))
        return [*self._urgent, *self._letters]

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._running.discard(task)
        if not task.cancelled() and task.exception():
            self._error = task.exception()

    def _next(self) -> tuple[str | None, bool]:
        """Return the email to send next, and whether it is a letter."""
        if self._stopping:
            return None, False
        if self._urgent:
            return self._urgent.popleft(), False
        if self._letters and self._letters_under_way < self._most_letters:
            mail_id = self._letters.popleft()
            if len(self._letters) in {0, self._ahead // 2}:
                self._on_low()
            return mail_id, True
        return None, False

    async def _connection(self) -> None:
        """Send one email after the other."""
        finished = self._unwritten.pop() if self._unwritten else None
        while True:
            next_id, is_letter = self._next()
            if next_id is None and finished is None:
                return
            self._letters_under_way += is_letter
            try:
                dispatch = await self._step(finished, next_id, is_letter=is_letter)
                finished = (dispatch.mail.id, await self._attempt(dispatch)) if dispatch else None
            finally:
                self._letters_under_way -= is_letter

    async def _step(
        self, finished: tuple[str, Outcome] | None, next_id: str | None, *, is_letter: bool
    ) -> Dispatched | None:
        """Record the result of an email, and the beginning of the next one."""
        try:
            return await self._steps.do(deliver_mail.DeliveryStep(finished, next_id))
        except DatabaseError:
            # what is known of a mail that went is kept, or it would go again
            self._unwritten += [finished] if finished else []
            (self._letters if is_letter else self._urgent).extendleft([next_id] if next_id else [])
            raise

    def _take_steps(
        self, steps: Sequence[deliver_mail.DeliveryStep]
    ) -> Sequence[Dispatched | None]:
        return self._service.do(deliver_mail.take_steps, steps)

    async def _attempt(self, dispatch: Dispatched) -> Outcome:
        try:
            mail = self._envelopes.write(dispatch)
            async with asyncio.timeout(ATTEMPT.total_seconds()):
                outcome = await self._service.mailer.send(mail.message, mail.sender, mail.recipient)
        except TimeoutError:
            outcome = Outcome(Verdict.UNKNOWN, "the server took too long")
        except Exception as error:
            log.exception("an email can't be composed")
            outcome = Outcome(Verdict.LATER, f"writing: {type(error).__name__}")
        log.info(
            "mail attempted",
            extra={
                "kind": dispatch.mail.kind,
                "verdict": outcome.verdict,
                "mail": dispatch.mail.id,
            },
        )
        return outcome
