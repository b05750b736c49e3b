"""Publish a commit: create a release, activate it, roll back, repair."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from rapport.publish.announcement import announce
from rapport.publish.building import BuildRequest, build_release
from rapport.publish.errors import PublishError, RefusedError
from rapport.publish.release import (
    Due,
    Release,
    before,
    find,
    ready_for,
    release_name,
    to_remove,
)
from rapport.publish.repository import Repository, Session, pusher
from rapport.publish.terminal import say_problems
from rapport.publish.tree import TreeEntry, conflicts, read_tree, tree_problems
from rapport.publish.withdrawal import without

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime
    from pathlib import Path

    from rapport.blog.problem import Problem

_MANIFEST = "blog.json"


def judge(
    repository: Repository, commit: str, live: Release | None
) -> tuple[tuple[TreeEntry, ...], list[Problem]]:
    """Return the commit's files, and the problems found before any of them is read."""
    git = repository.git
    entries = read_tree(git.listing(commit))
    targets = {entry.path: git.text(entry.blob) for entry in entries if entry.is_link}
    known: set[str] = set()
    if live is not None and git.has(live.commit):
        known = {entry.blob for entry in read_tree(git.listing(live.commit))}
    return entries, [
        *tree_problems(entries, targets, known),
        *conflicts(git.conflict_lines(commit)),
    ]


def prepare(
    session: Session, commit: str, *, is_new: bool = False, gone: Collection[str] = ()
) -> Release:
    """Create a release of a commit without activating it; raises `RefusedError`.

    Of what `is_new`, warnings are shown, too. Addresses that are `gone` may be lost.
    """
    live = session.repository.releases.live()
    warnings, due = _build(session, commit, session.now, live, gone)
    if is_new:
        say_problems(warnings, session.say)
    with session.timed("installed"):
        release = _new_release(session, commit, due)
        return session.repository.releases.make(release, session.repository.workspace.site, live)


def go_live(session: Session, release: Release) -> Release:
    """Activate a release, remove old ones, and notify hubs and the service."""
    repository = session.repository
    old = repository.releases.live()
    live = release.gone_live(session.now)
    repository.releases.write(live)
    repository.releases.switch_to(live)
    session.say(f"Live: {live.name}, {_changes(repository, old, live)}.")
    for gone in to_remove(
        repository.releases.all(), live.name, repository.settings.keep, session.now
    ):
        repository.releases.remove(gone)
    announce(repository, old, live, session.say)
    return live


def settle(session: Session) -> Release | None:
    """Publish the branch's commit, unless it is live or a rollback prevents it."""
    repository = session.repository
    head = repository.head()
    live = repository.releases.live()
    if head is None or (live and (live.commit == head or repository.is_held(head))):
        return live
    ready = ready_for(repository.releases.all(), head)
    return go_live(session, ready or prepare(session, head))


def push_accepted(session: Session) -> Release | None:
    """Publish the pushed commit; its release is prepared, unless the process was interrupted."""
    repository = session.repository
    repository.release_hold()
    head = repository.head()
    ready = ready_for(repository.releases.all(), head) if head else None
    return go_live(session, ready) if ready else settle(session)


def roll_back(session: Session, wanted: str | None) -> Release:
    """Activate an earlier release, and keep it until the next push."""
    repository = session.repository
    live = repository.releases.live()
    everything = repository.releases.all()
    goal = find(everything, wanted) if wanted else (before(everything, live) if live else None)
    if goal is None:
        raise PublishError("there is no earlier release to go back to.")
    if repository.releases.differences(goal):
        raise PublishError(f"{goal.name} is not what was published; nothing was changed.")
    head = repository.head()
    if head is not None and any(release.number > goal.number for release in everything):
        repository.hold(head, goal.name)
    else:
        repository.release_hold()
    return go_live(session, goal)


def bring_due(session: Session) -> Release | None:
    """Publish again if a scheduled article is due, or if a push was not published."""
    repository = session.repository
    head = repository.head()
    live = repository.releases.live()
    if repository.is_held(head):
        return live
    if live is None or live.commit != head:
        return settle(session)
    return go_live(session, prepare(session, head)) if live.is_due(session.now) else None


def find_differences(repository: Repository) -> list[str]:
    """Return one line for each difference between the live site and its expected state."""
    head = repository.head()
    live = repository.releases.live()
    if live is None:
        return ["nothing is online, but the branch has commits."] if head else []
    differences = [str(difference) for difference in repository.releases.differences(live)]
    if not repository.releases.checksums(live):
        differences = [f"the manifest of {live.name} can't be read."]
    if live.commit != head and not repository.is_held(head):
        differences.append(
            f"online is {live.commit[:12]}, but `{repository.settings.branch}` is at {head}."
        )
    return differences


def repair(session: Session) -> Release | None:
    """Rebuild the expected release from nothing, and activate it.

    A release that a rollback chose is made again for the moment it was first made for.
    """
    repository = session.repository
    live = repository.releases.live()
    head = repository.head()
    is_held = repository.is_held(head)
    commit = live.commit if live and is_held else head
    if commit is None:
        return None
    repository.workspace.wipe()
    moment = live.made_at if live and is_held else session.now
    broken = live
    release = _prepare_apart(session, commit, moment)
    if is_held and head is not None:
        repository.hold(head, release.name)
    repaired = go_live(session, release)
    if broken is not None and repository.releases.folder(broken).is_dir():
        repository.releases.remove(broken)
    return repaired


def _prepare_apart(session: Session, commit: str, moment: datetime) -> Release:
    """Create a release as of `moment` that shares no files with any other release."""
    repository = session.repository
    _, due = _build(session, commit, moment, repository.releases.live())
    release = replace(_new_release(session, commit, due), made_at=moment)
    return repository.releases.make(release, repository.workspace.site, None)


def _build(
    session: Session,
    commit: str,
    moment: datetime,
    live: Release | None,
    gone: Collection[str] = (),
) -> tuple[list[Problem], tuple[Due, ...]]:
    """Check, check out and build a commit for `moment`, and compare it with the live site.

    Returns what is worth a word about its files, and what will be due.
    """
    repository = session.repository
    repository.releases.clean()
    with session.timed("checked out"):
        entries, problems = judge(repository, commit, live)
        if any(problem.is_error for problem in problems):
            raise RefusedError("Nothing was published; the live site is unchanged.", problems)
        workspace = repository.workspace
        workspace.check_out(repository.git, commit, entries)
        config = workspace.config_file(repository.settings.config)
    settings = repository.settings
    request = BuildRequest(
        config, workspace, moment, settings.time_limit, session.lock, settings.allows_warnings
    )
    with session.timed("built"):
        due = build_release(request, _previous(repository, live, gone), session.say)
    return problems, due


def _previous(repository: Repository, live: Release | None, gone: Collection[str]) -> Path | None:
    """Return a copy of the live `blog.json`, if it is the published one."""
    if live is None or not repository.releases.is_whole(live, _MANIFEST):
        return None
    text = (repository.releases.folder(live) / _MANIFEST).read_text("utf-8")
    path = repository.workspace.folder / _MANIFEST
    path.write_text(without(text, gone), encoding="utf-8")
    return path


def _new_release(session: Session, commit: str, due: Sequence[Due]) -> Release:
    releases = session.repository.releases
    words = session.repository.git.commit(commit)
    return Release(
        name=release_name(session.now, commit, releases.taken_names()),
        number=max((release.number for release in releases.all()), default=0) + 1,
        commit=commit,
        author=words.author,
        subject=words.subject,
        pusher=pusher(),
        made_at=session.now,
        due=tuple(due),
    )


def _changes(repository: Repository, old: Release | None, new: Release) -> str:
    before_, after = (
        repository.releases.checksums(old) if old else {},
        repository.releases.checksums(new),
    )
    changed = sum(before_.get(path) != digest for path, digest in after.items())
    gone = len(before_.keys() - after.keys())
    return f"{changed} of {len(after)} files new" + (f", {gone} gone" if gone else "")
