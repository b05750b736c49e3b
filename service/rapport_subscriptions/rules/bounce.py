"""What a bounced mail or a complaint says."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class BounceKind(StrEnum):
    """What a returned mail means."""

    HARD = "hard"
    SOFT = "soft"
    COMPLAINT = "complaint"
    NOTHING = "nothing"


@dataclass(frozen=True)
class BounceReport:
    """A returned mail, and the unguessable traces of ours in it."""

    kind: BounceKind
    return_paths: tuple[str, ...] = ()
    unsubscribe_tokens: tuple[str, ...] = ()
    mail_ids: tuple[str, ...] = ()
