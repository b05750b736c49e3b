"""The meaning of a bounce or a complaint, and when an address counts as dead."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

DECIDED_AFTER = timedelta(days=5)
"""A letter that did not bounce within so many days has arrived; mail servers try for five."""


class BounceKind(StrEnum):
    """The meaning of a bounce."""

    HARD = "hard"  # nobody has this address, says the code
    GONE = "gone"  # nobody has this address, say the words; three letters in a row are enough
    SOFT = "soft"  # somebody's, but it did not arrive; five letters in a row over weeks are enough
    COMPLAINT = "complaint"
    SENDER = "sender"  # because of us: quota, block, policy
    UNSUBSCRIBE = "unsubscribe"  # a message to the address in List-Unsubscribe
    NOTHING = "nothing"


@dataclass(frozen=True)
class BounceReport:
    """A bounce, and the unguessable references to our email in it."""

    kind: BounceKind
    return_paths: tuple[str, ...] = ()
    unsubscribe_tokens: tuple[str, ...] = ()
    mail_ids: tuple[str, ...] = ()
    words: str = ""
    """The mail server's words, without addresses."""


@dataclass(frozen=True)
class LetterFate:
    """The fate of one letter to one reader."""

    sent_at: datetime | None
    bounced_at: datetime | None
    bounce: BounceKind | None


def is_dead(newest_first: Iterable[LetterFate], now: datetime) -> bool:
    """Whether enough letters in a row bounced, over a long enough time, to call an address dead."""
    row: list[LetterFate] = []
    for letter in newest_first:
        if letter.bounced_at:
            row.append(letter)
        elif letter.sent_at and now - letter.sent_at >= DECIDED_AFTER:
            break  # it arrived
    gone = [letter for letter in row if letter.bounce in {BounceKind.GONE, BounceKind.HARD}]
    return _is_enough(gone, 3, timedelta(days=3)) or _is_enough(row, 5, timedelta(days=21))


def _is_enough(letters: list[LetterFate], number: int, span: timedelta) -> bool:
    times = [letter.bounced_at for letter in letters if letter.bounced_at]
    return len(times) >= number and max(times) - min(times) >= span
