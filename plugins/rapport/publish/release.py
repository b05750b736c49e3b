"""A release: one state of the site in its own folder, with its record."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from rapport.publish.errors import PublishError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

VERSION = 1
_FINGERPRINTED = re.compile(r"\.[0-9a-f]{8,}\.(?:min\.)?[a-z0-9]+$")
_NAME = re.compile(r"\d{8}T\d{6}Z-[0-9a-f]{12}(?:-\d+)?")
ASSET_LIFE = timedelta(hours=1)
"""How long a page loaded before a release may still request its style sheet."""
UNUSED_LIFE = timedelta(hours=1)
"""How long a release that was never activated is kept."""


@dataclass(frozen=True, slots=True)
class Due:
    """An article that is published at a scheduled time, without a push."""

    at: datetime
    title: str
    path: str


@dataclass(frozen=True, slots=True)
class Release:
    """The record in `releases/<name>.json`; `number` increases by one with each release.

    `went_live_at` is None as long as readers never saw it; `carried` are files of earlier
    releases that stay until the time given, for pages that are open in a browser.
    """

    name: str
    number: int
    commit: str
    author: str
    subject: str
    pusher: str
    made_at: datetime
    went_live_at: datetime | None = None
    due: tuple[Due, ...] = ()
    carried: Mapping[str, datetime] = field(default_factory=dict)

    def gone_live(self, now: datetime) -> Release:
        """Return the same release, live from `now` on."""
        return replace(self, went_live_at=now)

    def is_due(self, now: datetime) -> bool:
        """Return whether an article has become due since this release was created."""
        return any(self.made_at < due.at <= now for due in self.due)


def release_name(moment: datetime, commit: str, taken: Collection[str]) -> str:
    """Return `20261122T202513Z-1a2b3c4d5e6f`, with the suffix `-2` if that name is taken."""
    name = f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}-{commit[:12]}"
    number, chosen = 1, name
    while chosen in taken:
        number += 1
        chosen = f"{name}-{number}"
    return chosen


def is_release_name(name: str) -> bool:
    """Return whether this folder name is that of a release."""
    return _NAME.fullmatch(name) is not None


def write_release(release: Release) -> str:
    """Return a release as JSON."""
    document = {
        "version": VERSION,
        "name": release.name,
        "number": release.number,
        "commit": release.commit,
        "author": release.author,
        "subject": release.subject,
        "pusher": release.pusher,
        "made_at": release.made_at.isoformat(),
        "went_live_at": release.went_live_at.isoformat() if release.went_live_at else None,
        "due": [
            {"at": due.at.isoformat(), "title": due.title, "path": due.path} for due in release.due
        ],
        "carried": {path: until.isoformat() for path, until in release.carried.items()},
    }
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def read_release(text: str) -> Release:
    """Return the release that `write_release` wrote; raises `ValueError` for other text."""
    document: dict[str, Any] = json.loads(text)
    try:
        if document["version"] != VERSION:
            raise PublishError("the release was written by another version of Rapport.")
        live = document["went_live_at"]
        return Release(
            name=str(document["name"]),
            number=int(document["number"]),
            commit=str(document["commit"]),
            author=str(document["author"]),
            subject=str(document["subject"]),
            pusher=str(document["pusher"]),
            made_at=datetime.fromisoformat(document["made_at"]),
            went_live_at=None if live is None else datetime.fromisoformat(live),
            due=read_due(document["due"]),
            carried={
                path: datetime.fromisoformat(until) for path, until in document["carried"].items()
            },
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(str(error)) from error


def read_due(items: Iterable[Mapping[str, str]]) -> tuple[Due, ...]:
    """Return the scheduled articles from `[{"at", "title", "path"}]`."""
    return tuple(
        Due(datetime.fromisoformat(item["at"]), item["title"], item["path"]) for item in items
    )


def to_remove(
    releases: Sequence[Release], live: str | None, keep: int, now: datetime
) -> tuple[Release, ...]:
    """Return the releases to remove: live ones beyond the newest `keep`, and old unused ones."""
    seen = sorted(
        (release for release in releases if release.went_live_at), key=_went_live, reverse=True
    )
    names = {live, *(release.name for release in seen[:keep])}
    return tuple(
        release
        for release in releases
        if release.name not in names
        and (release.went_live_at or now - release.made_at > UNUSED_LIFE)
    )


def ready_for(releases: Sequence[Release], commit: str) -> Release | None:
    """Return the newest release of a commit that was never activated."""
    waiting = [
        release for release in releases if release.commit == commit and release.went_live_at is None
    ]
    return max(waiting, key=lambda release: release.number, default=None)


def before(releases: Sequence[Release], live: Release) -> Release | None:
    """Return the target of a rollback from `live`: the last live release created before it."""
    earlier = [
        release for release in releases if release.went_live_at and release.number < live.number
    ]
    return max(earlier, key=_went_live, default=None)


def find(releases: Sequence[Release], wanted: str) -> Release:
    """Return the release with that name, number, or beginning of a commit id."""
    if wanted.isdigit() and (
        numbered := [release for release in releases if str(release.number) == wanted]
    ):
        return numbered[0]
    named = [
        release
        for release in releases
        if release.name == wanted or release.commit.startswith(wanted)
    ]
    if not named or not wanted:
        raise PublishError(f"there is no release `{wanted}`; `rapport publish status` lists them.")
    return max(named, key=lambda release: release.number)


def to_carry(
    previous: Release, previous_files: Collection[str], files: Collection[str], now: datetime
) -> dict[str, datetime]:
    """Return the fingerprinted files of the previous release that open pages may still request.

    Only names like `main.618322db.min.css` are carried: such a file never changes, while one
    that an author took away is gone at once.
    """
    carried = {}
    for path in previous_files:
        until = previous.carried.get(path, now + ASSET_LIFE)
        if path not in files and until > now and _FINGERPRINTED.search(path):
            carried[path] = until
    return carried


def _went_live(release: Release) -> tuple[datetime, int]:
    return release.went_live_at or release.made_at, release.number
