"""Parse times as WordPress writes them, with the UTC offset of the blog."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


def read_moment(text: str) -> datetime | None:
    """Return a time as WordPress writes it, `2014-05-07 10:00:00`, as if it were UTC."""
    if len(text) != len("2014-05-07 10:00:00"):
        return None
    try:
        return datetime.fromisoformat(text).replace(tzinfo=UTC)
    except ValueError:
        return None


def read_mail_date(text: str) -> datetime | None:
    """Return a time as feeds write it (RFC 5322), `Wed, 07 May 2014 10:00:00 +0000`."""
    from email.utils import parsedate_to_datetime  # noqa: PLC0415 - few items need it

    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def date_of(values: dict[str, str], offsets: Mapping[datetime, timedelta]) -> datetime | None:
    """Return when an item came out, with the offset of the blog's clock at that time."""
    local = read_moment(values.get("wp:post_date", ""))
    universal = read_moment(values.get("wp:post_date_gmt", ""))
    if (
        local is not None
        and universal is not None
        and abs(local - universal) <= timedelta(hours=15)
    ):
        return universal.astimezone(timezone(local - universal))
    if local is not None:
        return local.replace(tzinfo=timezone(_nearest_offset(local, offsets)))
    return universal or read_mail_date(values.get("pubDate", ""))


def _nearest_offset(moment: datetime, offsets: Mapping[datetime, timedelta]) -> timedelta:
    if not offsets:
        return timedelta(0)
    return offsets[min(offsets, key=lambda change: abs(change - moment))]
