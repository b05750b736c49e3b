"""Whether an article's advice was reviewed recently."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


def is_overdue(last_look: datetime, now: datetime, months: int) -> bool:
    """Return whether `last_look` is more than that many months ago; 0 months is never."""
    before, after = last_look.astimezone(UTC), now.astimezone(UTC)
    passed = (after.year - before.year) * 12 + after.month - before.month
    passed -= (after.day, after.time()) < (before.day, before.time())
    return 0 < months <= passed
