"""Everything that one publishing repository consists of, found by its git folder."""

from __future__ import annotations

import getpass
import json
import os
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from rapport.publish.durable import remove, write_whole
from rapport.publish.git import Git
from rapport.publish.lock import locked
from rapport.publish.release_folder import ReleaseFolder
from rapport.publish.settings import Settings, read_settings
from rapport.publish.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path

    from rapport.publish.terminal import Say


_TURN_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class House:
    """A repository, its settings, and the folder that it publishes to."""

    git: Git
    settings: Settings

    @property
    def releases(self) -> ReleaseFolder:
        """What readers see, and saw."""
        return ReleaseFolder(self.settings.www)

    @property
    def room(self) -> Path:
        """What publishing keeps inside the repository."""
        return self.git.folder / "rapport"

    @property
    def workspace(self) -> Workspace:
        """Where the published branch is built."""
        return Workspace(self.room / "published")

    def preview_workspace(self, branch: str) -> Workspace:
        """Return where another branch is built."""
        return Workspace(self.room / "previews" / sha256(branch.encode()).hexdigest()[:16])

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

    def take_turn(self, commit: str) -> None:
        """Remember that git is about to move the branch to `commit`, for the push we are in."""
        turn = {"process": os.getppid(), "commit": commit}
        write_whole(self._turn, json.dumps(turn) + "\n")

    def end_turn(self) -> None:
        """Let the next push begin."""
        remove(self._turn)

    def is_somebodys_turn(self, now: float) -> bool:
        """Return whether another push was judged and git has not moved the branch yet.

        That is a matter of moments: a turn is over when its git has ended, or after 10 seconds.
        """
        try:
            is_recent = now - self._turn.stat().st_mtime < _TURN_SECONDS
            turn = json.loads(self._turn.read_text("utf-8"))
            process, commit = int(turn["process"]), str(turn["commit"])
        except (FileNotFoundError, ValueError, KeyError, TypeError):
            return False
        is_other = process != os.getppid() and _is_running(process)
        return is_recent and is_other and self.head() != commit

    @property
    def _turn(self) -> Path:
        return self.room / "turn.json"

    @property
    def _held(self) -> Path:
        return self.room / "held.json"


@dataclass(frozen=True, slots=True)
class Shift:
    """A house while its lock is held: who does what in it, and as of when."""

    house: House
    lock: int
    now: datetime
    say: Say


def _is_running(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:  # it runs, as somebody else
        return True
    return True


def open_house(folder: Path) -> House:
    """Return the publishing repository whose git folder this is."""
    git = Git(folder)
    return House(git, read_settings(git))


@contextmanager
def at_work(house: House, now: datetime, say: Say) -> Iterator[Shift]:
    """Hold the house's lock; files made meanwhile can be read by the web server."""
    mask = os.umask(house.settings.umask)
    try:
        house.room.mkdir(exist_ok=True)
        patience = 2.0 * house.settings.time_limit
        with locked(house.room / "lock", patience, say) as lock:
            yield Shift(house, lock, now, say)
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
