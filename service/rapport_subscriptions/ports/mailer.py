"""The port of the mail server."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from rapport_subscriptions.rules.outbox import Outcome


class Mailer(Protocol):
    """What carries a mail away."""

    async def send(self, message: bytes, sender: str, recipient: str) -> Outcome:
        """Hand one message over, once."""
        ...

    async def close(self) -> None:
        """Give back connections."""
        ...
