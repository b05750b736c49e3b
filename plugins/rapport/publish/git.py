"""The git commands that publishing needs."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rapport.publish.errors import GitError
from rapport.publish.tree import CONFLICT_PATTERN

if TYPE_CHECKING:
    from pathlib import Path


_LONGEST = 300


@dataclass(frozen=True, slots=True)
class Commit:
    """The description of a commit for people."""

    id: str
    author: str
    subject: str


@dataclass(frozen=True, slots=True)
class Git:
    """A repository, named by its git folder.

    The environment is passed on: inside `pre-receive` it says where the pushed objects are.
    """

    folder: Path

    def run(self, *arguments: str, index: Path | None = None, tree: Path | None = None) -> bytes:
        """Return the output of `git …`; raises `GitError` with its error output."""
        code, printed, complaint = self._run(arguments, index, tree)
        if code:
            text = " ".join(complaint.decode(errors="replace").split()) or f"exit {code}"
            raise GitError(f"git {arguments[0]}: {text[:_LONGEST]}")
        return printed

    def head(self, branch: str) -> str | None:
        """Return the commit that a branch points to, or None if the branch does not exist."""
        name = f"refs/heads/{branch}^{{commit}}"
        code, printed, _ = self._run(("rev-parse", "--verify", "--quiet", name), None, None)
        return None if code else printed.decode().strip()

    def has(self, commit: str) -> bool:
        """Return whether the repository still contains a commit."""
        return self._run(("cat-file", "-e", f"{commit}^{{commit}}"), None, None)[0] == 0

    def branches(self) -> frozenset[str]:
        """Return the names of all branches."""
        printed = self.run("for-each-ref", "--format=%(refname)", "refs/heads/")
        return frozenset(
            line.removeprefix("refs/heads/") for line in printed.decode().split("\n") if line
        )

    def commit(self, commit: str) -> Commit:
        """Return a commit's author and first line."""
        printed = self.run("log", "-1", "--no-show-signature", "--format=%H%x00%an%x00%s", commit)
        identity, author, subject = printed.decode(errors="replace").strip("\n").split("\0")
        return Commit(identity, author, subject)

    def listing(self, commit: str) -> bytes:
        """Return every file of a commit, for `tree.read_tree`."""
        return self.run("ls-tree", "-r", "-l", "-z", "--full-tree", commit)

    def text(self, blob: str) -> str:
        """Return a file's content."""
        return self.run("cat-file", "blob", blob).decode(errors="surrogateescape")

    def conflict_lines(self, commit: str) -> bytes:
        """Return the lines that look like merge conflict markers, for `tree.conflicts`."""
        arguments = ("grep", "-n", "-z", "-I", "-E", "--full-name", "-e", CONFLICT_PATTERN, commit)
        code, printed, complaint = self._run(arguments, None, None)
        if code > 1:
            raise GitError(f"git grep: {complaint.decode(errors='replace').strip()}")
        return printed

    def check_out(self, commit: str, tree: Path, index: Path, keep: str) -> None:
        """Replace the content of `tree` with the commit's files, except for the folder `keep`."""
        index.with_name(index.name + ".lock").unlink(missing_ok=True)
        self.run("read-tree", "--reset", "-u", commit, index=index, tree=tree)
        self.run("clean", "-ffdxq", "-e", f"/{keep}/", index=index, tree=tree)

    def _run(
        self, arguments: tuple[str, ...], index: Path | None, tree: Path | None
    ) -> tuple[int, bytes, bytes]:
        environment = dict(os.environ)
        for name in ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX"):
            environment.pop(name, None)
        if index is not None:
            environment["GIT_INDEX_FILE"] = str(index)
        place = [f"--git-dir={self.folder}"]
        if tree is not None:
            place += [f"--work-tree={tree}"]
        command = ["git", *place, "-c", "core.quotePath=false", *arguments]
        try:
            done = subprocess.run(  # noqa: S603 - arguments of our own, no shell
                command,
                env=environment,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                check=False,
                cwd=tree or self.folder,
            )
        except FileNotFoundError as error:
            raise _missing(error) from error
        return done.returncode, done.stdout, done.stderr


def run_program(command: Sequence[str], **environment: str) -> subprocess.CompletedProcess[str]:
    """Return the result of a git command that runs outside any repository."""
    try:
        return subprocess.run(  # noqa: S603 - arguments of our own, no shell
            command, capture_output=True, text=True, check=False, env={**os.environ, **environment}
        )
    except FileNotFoundError as error:
        raise _missing(error) from error


def _missing(error: FileNotFoundError) -> GitError:
    if error.filename == "git":
        return GitError("git is not installed, or not on the PATH: publishing needs it.")
    return GitError(f"{error.filename}: there is no such folder.")
