"""The parts of a publishing repository, located by its git folder."""

from __future__ import annotations

import getpass
import json
import os
import time
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from rapport.publish.durable import remove, write_whole
from rapport.publish.git import Git
from rapport.publish.lock import locked
from rapport.publish.release_folder import ReleaseFolder
from rapport.publish.settings import PublishSettings, read_settings
from rapport.publish.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path

    from rapport.publish.terminal import Say

_CLAIM_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Repository:
    """A repository, its settings, and the folder that it publishes to."""

    git: Git
    settings: PublishSettings

    @property
    def releases(self) -> ReleaseFolder:
        """The current and former releases."""
        return ReleaseFolder(self.settings.www)

    @property
    def state_dir(self) -> Path:
        """The files that publishing keeps inside the repository."""
        return self.git.folder / "rapport"

    @property
    def workspace(self) -> Workspace:
        """The workspace in which the published branch is built."""
        return Workspace(self.state_dir / "published")

    def preview_workspace(self, branch: str) -> Workspace:
        """Return the workspace in which another branch is built."""
        return Workspace(self.state_dir / "previews" / sha256(branch.encode()).hexdigest()[:16])

    def head(self) -> str | None:
        """Return the commit that the published branch points to."""
        return self.git.head(self.settings.branch)

    def hold(self, head: str, release: str) -> None:
        """Record that a person chose `release` while the branch was at `head`."""
        write_whole(self._held, json.dumps({"head": head, "release": release}) + "\n")

    def release_hold(self) -> None:
        """End the rollback: the branch determines the live release again."""
        remove(self._held)

    def is_held(self, head: str | None) -> bool:
        """Return whether a rollback prevents the branch's head from being published."""
        try:
            return bool(json.loads(self._held.read_text("utf-8"))["head"] == head)
        except (FileNotFoundError, ValueError, KeyError, TypeError):
            return False

    def claim_push(self, commit: str) -> None:
        """Record that git is about to move the branch to `commit`, for the current push."""
        claim = {"process": os.getppid(), "commit": commit}
        write_whole(self._claim, json.dumps(claim) + "\n")

    def release_push(self) -> None:
        """Allow the next push to begin."""
        remove(self._claim)

    def is_claimed_by_another_push(self, now: float) -> bool:
        """Return whether git has yet to move the branch for another push that was checked.

        That is a matter of moments: a claim ends when its git has ended, or after 10 seconds.
        """
        try:
            is_recent = now - self._claim.stat().st_mtime < _CLAIM_SECONDS
            claim = json.loads(self._claim.read_text("utf-8"))
            process, commit = int(claim["process"]), str(claim["commit"])
        except (FileNotFoundError, ValueError, KeyError, TypeError):
            return False
        is_other = process != os.getppid() and _is_running(process)
        return is_recent and is_other and self.head() != commit

    @property
    def _claim(self) -> Path:
        return self.state_dir / "claim.json"

    @property
    def _held(self) -> Path:
        return self.state_dir / "held.json"


@dataclass(frozen=True, slots=True)
class Session:
    """A locked repository, with the person who acts and the time of the action."""

    repository: Repository
    lock: int
    now: datetime
    say: Say

    @contextmanager
    def timed(self, stage: str) -> Iterator[None]:
        """Print how long a stage took, if it succeeded."""
        begun = time.monotonic()
        yield
        self.say(f"  {stage:<10}{time.monotonic() - begun:6.2f} s")


def _is_running(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:  # it runs, as somebody else
        return True
    return True


def open_repository(folder: Path) -> Repository:
    """Return the publishing repository with this git folder."""
    git = Git(folder)
    return Repository(git, read_settings(git))


@contextmanager
def open_session(repository: Repository, now: datetime, say: Say) -> Iterator[Session]:
    """Hold the repository's lock; the web server can read files created meanwhile."""
    mask = os.umask(repository.settings.umask)
    try:
        repository.state_dir.mkdir(exist_ok=True)
        patience = 2.0 * repository.settings.time_limit
        with locked(repository.state_dir / "lock", patience, say) as lock:
            yield Session(repository, lock, now, say)
    finally:
        os.umask(mask)


def pusher() -> str:
    """Return the name of the person who pushes: from the web server, gitolite or the system."""
    for name in ("REMOTE_USER", "GL_USER"):
        if os.environ.get(name):
            return os.environ[name]
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return str(os.getuid())
