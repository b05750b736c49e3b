"""Operators: the links that let them in, their sessions, their actions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

LINK_WITHIN = timedelta(minutes=10)
"""How long a sign-in link is valid."""

SESSION_WITHIN = timedelta(hours=8)
"""How long an operator stays signed in: a working day, even without a pause."""

LINKS_AN_HOUR = 5
"""Sign-in links an hour for one address."""

ASKS_OF_NETWORK = 20
"""Requests for links, or openings of them, from one network in ten minutes."""


class KeyKind(StrEnum):
    """The kinds of operators' keys."""

    LINK = "link"  # a session, once
    SESSION = "session"  # the page


@dataclass(frozen=True)
class OperatorKey:
    """A link or a session in the database: digests, never an address."""

    digest: str
    kind: KeyKind
    operator: str
    """The keyed hash of the operator's address."""
    browser: str
    """The digest of the secret that only the requesting browser has."""
    expires_at: datetime


class OperatorAct(StrEnum):
    """The actions of operators."""

    SIGNED_IN = "signed in"
    SIGNED_OUT = "signed out"
    HELD = "held letters"
    RELEASED = "let letters go"
    SKIPPED = "skipped letters"
    RETRIED = "tried again"
    TESTED = "mailed a test"
    LOOKED_UP = "looked somebody up"
    EXPORTED = "exported somebody"
    PAUSED = "paused somebody"
    UNSUBSCRIBED = "unsubscribed somebody"
    ERASED = "erased somebody"


@dataclass(frozen=True)
class AuditLine:
    """One action of one operator."""

    id: str
    at: datetime
    operator: str
    """The keyed hash of the operator's address."""
    act: OperatorAct
    about: str = ""
    """The target of the action: a mailing's name or a subscription's id, never an address."""
