"""A lock that allows one release at a time."""

from __future__ import annotations

import os
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from filelock import lock_descriptor

from rapport.publish.errors import PublishError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from rapport.publish.terminal import Say

_PAUSE = 0.05


@contextmanager
def locked(path: Path, patience: float, say: Say) -> Iterator[int]:
    """Hold the lock at `path`, after waiting up to `patience` seconds for its holder.

    Gives the descriptor of the lock: a child process that inherits it holds the lock, too, so
    that a build whose parent was killed is waited for.
    """
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)  # Python's are closed on exec
    try:
        _take(descriptor, patience, say)
        yield descriptor
    finally:
        os.close(descriptor)


def _take(descriptor: int, patience: float, say: Say) -> None:
    """Lock the open file itself: the system releases the lock when its last holder exits."""
    begun = time.monotonic()
    has_said = False
    while not lock_descriptor(descriptor, blocking=False):
        if time.monotonic() - begun > patience:
            message = f"another publish has been running for {patience:.0f} s; push again later."
            raise PublishError(message)
        if not has_said:
            say("Another publish is running; waiting for it ...")
            has_said = True
        time.sleep(_PAUSE)
