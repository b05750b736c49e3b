"""The status as text: the live release, its date and author, and scheduled articles."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from rapport.publish.previews import all_previews

if TYPE_CHECKING:
    from rapport.publish.release import Due, Release
    from rapport.publish.repository import Repository


def describe(repository: Repository, now: datetime) -> str:
    """Return the output of `rapport publish status`."""
    live = repository.releases.live()
    head = repository.head()
    if live is None:
        lines = ["Nothing is online yet: push to the repository."]
    else:
        lines = [*_live(live), *_waiting(repository, live, head)]
        lines += [f"due       {_due(due)}" for due in live.due if due.at > now]
    lines += [f"preview   preview/{branch}/" for branch in all_previews(repository)]
    for release in reversed(repository.releases.all()):
        if release.went_live_at:
            mark = "*" if live and release.name == live.name else " "
            lines.append(f"{mark} {release.number:>5}   {_summary(release)}")
    return "\n".join(lines) + "\n"


def _live(live: Release) -> list[str]:
    since = live.went_live_at or live.made_at
    return [
        f"live      {live.name}",
        f"since     {_moment(since)}, pushed by {live.pusher}",
        f"commit    {live.commit[:12]} {live.subject} ({live.author})",
    ]


def _waiting(repository: Repository, live: Release, head: str | None) -> list[str]:
    branch = repository.settings.branch
    if head is None:
        return []
    if repository.is_held(head):
        return [f"held      by a rollback until the next push; `{branch}` is at {head[:12]}"]
    if head == live.commit:
        return []
    return [f"behind    `{branch}` is at {head[:12]}: run `rapport publish verify --repair`"]


def _due(due: Due) -> str:
    local = due.at.isoformat(sep=" ", timespec="minutes")
    return f"{local}  {due.title} ({due.path})"


def _summary(release: Release) -> str:
    since = release.went_live_at or release.made_at
    return f"{_moment(since)}  {release.name}  {release.subject}"


def _moment(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
