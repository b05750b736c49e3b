from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rapport.publish.errors import PublishError
from rapport.publish.release import (
    Due,
    Release,
    before,
    find,
    is_release_name,
    read_release,
    ready_for,
    release_name,
    to_carry,
    to_remove,
    write_release,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
COMMIT = "1a2b3c4d5e6f7890"


def release(number: int, *, live_after: int | None = None, commit: str = COMMIT) -> Release:
    """Return a release made `number` hours after noon, and seen `live_after` hours after."""
    made = NOON + timedelta(hours=number)
    seen = None if live_after is None else NOON + timedelta(hours=live_after)
    return Release(f"r{number}", number, commit, "Ann", "Edit", "ann", made, seen)


def names(releases: Sequence[Release]) -> list[str]:
    return [release.name for release in releases]


def test_a_name_says_when_and_what_and_is_never_given_twice() -> None:
    first = release_name(NOON, COMMIT, ())
    second = release_name(NOON, COMMIT, {first})
    third = release_name(NOON, COMMIT, {first, second})

    assert first == "20261122T120000Z-1a2b3c4d5e6f"
    assert (second, third) == (f"{first}-2", f"{first}-3")
    assert all(map(is_release_name, (first, second, third)))


@pytest.mark.parametrize("name", ["..", "", "current", ".new-20261122T120000Z-1a2b3c4d5e6f"])
def test_other_names_are_no_releases(name: str) -> None:
    assert not is_release_name(name)


_TEXT = st.text()
_MOMENTS = st.datetimes(timezones=st.just(UTC))


@given(
    st.builds(
        Release,
        _TEXT, st.integers(), _TEXT, _TEXT, _TEXT, _TEXT, _MOMENTS,
        went_live_at=st.none() | _MOMENTS,
        due=st.lists(st.builds(Due, _MOMENTS, _TEXT, _TEXT)).map(tuple),
        carried=st.dictionaries(_TEXT, _MOMENTS),
    )
)  # fmt: skip
def test_what_is_written_of_a_release_is_read_again(one: Release) -> None:
    assert read_release(write_release(one)) == one


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '{"version": 1}', '"x"'])
def test_a_damaged_record_is_a_value_error(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - whatever the reader of JSON says
        read_release(text)


def test_the_newest_seen_releases_are_kept_and_the_live_one_always() -> None:
    seen = [release(number, live_after=number) for number in range(1, 6)]
    back_to_second = [
        *seen[:1],
        replace(seen[1], went_live_at=NOON + timedelta(hours=9)),
        *seen[2:],
    ]

    now = NOON + timedelta(hours=10)
    assert names(to_remove(seen, "r5", 2, now)) == ["r1", "r2", "r3"]
    assert names(to_remove(back_to_second, "r2", 2, now)) == ["r1", "r3", "r4"]
    assert names(to_remove(seen, "r1", 2, now)) == ["r2", "r3"]


def test_a_release_that_nobody_saw_is_kept_for_an_hour() -> None:
    unseen = release(1)

    assert to_remove([unseen], None, 2, NOON + timedelta(hours=2)) == ()
    assert to_remove([unseen], None, 2, NOON + timedelta(hours=2, seconds=1)) == (unseen,)


def test_a_rollback_goes_to_what_readers_saw_last_before() -> None:
    good, bad, better = release(1, live_after=4), release(2, live_after=2), release(5, live_after=5)

    assert before([good, bad, better], better) == good, "the bad one was taken back already"
    assert before([good, bad, better], bad) == good
    assert before([good, release(3)], good) is None


def test_a_release_waits_for_the_commit_it_was_made_for() -> None:
    waiting, newer, seen = release(1), release(2), release(3, live_after=3)

    assert ready_for([waiting, newer, seen], COMMIT) == newer
    assert ready_for([waiting, seen], "another") is None


@pytest.mark.parametrize("wanted", ["r2", "2", "2222"])
def test_a_release_is_found_by_name_number_or_commit(wanted: str) -> None:
    two = release(2, commit="2222abcd")

    assert find([release(1), two], wanted) == two


@pytest.mark.parametrize("wanted", ["", "r", "99"])
def test_a_release_that_is_not_there_is_an_error(wanted: str) -> None:
    with pytest.raises(PublishError, match="there is no release"):
        find([release(1)], wanted)


def test_an_article_is_due_once_from_its_minute_on() -> None:
    minute = NOON + timedelta(hours=3)
    made = replace(release(1), due=(Due(minute, "Title", "docs/articles/x.md"),))

    assert not made.is_due(minute - timedelta(seconds=1))
    assert made.is_due(minute)
    assert not replace(made, made_at=minute).is_due(minute), "the release holds it already"


def test_only_fingerprinted_files_outlive_their_release_and_only_for_an_hour() -> None:
    files = {"assets/main.618322db.min.css", "photo.jpg", "feed.xml", "kept.0123abcd.js"}
    now = NOON + timedelta(hours=2)

    carried = to_carry(release(1), files, {"kept.0123abcd.js"}, now)
    again = to_carry(
        replace(release(2), carried=carried), set(carried), (), now + timedelta(minutes=59)
    )

    assert carried == {"assets/main.618322db.min.css": now + timedelta(hours=1)}
    assert again == carried, "the hour does not begin anew"
    assert (
        to_carry(replace(release(2), carried=carried), set(carried), (), now + timedelta(hours=1))
        == {}
    )
