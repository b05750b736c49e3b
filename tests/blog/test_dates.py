"""Dates as people write them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rapport.blog.dates import format_day, read_date

EARLY, LATE = datetime.fromisoformat("1000-01-01"), datetime.fromisoformat("9999-01-01")
PARIS = ZoneInfo("Europe/Paris")
READ = {
    "2019-05-07": "2019-05-07T00:00:00+02:00",
    "2019-12-07": "2019-12-07T00:00:00+01:00",
    "2019-5-7": "2019-05-07T00:00:00+02:00",
    "2019/05/07": "2019-05-07T00:00:00+02:00",
    "2019-05-07 9:05": "2019-05-07T09:05:00+02:00",
    "2019-05-07T09:05": "2019-05-07T09:05:00+02:00",
    "2019-05-07 10:00:00 -0400": "2019-05-07T10:00:00-04:00",
    "2019-05-07 10:00:00-04:00": "2019-05-07T10:00:00-04:00",
    "2019-05-07 10:00:00 +5": "2019-05-07T10:00:00+05:00",
    "2019-05-07T10:00:00Z": "2019-05-07T10:00:00+00:00",
    "2019-05-07T10:00:00.000Z": "2019-05-07T10:00:00+00:00",
    "2019-05-07 10:00:00 UTC": "2019-05-07T10:00:00+00:00",
    " 2019-05-07 ": "2019-05-07T00:00:00+02:00",
}
REFUSED = (
    "2019-02-30",
    "2019-13-01",
    "2019-05-07 25:00",
    "2019-05-07 10:00 +99:00",
    "07.05.2019",
    "May 7, 2019",
    "0000-00-00",
    "2019-05-07 10:00 CEST",
    "",
)


@pytest.mark.parametrize(("text", "moment"), READ.items())
def test_a_date_is_read_in_the_blogs_time_zone(text: str, moment: str) -> None:
    read = read_date(text, PARIS)
    assert read is not None
    assert read.isoformat() == moment


@pytest.mark.parametrize("text", REFUSED)
def test_what_is_no_date_is_refused(text: str) -> None:
    assert read_date(text, PARIS) is None


@given(
    st.datetimes(EARLY, LATE).map(lambda it: it.replace(microsecond=0)),
    st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes))),
)
def test_every_written_moment_is_read_as_itself(moment: datetime, zone: timezone) -> None:
    aware = moment.replace(tzinfo=zone)
    assert read_date(aware.isoformat(), UTC) == aware


@given(st.text(max_size=30))
def test_no_text_stops_the_reading(text: str) -> None:
    read = read_date(text, PARIS)
    assert read is None or read.tzinfo is not None


def test_a_day_is_written_in_the_readers_language() -> None:
    moment = datetime(2026, 5, 7, tzinfo=UTC)
    assert [
        format_day(moment, locale) for locale in ("en", "de", "fr", "pt-BR", "zh-Hant", "xx")
    ] == [
        "7 May 2026",
        "7. Mai 2026",
        "7 mai 2026",
        "7 de maio de 2026",
        "2026年5月7日",
        "7 May 2026",
    ]
