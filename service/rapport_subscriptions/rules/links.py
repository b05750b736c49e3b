"""The URLs in emails and on pages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rapport_subscriptions.rules.tokens import Keyring, Purpose

if TYPE_CHECKING:
    from rapport_subscriptions.rules.series import SeriesReader
    from rapport_subscriptions.rules.subscription import Subscription

ROOT = "/subscriptions"
OPERATOR = "/operator"
"""The operator's page, below the same public URL."""


@dataclass(frozen=True)
class Links:
    """Addresses under the service's public URL; a token is always the last part."""

    public_url: str
    keys: Keyring

    def to(self, purpose: Purpose, token: str) -> str:
        """Return the URL of a token."""
        return f"{self.public_url}{ROOT}/{purpose.value}/{token}"

    def unsubscribe(self, subscription: Subscription) -> str:
        """Return the unsubscribe link; it works as long as the address can get mail."""
        return self.to(Purpose.UNSUBSCRIBE, self.keys.sign(Purpose.UNSUBSCRIBE, subscription.id))

    def manage(self, subscription: Subscription) -> str:
        """Return the URL of the page with topics, frequency and pause."""
        return self._current(Purpose.MANAGE, subscription)

    def receipt(self, subscription: Subscription) -> str:
        """Return the URL of the receipt, which says what was agreed to."""
        return self._current(Purpose.RECEIPT, subscription)

    def refuse(self, subscription: Subscription) -> str:
        """Return the URL of the page "this wasn't me"."""
        return self._current(Purpose.REFUSE, subscription)

    def series(self, subscription: Subscription, reader: SeriesReader) -> str:
        """Return the page of a reader's place in a series."""
        return self.to(Purpose.SERIES, self._of_series(subscription, reader))

    def stop_series(self, subscription: Subscription, reader: SeriesReader) -> str:
        """Return the link that stops one series, and nothing else (RFC 8058)."""
        return f"{self.public_url}{ROOT}/series-stop/{self._of_series(subscription, reader)}"

    def unsubscribe_by_address(self) -> str:
        """Return the URL of the page for unsubscribing without an old email."""
        return f"{self.public_url}{ROOT}/unsubscribe"

    def sign_in(self, token: str) -> str:
        """Return the URL of the page that signs an operator in."""
        return f"{self.public_url}{OPERATOR}/open/{token}"

    def path(self, link: str) -> str:
        """Return the path of a link for our own pages, on whatever host."""
        return link.removeprefix(self.public_url)

    def _of_series(self, subscription: Subscription, reader: SeriesReader) -> str:
        return self.keys.sign(Purpose.SERIES, reader.id, subscription.generation)

    def _current(self, purpose: Purpose, subscription: Subscription) -> str:
        return self.to(purpose, self.keys.sign(purpose, subscription.id, subscription.generation))
