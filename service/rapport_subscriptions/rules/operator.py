"""Who may look at the operator's page: the links that let them in, their sessions, their acts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

LINK_WITHIN = timedelta(minutes=10)
"""How long a link lets in, from when it is asked for."""

SESSION_WITHIN = timedelta(hours=8)
"""How long an operator stays signed in: a working day, however busy."""

LINKS_AN_HOUR = 5
"""So many links an hour are mailed to one address."""

ASKS_OF_NETWORK = 20
"""So often in ten minutes may one network ask for a link, or open one."""


class KeyKind(StrEnum):
    """What an operator's key opens."""

    LINK = "link"  # a session, once
    SESSION = "session"  # the page


@dataclass(frozen=True)
class OperatorKey:
    """What the database knows of a link or a session: digests, and never an address."""

    digest: str
    kind: KeyKind
    operator: str
    """The keyed hash of the operator's address."""
    browser: str
    """The digest of the secret that only the browser has which asked."""
    expires_at: datetime


class OperatorAct(StrEnum):
    """What an operator did."""

    SIGNED_IN = "signed in"
    SIGNED_OUT = "signed out"
    HELD = "held letters"
    RELEASED = "let letters go"
    SKIPPED = "skipped letters"
    RETRIED = "tried again"
    TESTED = "mailed a test"
    LOOKED_UP = "looked somebody up"
    EXPORTED = "exported somebody"
    UNSUBSCRIBED = "unsubscribed somebody"
    ERASED = "erased somebody"


@dataclass(frozen=True)
class AuditLine:
    """One act of one operator."""

    id: str
    at: datetime
    operator: str
    """The keyed hash of the operator's address."""
    act: OperatorAct
    about: str = ""
    """What was acted on: a mailing's name or a subscription's id, never an address."""
