"""A subscription and its states."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from rapport_subscriptions.rules.email_address import EmailAddress


class Status(StrEnum):
    """The state of a subscription."""

    PENDING = "pending"  # asked for, not confirmed by the address
    CONFIRMED = "confirmed"  # the only state that gets articles
    PAUSED = "paused"  # confirmed, silent until a day the reader chose
    UNSUBSCRIBED = "unsubscribed"
    SUPPRESSED = "suppressed"  # the address bounces or complained


MEMBERS = (Status.CONFIRMED, Status.PAUSED)


class Cadence(StrEnum):
    """How often a reader wants email."""

    EACH = "each"
    WEEKLY = "weekly"
    MONTHLY = "monthly"
    NONE = "none"  # no articles and no letters: only the series that were asked for


CADENCES = (Cadence.EACH, Cadence.WEEKLY, Cadence.MONTHLY)
"""What readers of articles choose from."""


@dataclass(frozen=True)
class Choice:
    """A reader's topics and frequency; no topics means every article."""

    topics: tuple[str, ...]
    cadence: Cadence


NO_ARTICLES = Choice((), Cadence.NONE)
"""What somebody chose who signed up for a series only."""


@dataclass(frozen=True)
class Subscription:
    """One address's subscription."""

    id: str
    email: EmailAddress
    status: Status
    choice: Choice
    wording: str
    page: str
    asked_at: datetime
    confirmed_at: datetime | None = None
    unsubscribed_at: datetime | None = None
    paused_until: datetime | None = None
    generation: int = 0
    """Increased when the address changes, so that manage links in the old mailbox expire."""
    suppressed_from: Status | None = None
    """The status of a suppressed subscription before."""
    last_notified: int = 0
    """The number of the last article that the reader was notified of, or was not to be."""

    def status_at(self, now: datetime) -> Status:
        """Return the current status: a pause ends by itself."""
        if self.status is Status.PAUSED and self.paused_until and self.paused_until <= now:
            return Status.CONFIRMED
        return self.status

    def is_reading(self, now: datetime) -> bool:
        """Whether articles may be emailed to this address now."""
        return self.status_at(now) is Status.CONFIRMED

    def is_member(self) -> bool:
        """Whether the reader is confirmed and not unsubscribed, paused or not."""
        return self.status in {Status.CONFIRMED, Status.PAUSED}

    @property
    def gets_articles(self) -> bool:
        """Whether the reader asked for articles, not for a series only."""
        return self.choice.cadence is not Cadence.NONE

    def asked(self, choice: Choice, wording: str, page: str, now: datetime) -> Subscription:
        """Request again, after unsubscribing or without having confirmed."""
        if self.is_member() or self.status is Status.SUPPRESSED:
            return self
        return replace(
            self,
            status=Status.PENDING,
            choice=choice,
            wording=wording,
            page=page,
            asked_at=now,
            confirmed_at=None,
        )

    def confirmed(self, choice: Choice, now: datetime, last_notified: int = 0) -> Subscription:
        """Confirm what was asked for; articles come from the next one after `last_notified` on.

        Who gets a series only may ask for articles, too, and so may a pause go on.
        """
        is_in_series = self.is_member() and not self.gets_articles
        if self.status is not Status.PENDING and not is_in_series:
            return self
        return replace(
            self,
            status=self.status if is_in_series else Status.CONFIRMED,
            choice=choice,
            confirmed_at=now,
            unsubscribed_at=None,
            last_notified=max(self.last_notified, last_notified),
        )

    def unanswered(self) -> Subscription | None:
        """Fall back to unsubscribed after an unanswered request; None if it was the first."""
        if self.unsubscribed_at is None:
            return None
        return replace(self, status=Status.UNSUBSCRIBED)

    def unsubscribed(self, now: datetime) -> Subscription:
        """Unsubscribe, from any state, any number of times; the first time counts."""
        if self.status in {Status.UNSUBSCRIBED, Status.SUPPRESSED}:
            return self
        return replace(self, status=Status.UNSUBSCRIBED, unsubscribed_at=now, paused_until=None)

    def returned(self) -> Subscription:
        """Undo the unsubscribing; possible only for confirmed readers."""
        if self.status is not Status.UNSUBSCRIBED or self.confirmed_at is None:
            return self
        return replace(self, status=Status.CONFIRMED, unsubscribed_at=None)

    def changed(self, choice: Choice) -> Subscription:
        """Choose other topics or another cadence; who gets a series only signs up for articles."""
        return replace(self, choice=choice) if self.is_member() and self.gets_articles else self

    def paused(self, until: datetime) -> Subscription:
        """Pause until a date."""
        if not self.is_member():
            return self
        return replace(self, status=Status.PAUSED, paused_until=until)

    def resumed(self) -> Subscription:
        """End a pause early."""
        if self.status is not Status.PAUSED:
            return self
        return replace(self, status=Status.CONFIRMED, paused_until=None)

    def moved(self, email: EmailAddress) -> Subscription:
        """Move the subscription to another address, which has confirmed that."""
        if not self.is_member():
            return self
        return replace(self, email=email, generation=self.generation + 1)

    def suppressed(self) -> Subscription:
        """Email this address no more; its former state is kept, in case that was a mistake."""
        if self.status is Status.SUPPRESSED:
            return self
        return replace(self, status=Status.SUPPRESSED, suppressed_from=self.status)

    def restored(self) -> Subscription:
        """Restore a suppressed reader's former state."""
        if self.status is not Status.SUPPRESSED:
            return self
        former = self.suppressed_from or Status.UNSUBSCRIBED
        return replace(self, status=former, suppressed_from=None)
