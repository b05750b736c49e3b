"""A mailer for looking at emails on one's own machine."""

from __future__ import annotations

import os
import time
from pathlib import Path

from anyio import to_thread

from rapport_subscriptions.rules.outbox import Outcome, Verdict
from rapport_subscriptions.rules.tokens import new_id


class MaildirMailer:
    """Delivers into a Maildir: written to `tmp`, synced, renamed to `new`."""

    def __init__(self, path: Path) -> None:
        self.path = path

    async def send(self, message: bytes, sender: str, recipient: str) -> Outcome:
        """Write one file."""
        del sender, recipient  # a Maildir has no envelope
        try:
            await to_thread.run_sync(self._write, message)
        except OSError as error:
            return Outcome(Verdict.LATER, f"maildir: {error.strerror}")
        return Outcome(Verdict.SENT)

    async def close(self) -> None:
        """Nothing to release."""

    def _write(self, message: bytes) -> None:
        for folder in ("tmp", "new", "cur"):
            (self.path / folder).mkdir(parents=True, exist_ok=True)
        name = f"{time.time_ns()}.{new_id()}.rapport"
        temporary = self.path / "tmp" / name
        with temporary.open("xb") as file:
            file.write(message)
            file.flush()
            os.fsync(file.fileno())
        temporary.rename(self.path / "new" / name)
