"""Other branches, built with their drafts under `preview/<branch>/`, for no search engine."""

from __future__ import annotations

import os
import re
from contextlib import suppress
from typing import TYPE_CHECKING
from urllib.parse import quote

from rapport.publish.building import Order, build_preview
from rapport.publish.durable import point, remove
from rapport.publish.errors import RefusedError
from rapport.publish.publishing import judge
from rapport.publish.release import release_name
from rapport.publish.release_folder import files_below

if TYPE_CHECKING:
    from pathlib import Path

    from rapport.publish.house import House, Shift

_HEAD = re.compile(rb"<head(\s[^>]*)?>", re.IGNORECASE)
_NOINDEX = b'<meta name="robots" content="noindex, nofollow">'
_LEFT_OUT = re.compile(r"sitemap\.xml(\.gz)?")


def hide_from_search(page: bytes) -> bytes:
    """Return an HTML page that asks search engines to leave it out."""
    return _HEAD.sub(lambda head: head[0] + _NOINDEX, page, count=1)


def show(shift: Shift, branch: str) -> None:
    """Build a branch and switch it in as its preview; raises `RefusedError`."""
    house = shift.house
    commit = house.git.head(branch)
    if commit is None:
        return
    entries, problems = judge(house, commit, None)
    errors = [problem for problem in problems if problem.is_error]
    if errors:
        raise RefusedError("There is no new preview.", errors)
    workspace = house.preview_workspace(branch)
    workspace.check_out(house.git, commit, entries)
    config = workspace.config_file(house.settings.config)
    order = Order(config, workspace, shift.now, house.settings.time_limit, shift.lock)
    build_preview(order, quote(branch), shift.say)
    _set_down(shift, branch, commit)
    shift.say(f"Preview: preview/{branch}/")


def tidy(house: House) -> None:
    """Take away the previews of branches that are gone."""
    branches = house.git.branches() - {house.settings.branch}
    for branch in all_previews(house):
        if branch not in branches:
            _take_away(house, branch)
    wanted = {house.preview_workspace(branch).folder.name for branch in branches}
    rooms = house.room / "previews"
    for folder in rooms.iterdir() if rooms.is_dir() else ():
        if folder.name not in wanted:
            remove(folder)
    used = {(_links(house) / branch).readlink().name for branch in all_previews(house)}
    for folder in _store(house).iterdir() if _store(house).is_dir() else ():
        if folder.name not in used:
            remove(folder)


def all_previews(house: House) -> list[str]:
    """Return the branches that have a preview."""
    return sorted(files_below(_links(house)))


def _set_down(shift: Shift, branch: str, commit: str) -> None:
    house = shift.house
    store = _store(house)
    store.mkdir(parents=True, exist_ok=True)
    name = release_name(shift.now, commit, [folder.name for folder in store.iterdir()])
    site, folder = house.preview_workspace(branch).site, store / name
    for path in files_below(site):
        if not _LEFT_OUT.fullmatch(path):
            content = (site / path).read_bytes()
            goal = folder / path
            goal.parent.mkdir(parents=True, exist_ok=True)
            goal.write_bytes(hide_from_search(content) if path.endswith(".html") else content)
    link = _links(house) / branch
    link.parent.mkdir(parents=True, exist_ok=True)
    point(link, os.path.relpath(folder, link.parent))


def _take_away(house: House, branch: str) -> None:
    link = _links(house) / branch
    remove(link)
    for folder in link.relative_to(_links(house)).parents:
        with suppress(OSError):
            (_links(house) / folder).rmdir()


def _links(house: House) -> Path:
    return house.settings.www / "preview"


def _store(house: House) -> Path:
    return house.settings.www / ".previews"
