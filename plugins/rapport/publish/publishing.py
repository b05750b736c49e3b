"""From a commit to what readers see: make a release, switch it in, go back, mend."""

from __future__ import annotations

import time
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from rapport.publish.announcement import announce
from rapport.publish.building import Order, build_strictly
from rapport.publish.errors import PublishError, RefusedError
from rapport.publish.house import House, Shift, pusher
from rapport.publish.release import (
    Due,
    Release,
    before,
    find,
    ready_for,
    release_name,
    to_remove,
)
from rapport.publish.terminal import say_problems
from rapport.publish.tree import TreeEntry, conflicts, read_tree, tree_problems
from rapport.publish.withdrawal import without

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence
    from datetime import datetime
    from pathlib import Path

    from rapport.blog.problem import Problem

_MANIFEST = "blog.json"


def judge(
    house: House, commit: str, live: Release | None
) -> tuple[tuple[TreeEntry, ...], list[Problem]]:
    """Return the commit's files, and what is wrong with them before any is read."""
    git = house.git
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
    shift: Shift, commit: str, *, is_new: bool = False, gone: Collection[str] = ()
) -> Release:
    """Make a release of a commit that no reader sees yet; raises `RefusedError`.

    Of what `is_new`, warnings are shown, too. Addresses that are `gone` may be lost.
    """
    live = shift.house.releases.live()
    warnings, due = _build(shift, commit, shift.now, live, gone)
    if is_new:
        say_problems(warnings, shift.say)
    with _timed(shift, "set down"):
        release = _new_release(shift, commit, due)
        return shift.house.releases.make(release, shift.house.workspace.site, live)


def go_live(shift: Shift, release: Release) -> Release:
    """Switch a release in, take old ones away, and tell who wants to know."""
    house = shift.house
    old = house.releases.live()
    live = release.gone_live(shift.now)
    house.releases.write(live)
    house.releases.switch_to(live)
    shift.say(f"Live: {live.name}, {_changes(house, old, live)}.")
    for gone in to_remove(house.releases.all(), live.name, house.settings.keep, shift.now):
        house.releases.remove(gone)
    announce(house, old, live, shift.say)
    return live


def settle(shift: Shift) -> Release | None:
    """Bring what the branch says online, unless it is there or a rollback holds it back."""
    house = shift.house
    head = house.head()
    live = house.releases.live()
    if head is None or (live and (live.commit == head or house.is_held(head))):
        return live
    ready = ready_for(house.releases.all(), head)
    return go_live(shift, ready or prepare(shift, head))


def push_accepted(shift: Shift) -> Release | None:
    """Bring what was pushed online; the release for it is ready, unless somebody ended it."""
    house = shift.house
    house.release_hold()
    head = house.head()
    ready = ready_for(house.releases.all(), head) if head else None
    return go_live(shift, ready) if ready else settle(shift)


def roll_back(shift: Shift, wanted: str | None) -> Release:
    """Switch an earlier release in, and keep it there until the next push."""
    house = shift.house
    live = house.releases.live()
    everything = house.releases.all()
    goal = find(everything, wanted) if wanted else (before(everything, live) if live else None)
    if goal is None:
        raise PublishError("there is no earlier release to go back to.")
    if house.releases.differences(goal):
        raise PublishError(f"{goal.name} is not what was published; nothing was changed.")
    head = house.head()
    if head is not None and any(one.number > goal.number for one in everything):
        house.hold(head, goal.name)
    else:
        house.release_hold()
    return go_live(shift, goal)


def bring_due(shift: Shift) -> Release | None:
    """Publish anew where an article's time has come, or where a push was not brought online."""
    house = shift.house
    head = house.head()
    live = house.releases.live()
    if house.is_held(head):
        return live
    if live is None or live.commit != head:
        return settle(shift)
    return go_live(shift, prepare(shift, head)) if live.is_due(shift.now) else None


def faults(house: House) -> list[str]:
    """Return one line for each way in which what is online is not what it should be."""
    head = house.head()
    live = house.releases.live()
    if live is None:
        return ["nothing is online, but the branch has commits."] if head else []
    found = [str(difference) for difference in house.releases.differences(live)]
    if not house.releases.checksums(live):
        found = [f"the manifest of {live.name} can't be read."]
    if live.commit != head and not house.is_held(head):
        found.append(f"online is {live.commit[:12]}, but `{house.settings.branch}` is at {head}.")
    return found


def repair(shift: Shift) -> Release | None:
    """Make what should be online from nothing, and switch it in.

    A release that a rollback chose is made again for the moment it was first made for.
    """
    house = shift.house
    live = house.releases.live()
    head = house.head()
    is_held = house.is_held(head)
    commit = live.commit if live and is_held else head
    if commit is None:
        return None
    house.workspace.wipe()
    moment = live.made_at if live and is_held else shift.now
    broken = live
    made = _prepare_apart(shift, commit, moment)
    if is_held and head is not None:
        house.hold(head, made.name)
    mended = go_live(shift, made)
    if broken is not None and house.releases.folder(broken).is_dir():
        house.releases.remove(broken)
    return mended


def _prepare_apart(shift: Shift, commit: str, moment: datetime) -> Release:
    """Make a release that shares no file with any other, as of `moment`."""
    house = shift.house
    _, due = _build(shift, commit, moment, house.releases.live())
    release = replace(_new_release(shift, commit, due), made_at=moment)
    return house.releases.make(release, house.workspace.site, None)


def _build(
    shift: Shift,
    commit: str,
    moment: datetime,
    live: Release | None,
    gone: Collection[str] = (),
) -> tuple[list[Problem], tuple[Due, ...]]:
    """Judge, check out and build a commit for `moment`, and compare it with what is live.

    Returns what is worth a word about its files, and what will be due.
    """
    house = shift.house
    house.releases.clean()
    with _timed(shift, "taken out"):
        entries, problems = judge(house, commit, live)
        if any(problem.is_error for problem in problems):
            raise RefusedError("Nothing was published; the site is as it was.", problems)
        workspace = house.workspace
        workspace.check_out(house.git, commit, entries)
        config = workspace.config_file(house.settings.config)
    order = Order(config, workspace, moment, house.settings.time_limit, shift.lock)
    with _timed(shift, "built"):
        due = build_strictly(order, _previous(house, live, gone), shift.say)
    return problems, due


def _previous(house: House, live: Release | None, gone: Collection[str]) -> Path | None:
    """Return a copy of the `blog.json` that readers see, if it is what was published."""
    if live is None or not house.releases.is_whole(live, _MANIFEST):
        return None
    text = (house.releases.folder(live) / _MANIFEST).read_text("utf-8")
    path = house.workspace.folder / _MANIFEST
    path.write_text(without(text, gone), encoding="utf-8")
    return path


@contextmanager
def _timed(shift: Shift, stage: str) -> Iterator[None]:
    """Say how long a stage took, if it came to its end."""
    begun = time.monotonic()
    yield
    shift.say(f"  {stage:<10}{time.monotonic() - begun:6.2f} s")


def _new_release(shift: Shift, commit: str, due: Sequence[Due]) -> Release:
    releases = shift.house.releases
    words = shift.house.git.commit(commit)
    return Release(
        name=release_name(shift.now, commit, releases.taken_names()),
        number=max((one.number for one in releases.all()), default=0) + 1,
        commit=commit,
        author=words.author,
        subject=words.subject,
        pusher=pusher(),
        made_at=shift.now,
        due=tuple(due),
    )


def _changes(house: House, old: Release | None, new: Release) -> str:
    before_, after = house.releases.checksums(old) if old else {}, house.releases.checksums(new)
    changed = sum(before_.get(path) != digest for path, digest in after.items())
    gone = len(before_.keys() - after.keys())
    return f"{changed} of {len(after)} files new" + (f", {gone} gone" if gone else "")
