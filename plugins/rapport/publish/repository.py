"""Everything that one publishing repository consists of, found by its git folder."""

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
        """What readers see, and saw."""
        return ReleaseFolder(self.settings.www)

    @property
    def state_dir(self) -> Path:
        """What publishing keeps inside the repository."""
        return self.git.folder / "rapport"

    @property
    def workspace(self) -> Workspace:
        """Where the published branch is built."""
        return Workspace(self.state_dir / "published")

    def preview_workspace(self, branch: str) -> Workspace:
        """Return where another branch is built."""
        return Workspace(self.state_dir / "previews" / sha256(branch.encode()).hexdigest()[:16])

    def head(self) -> str | None:
        """Return the commit that the published branch points to."""
        return self.git.head(self.settings.branch)

    def hold(self, head: str, release: str) -> None:
        """Remember that a person chose `release` while the branch was at `head`."""
        write_whole(self._held, json.dumps({"head": head, "release": release}) + "\n")

    def release_hold(self) -> None:
        """Let the branch decide again what is online."""
        remove(self._held)

    def is_held(self, head: str | None) -> bool:
        """Return whether a rollback keeps the branch's head from going online."""
        try:
            return bool(json.loads(self._held.read_text("utf-8"))["head"] == head)
        except (FileNotFoundError, ValueError, KeyError, TypeError):
            return False

    def claim_push(self, commit: str) -> None:
        """Remember that git is about to move the branch to `commit`, for the push we are in."""
        claim = {"process": os.getppid(), "commit": commit}
        write_whole(self._claim, json.dumps(claim) + "\n")

    def release_push(self) -> None:
        """Let the next push begin."""
        remove(self._claim)

    def is_claimed_by_another_push(self, now: float) -> bool:
        """Return whether another push was judged and git has not moved the branch yet.

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
    """A repository while its lock is held: who does what in it, and as of when."""

    repository: Repository
    lock: int
    now: datetime
    say: Say

    @contextmanager
    def timed(self, stage: str) -> Iterator[None]:
        """Say how long a stage took, if it came to its end."""
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
    """Return the publishing repository whose git folder this is."""
    git = Git(folder)
    return Repository(git, read_settings(git))


@contextmanager
def open_session(repository: Repository, now: datetime, say: Say) -> Iterator[Session]:
    """Hold the repository's lock; files made meanwhile can be read by the web server."""
    mask = os.umask(repository.settings.umask)
    try:
        repository.state_dir.mkdir(exist_ok=True)
        patience = 2.0 * repository.settings.time_limit
        with locked(repository.state_dir / "lock", patience, say) as lock:
            yield Session(repository, lock, now, say)
    finally:
        os.umask(mask)


def pusher() -> str:
    """Return who pushes: as the web server, gitolite, or else the system knows them."""
    for name in ("REMOTE_USER", "GL_USER"):
        if os.environ.get(name):
            return os.environ[name]
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return str(os.getuid())
