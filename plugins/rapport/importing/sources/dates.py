"""Infer the time zone of a blog from its dates."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import tzlocal

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime, timedelta

_LIKELY = """
Europe/London Europe/Berlin Europe/Madrid Europe/Athens Europe/Moscow America/New_York
America/Chicago America/Denver America/Phoenix America/Los_Angeles America/Anchorage
America/Sao_Paulo America/Argentina/Buenos_Aires America/Bogota America/Mexico_City
America/Halifax Asia/Kolkata Asia/Dubai Asia/Karachi Asia/Dhaka Asia/Bangkok Asia/Shanghai
Asia/Tokyo Asia/Jerusalem Australia/Sydney Australia/Brisbane Australia/Adelaide Australia/Perth
Pacific/Auckland Pacific/Honolulu Africa/Johannesburg Africa/Lagos Africa/Cairo
""".split()


def common_zone(offsets: Mapping[datetime, timedelta]) -> ZoneInfo | None:
    """Return a zone whose UTC offsets match all these times; None if none does.

    This machine's own comes first, then those in which most people live.
    """
    if not offsets or not any(offsets.values()):
        return None
    for zone in _zones():
        if all(moment.astimezone(zone).utcoffset() == offset for moment, offset in offsets.items()):
            return zone
    return None


def _zones() -> Iterator[ZoneInfo]:
    try:
        names = [str(tzlocal.get_localzone_name()), *_LIKELY]
    except (LookupError, OSError, ValueError):
        names = list(_LIKELY)
    for name in names:
        try:
            yield ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            continue
