"""The server’s checks, run before pushing."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING

from rapport.publish.building import BuildRequest, build_release
from rapport.publish.errors import GitError, PublishError, RefusedError
from rapport.publish.git import Git, run_program
from rapport.publish.hooks import install
from rapport.publish.lock import locked
from rapport.publish.online import MANIFEST, fetch, manifest_address, save
from rapport.publish.push import read_push
from rapport.publish.terminal import Say, say_problems
from rapport.publish.tree import conflicts, read_tree, tree_problems
from rapport.publish.workspace import Workspace, read_config, scalar

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

TIME_LIMIT = 300


def find_repository(folder: Path) -> Git:
    """Return the repository that contains `folder`."""
    command = ["git", "-C", str(folder), "rev-parse", "--absolute-git-dir"]
    done = run_program(command, LC_ALL="C")
    if done.returncode and not folder.is_dir():
        raise GitError(f"{folder}: there is no such folder.")
    if done.returncode and "not a git repository" in done.stderr:
        raise GitError(f"{folder.resolve()} is in no git repository.")
    if done.returncode:
        raise GitError(" ".join(done.stderr.split()))
    return Git(Path(done.stdout.rstrip("\n")))


def find_commit(git: Git, name: str) -> str:
    """Return the id of a commit, given as `HEAD`, `main` or the beginning of its id."""
    try:
        return git.run("rev-parse", "--verify", f"{name}^{{commit}}").decode().strip()
    except GitError as error:
        raise GitError(f"there is no commit `{name}` in {git.folder}.") from error


def begin_repository(folder: Path) -> Git:
    """Return a new repository in `folder`, on the branch `main`."""
    command = ["git", "init", "--quiet", "--initial-branch=main", str(folder)]
    done = run_program(command)
    if done.returncode:
        raise GitError(" ".join(done.stderr.split()))
    return find_repository(folder)


def install_hook(git: Git, branch: str) -> None:
    """Install the `pre-push` hook, which runs the server's checks for `branch`."""
    hooks = git.run("rev-parse", "--git-path", "hooks").decode().rstrip("\n")
    command = f"check --hook --branch {shlex.quote(branch)}"
    renewal = f"rapport publish check --install --branch {shlex.quote(branch)}"
    install(git.folder / hooks, "pre-push", command, renewal)


def pushed_commit(lines: Iterable[str], branch: str) -> str | None:
    """Return the commit that is pushed to `branch`, from the input of a `pre-push` hook.

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


def check_commit(git: Git, commit: str, previous: str | None, now: datetime, say: Say) -> None:
    """Check a commit as the server does before it accepts a push; raises `RefusedError`.

    `previous` is the path or the address of the live `blog.json`; None looks on the site.
    """
    entries = read_tree(git.listing(commit))
    targets = {entry.path: git.text(entry.blob) for entry in entries if entry.is_link}
    problems = [*tree_problems(entries, targets), *conflicts(git.conflict_lines(commit))]
    if any(problem.is_error for problem in problems):
        raise RefusedError("The server will refuse this.", problems)
    state_dir = git.folder / "rapport"
    state_dir.mkdir(exist_ok=True)
    with locked(state_dir / "lock", TIME_LIMIT, say) as lock:
        workspace = Workspace(state_dir / "preflight")
        workspace.check_out(git, commit, entries)
        config = workspace.config_file(None)
        request = BuildRequest(config, workspace, now, TIME_LIMIT, lock)
        manifest = _live_manifest(previous, config, state_dir / "online", say)
        build_release(request, manifest, say)
    say_problems(problems, say)


def _live_manifest(previous: str | None, config: Path, state_dir: Path, say: Say) -> Path | None:
    """Return the live `blog.json` as a file; None, with a message, if it can't be fetched."""
    source = previous or manifest_address(scalar(read_config(config), "site_url"))
    if previous and not previous.startswith(("http://", "https://")):
        if not Path(previous).exists():
            raise PublishError(f"{previous}: there is no such file.")
        return Path(previous).resolve()
    text = fetch(source)
    if text is None and source:
        say(f"{source} can't be read, so lost addresses are looked for on the server only.")
    save(text, state_dir)
    return state_dir / MANIFEST if text is not None else None
