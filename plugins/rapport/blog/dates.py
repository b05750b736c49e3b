"""Dates as people write them, read in the blog's time zone."""

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import cache

from babel import Locale, UnknownLocaleError, dates

_DATE = re.compile(
    r"""
    (?P<year>\d{4})[-/](?P<month>\d{1,2})[-/](?P<day>\d{1,2})
    (?:
        (?:[Tt]|\s+)
        (?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,]\d+)?)?
        \s*(?P<zone>[Zz]|UTC|GMT|(?P<sign>[+-])(?P<hours>\d{1,2})(?::?(?P<minutes>\d{2}))?)?
    )?
    """,
    re.VERBOSE,
)


def read_date(text: str, zone: tzinfo) -> datetime | None:
    """Return the aware datetime that `text` names, or None.

    Reads `2019-05-07`, `2019-05-07 9:00`, `2019-05-07 10:00:00 -0400`, `2019-05-07T10:00:00.000Z`;
    without an offset it is a time in `zone`. Fractions of a second are dropped.
    """
    match = _DATE.fullmatch(text.strip())
    if match is None:
        return None
    try:
        moment = datetime(  # noqa: DTZ001 - the zone is set below
            int(match["year"]),
            int(match["month"]),
            int(match["day"]),
            int(match["hour"] or 0),
            int(match["minute"] or 0),
            int(match["second"] or 0),
        )
        return moment.replace(tzinfo=_offset(match) or zone)
    except (ValueError, OverflowError):
        return None


def _offset(match: re.Match[str]) -> tzinfo | None:
    if not match["zone"]:
        return None
    if not match["sign"]:
        return UTC
    minutes = int(match["hours"]) * 60 + int(match["minutes"] or 0)
    return timezone(timedelta(minutes=minutes if match["sign"] == "+" else -minutes))


def format_day(moment: datetime, language: str, pattern: str = "") -> str:
    """Return the day as it is written in a language of the theme: `7 May 2026`, `7. Mai 2026`.

    `pattern` is another format of CLDR, such as `medium` or `d. M. y` (Unicode TR 35, part 4).
    """
    locale = locale_of(language)
    usual = "d MMMM y" if locale.language == "en" else "long"
    return dates.format_date(moment, pattern or usual, locale)


def find_wrong_day_format(pattern: str) -> str:
    """Return what is wrong with a date format, or an empty string."""
    day = datetime(2026, 5, 7, tzinfo=UTC)
    try:
        texts = {
            format_day(day, "en", pattern),
            format_day(day + timedelta(days=30), "en", pattern),
        }
    except (ValueError, AttributeError, KeyError) as error:
        return f"`{pattern}` is not a date format ({error}): write one such as `d MMMM y`"
    return "" if len(texts) > 1 else f"`{pattern}` says no day: write one such as `d MMMM y`"


@cache
def locale_of(language: str) -> Locale:
    """Return the locale of a language such as `de`, `pt-BR` or `zh-Hant`; else of English."""
    try:
        return Locale.parse(language.replace("_", "-"), sep="-")
    except (ValueError, UnknownLocaleError):
        return Locale("en")
