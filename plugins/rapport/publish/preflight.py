"""What the server will say, asked before pushing."""

from __future__ import annotations

import json
import subprocess
import tempfile
from contextlib import contextmanager
from http.client import HTTPException
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.request import urlopen

from rapport.publish.building import Order, check_and_build
from rapport.publish.errors import GitError, PublishError, RefusedError
from rapport.publish.git import Git
from rapport.publish.lock import locked
from rapport.publish.push import read_push
from rapport.publish.terminal import Say, say_problems
from rapport.publish.tree import conflicts, read_tree, tree_problems
from rapport.publish.workspace import Workspace, scalar

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

TIME_LIMIT = 300
_SECONDS = 3.0
_LARGEST = 64_000_000


def find_repository(folder: Path) -> Git:
    """Return the repository that `folder` is in."""
    command = ["git", "-C", str(folder), "rev-parse", "--absolute-git-dir"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - ours
    if done.returncode:
        raise GitError(" ".join(done.stderr.split()) or f"{folder} is in no repository.")
    return Git(Path(done.stdout.rstrip("\n")))


def pushed_commit(lines: Iterable[str], branch: str) -> str | None:
    """Return the commit that goes to `branch`, from what git gives to a `pre-push` hook.

    A line there is `<local reference> <local commit> <remote reference> <remote commit>`.
    """
    updates = []
    for line in lines:
        _, local, remote, old = line.rstrip("\n").rsplit(" ", 3)
        updates.append(f"{old} {local} {remote}")
    for update in read_push(updates):
        if update.branch == branch and not update.deletes:
            return update.new
    return None


def preflight(git: Git, commit: str, previous: str | None, now: datetime, say: Say) -> None:
    """Do with a commit what the server does before it takes it; raises `RefusedError`.

    `previous` is the path or the address of the live `blog.json`; None looks on the site.
    """
    entries = read_tree(git.listing(commit))
    targets = {entry.path: git.text(entry.blob) for entry in entries if entry.is_link}
    problems = [*tree_problems(entries, targets), *conflicts(git.conflict_lines(commit))]
    if any(problem.is_error for problem in problems):
        raise RefusedError("The server will refuse this.", problems)
    room = git.folder / "rapport"
    room.mkdir(exist_ok=True)
    with locked(room / "lock", TIME_LIMIT, say) as lock:
        workspace = Workspace(room / "preflight")
        workspace.check_out(git, commit, entries)
        config = workspace.config_file(None)
        order = Order(config, workspace, now, TIME_LIMIT, lock)
        site = scalar(config.read_text("utf-8"), "site_url")
        with _live_manifest(previous, site, say) as manifest:
            built = check_and_build(order, manifest, say)
    say_problems([*problems, *built.warnings], say)


@contextmanager
def _live_manifest(previous: str | None, site: str, say: Say) -> Iterator[Path | None]:
    """Give the live `blog.json` as a file; None, with a word, where it can't be had."""
    source = previous or (f"{site.rstrip('/')}/blog.json" if site else "")
    if not source.startswith(("http://", "https://")):
        if previous and not Path(previous).is_file():
            raise PublishError(f"{previous}: there is no such file.")
        yield Path(previous) if previous else None
        return
    try:
        with urlopen(source, timeout=_SECONDS) as answer:  # noqa: S310 - its scheme was looked at
            text = answer.read(_LARGEST)
        json.loads(text)
    except (OSError, HTTPException, ValueError):
        say(f"{source} can't be read, so lost addresses are looked for on the server only.")
        yield None
        return
    with tempfile.NamedTemporaryFile(suffix=".json") as file:
        file.write(text)
        file.flush()
        yield Path(file.name)
