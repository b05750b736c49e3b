"""Releases without builds: sites written by the test, switched in by the real code."""

from __future__ import annotations

import json
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from rapport.publish.publishing import go_live, roll_back
from rapport.publish.release import Release, release_name
from rapport.publish.repository import Repository, open_session

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from rapport.publish.repository import Session

START = datetime(2026, 6, 1, 12, tzinfo=UTC)


def put_online(
    repository: Repository,
    site: Path,
    files: Mapping[str, str],
    number: int,
    said: list[str] | None = None,
) -> Release:
    """Make a release of `files` and switch it in, `number` minutes after the start."""
    site.mkdir(exist_ok=True)
    for path, text in {"blog.json": _MANIFEST, **files}.items():
        (site / path).parent.mkdir(parents=True, exist_ok=True)
        (site / path).write_text(text)
    for file in [file for file in site.rglob("*") if file.is_file()]:
        if file.relative_to(site).as_posix() not in {"blog.json", *files}:
            file.unlink()
    with _session(repository, number, said) as session:
        releases = repository.releases
        name = release_name(session.now, f"{number:040x}", releases.taken_names())
        release = Release(name, number, f"{number:040x}", "Ann", "Edit", "ann", session.now)
        return go_live(session, releases.make(release, site, releases.live()))


def go_back(repository: Repository, number: int) -> Release:
    """Roll back, `number` minutes after the start."""
    with _session(repository, number, None) as session:
        return roll_back(session, None)


_MANIFEST = json.dumps({"url": "https://blog.example/"})


@contextmanager
def _session(repository: Repository, number: int, said: list[str] | None) -> Iterator[Session]:
    lines = [] if said is None else said
    with open_session(repository, START + timedelta(minutes=number), lines.append) as session:
        yield session
