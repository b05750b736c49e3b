"""Parse dates that authors of other systems wrote in front matter."""

from __future__ import annotations

import re
from datetime import UTC, datetime, tzinfo
from itertools import product

from rapport.blog.dates import read_date

_DAYS = ("%B %d %Y", "%b %d %Y", "%d %B %Y", "%d %b %Y", "%m/%d/%Y", "%Y%m%d")
_HOURS = ("", " %H:%M", " %H:%M:%S", " %I:%M %p", " %I:%M:%S %p")


def moment_of(text: str, zone: tzinfo) -> datetime | None:
    """Return a time from its text, None if invalid; without an offset it is in `zone`.

    `2014-05-07 10:00`, `2014/5/7`, `May 7, 2014`, `7 May 2014` and `05/07/2014 03:00 PM UTC`, the
    month first, are all read.
    """
    moment = read_date(text, zone) if text else None
    if moment is None and text:
        match = re.match(r"\d{4}[-/]\d{1,2}[-/]\d{1,2}", text)
        moment = read_date(match[0].replace("/", "-"), zone) if match else _spoken(text, zone)
    return moment


def _spoken(text: str, zone: tzinfo) -> datetime | None:
    """Return a date in words or of figures, `May 7, 2014` or `05/07/2014 03:00:00 PM UTC`."""
    plain = re.sub(r"(\d)(?:st|nd|rd|th)\b", r"\1", text.replace(",", " "))
    plain, universal = re.subn(r"\s(?:UTC|GMT|Z)$", "", " ".join(plain.split()))
    for form, hour in product(_DAYS, _HOURS):
        try:
            return datetime.strptime(plain, form + hour).replace(tzinfo=UTC if universal else zone)
        except ValueError:
            continue
    return None
