"""Build other branches with drafts under `preview/<branch>/`, excluded from search engines."""

from __future__ import annotations

import os
import re
from contextlib import suppress
from typing import TYPE_CHECKING
from urllib.parse import quote

from rapport.publish.assembly import files_below
from rapport.publish.building import BuildRequest, build_preview
from rapport.publish.durable import point, remove
from rapport.publish.errors import RefusedError
from rapport.publish.publishing import judge
from rapport.publish.release import release_name

if TYPE_CHECKING:
    from pathlib import Path

    from rapport.publish.repository import Repository, Session

_HEAD = re.compile(rb"<head(\s[^>]*)?>", re.IGNORECASE)
_NOINDEX = b'<meta name="robots" content="noindex, nofollow">'
_LEFT_OUT = re.compile(r"sitemap\.xml(\.gz)?")


def hide_from_search(page: bytes) -> bytes:
    """Return an HTML page with a `noindex` directive for search engines."""
    return _HEAD.sub(lambda head: head[0] + _NOINDEX, page, count=1)


def show(session: Session, branch: str) -> None:
    """Build a branch and activate the result as its preview; raises `RefusedError`."""
    repository = session.repository
    commit = repository.git.head(branch)
    if commit is None:
        return
    entries, problems = judge(repository, commit, None)
    errors = [problem for problem in problems if problem.is_error]
    if errors:
        raise RefusedError("There is no new preview.", errors)
    workspace = repository.preview_workspace(branch)
    workspace.check_out(repository.git, commit, entries)
    config = workspace.config_file(repository.settings.config)
    request = BuildRequest(
        config, workspace, session.now, repository.settings.time_limit, session.lock
    )
    build_preview(request, quote(branch), session.say)
    _set_down(session, branch, commit)
    session.say(f"Preview: preview/{branch}/")


def tidy(repository: Repository) -> None:
    """Remove the previews of deleted branches."""
    branches = repository.git.branches() - {repository.settings.branch}
    for branch in all_previews(repository):
        if branch not in branches:
            _take_away(repository, branch)
    wanted = {repository.preview_workspace(branch).folder.name for branch in branches}
    folders = repository.state_dir / "previews"
    for folder in folders.iterdir() if folders.is_dir() else ():
        if folder.name not in wanted:
            remove(folder)
    used = {(_links(repository) / branch).readlink().name for branch in all_previews(repository)}
    for folder in _store(repository).iterdir() if _store(repository).is_dir() else ():
        if folder.name not in used:
            remove(folder)


def all_previews(repository: Repository) -> list[str]:
    """Return the branches that have a preview."""
    return sorted(files_below(_links(repository)))


def _set_down(session: Session, branch: str, commit: str) -> None:
    repository = session.repository
    store = _store(repository)
    store.mkdir(parents=True, exist_ok=True)
    name = release_name(session.now, commit, [folder.name for folder in store.iterdir()])
    site, folder = repository.preview_workspace(branch).site, store / name
    for path in files_below(site):
        if not _LEFT_OUT.fullmatch(path):
            content = (site / path).read_bytes()
            goal = folder / path
            goal.parent.mkdir(parents=True, exist_ok=True)
            goal.write_bytes(hide_from_search(content) if path.endswith(".html") else content)
    link = _links(repository) / branch
    link.parent.mkdir(parents=True, exist_ok=True)
    point(link, os.path.relpath(folder, link.parent))


def _take_away(repository: Repository, branch: str) -> None:
    link = _links(repository) / branch
    remove(link)
    for folder in link.relative_to(_links(repository)).parents:
        with suppress(OSError):
            (_links(repository) / folder).rmdir()


def _links(repository: Repository) -> Path:
    return repository.settings.www / "preview"


def _store(repository: Repository) -> Path:
    return repository.settings.www / ".previews"
