"""What becomes of a link that confirms something."""

from __future__ import annotations

from datetime import timedelta
from enum import Enum, auto

SPENT_FOR = timedelta(days=400)
"""How long the digest of a spent token is remembered, so that a second click is understood."""


class LinkResult(Enum):
    """What became of a link."""

    DONE = auto()
    DONE_BEFORE = auto()
    OPEN = auto()
    EXPIRED = auto()
    GONE = auto()  # the reader has left since
    UNKNOWN = auto()
