"""Times in files and on pages."""

from __future__ import annotations

from datetime import UTC, datetime


def rfc3339(at: datetime | None) -> str:
    """Return `2026-01-31T09:00:00Z`, or `""` for never."""
    if at is None:
        return ""
    return at.astimezone(UTC).replace(microsecond=0, tzinfo=None).isoformat() + "Z"
