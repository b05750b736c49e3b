"""Requests as they arrive: stored alike for every address, processed a moment later."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from rapport_subscriptions.rules.consent import Origin
    from rapport_subscriptions.rules.email_address import EmailAddress
    from rapport_subscriptions.rules.subscription import Choice


class RequestKind(StrEnum):
    """What the person who typed an address asks for."""

    SUBSCRIBE = "subscribe"
    UNSUBSCRIBE = "unsubscribe"
    MANAGE = "manage"


class Turn(StrEnum):
    """The order in which sign-ups take turns, if more wait than may be processed."""

    NETWORK = "network"
    DOMAIN = "domain"


@dataclass(frozen=True)
class PendingRequest:
    """One request for one typed address; nothing is known yet about the person."""

    id: str
    kind: RequestKind
    email: EmailAddress
    at: datetime
    origin: Origin
    choice: Choice
    wording: str = ""
    text: str = ""
    page: str = ""
    not_before: datetime | None = None
    """When it may be processed; later if many came from one network, but not never."""
    network_rank: int = 0
    """0 for the first sign-up from its network that day, -1 for the second; 0 goes first."""
    domain_rank: int = 0
    """The same for all sign-ups that day at its recipient's domain."""
    series: str = ""
    """The series that is asked for, in place of articles."""
    pace: str = ""
