"""The port of the mail server."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from rapport_subscriptions.rules.outbox import Outcome


class Mailer(Protocol):
    """Sends emails."""

    async def send(self, message: bytes, sender: str, recipient: str) -> Outcome:
        """Send one message, once."""
        ...

    async def close(self) -> None:
        """Release connections."""
        ...
