"""Signing mails by DKIM (RFC 6376), so that both list headers are covered as RFC 8058 asks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import dkim
from anyio import to_thread

from rapport_subscriptions.errors import SubscriptionsError

if TYPE_CHECKING:
    from rapport_subscriptions.ports.mailer import Mailer
    from rapport_subscriptions.rules.outbox import Outcome

SIGNED = (
    "from",
    "reply-to",
    "to",
    "subject",
    "date",
    "message-id",
    "mime-version",
    "content-type",
    "auto-submitted",
    "list-id",
    "list-unsubscribe",
    "list-unsubscribe-post",
)


NEVER_TWICE = ("from", "reply-to", "to", "subject", "list-unsubscribe")
"""Signed once more than they occur, so that adding another one breaks the signature."""


@dataclass(frozen=True, repr=False)
class Signature:
    """The signing key: `selector._domainkey.domain` publishes its public half."""

    domain: str
    selector: str
    private_key: bytes

    def sign(self, message: bytes) -> bytes:
        """Return the message with its signature on top."""
        present = {line.partition(b":")[0].strip().lower() for line in _header_lines(message)}
        covered = [name.encode() for name in SIGNED if name.encode() in present]
        covered += [name.encode() for name in NEVER_TWICE]
        try:
            header: bytes = dkim.sign(
                message,
                self.selector.encode(),
                self.domain.encode(),
                self.private_key,
                canonicalize=(b"relaxed", b"relaxed"),
                include_headers=covered,
            )
        except dkim.DKIMException as error:
            raise SubscriptionsError(f"the DKIM key can't sign: {error}") from error
        return header + message


class DkimMailer:
    """Signs each message, then hands it to another mailer."""

    def __init__(self, mailer: Mailer, signature: Signature) -> None:
        self._mailer = mailer
        self._signature = signature

    async def send(self, message: bytes, sender: str, recipient: str) -> Outcome:
        """Sign and hand over."""
        signed = await to_thread.run_sync(self._signature.sign, message)
        return await self._mailer.send(signed, sender, recipient)

    async def close(self) -> None:
        """Close the other mailer."""
        await self._mailer.close()


def _header_lines(message: bytes) -> list[bytes]:
    return message.replace(b"\r\n", b"\n").partition(b"\n\n")[0].split(b"\n")
