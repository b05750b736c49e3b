"""The journal of every *no* and the *yes* that follows it: keyed hashes, each line chained.

It is beside the database and outlives it: from it, a restored backup or an imported list learns of
every *no* that it lacks. A line has no address, and nobody without the key can tell whose it is.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class JournalEvent(StrEnum):
    """The last decision of an address's owner."""

    CONFIRMED = "confirmed"
    UNSUBSCRIBED = "unsubscribed"
    REFUSED = "refused"
    COMPLAINED = "complained"
    MOVED = "moved"  # to another address
    ERASED = "erased"
    ALLOWED = "allowed"  # lifted by the operator, at the owner's request


OPT_OUTS = frozenset(set(JournalEvent) - {JournalEvent.CONFIRMED, JournalEvent.ALLOWED})


@dataclass(frozen=True)
class JournalEntry:
    """One line: whose (a keyed hash), what, and when."""

    at: datetime
    event: JournalEvent
    hash: str

    @property
    def is_no(self) -> bool:
        """Whether this address must not be emailed."""
        return self.event in OPT_OUTS

    def chained(self, before: str) -> str:
        """Return the proof that this line follows the one with the chain `before`."""
        content = json.dumps([before, self.at.isoformat(), self.event, self.hash])
        return hashlib.sha256(content.encode()).hexdigest()

    def line(self, before: str) -> str:
        """Return the line for the file."""
        chain = self.chained(before)
        # files of every release say "word", and each chain follows from it
        fields = {"at": self.at.isoformat(), "word": self.event, "hash": self.hash, "chain": chain}
        return json.dumps(fields) + "\n"


def read_line(line: str, before: str) -> tuple[JournalEntry, str]:
    """Read one line and its chain; raise ValueError if it, or one before it, was altered."""
    fields = json.loads(line)
    try:
        at = datetime.fromisoformat(fields["at"])
        entry = JournalEntry(at, JournalEvent(fields["word"]), str(fields["hash"]))
        chain = str(fields["chain"])
    except (KeyError, TypeError) as error:
        raise ValueError("not a line of the journal") from error
    if entry.chained(before) != chain:
        raise ValueError("it does not follow the line before it")
    return entry, chain
