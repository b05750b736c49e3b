"""Where folders go that a measurement no longer needs, until all measurements are done.

A file system that has just deleted thousands of files makes new ones more slowly for minutes: ext4
looks for inodes that were not in use lately. Whoever comes next would pay for it.
"""

from __future__ import annotations

import shutil
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_NAME = "aside"


def put_aside(path: Path, cache: Path) -> None:
    """Move a file or folder below `cache`, on the same disk, if it is there."""
    if path.exists():
        home = cache / _NAME
        home.mkdir(parents=True, exist_ok=True)
        path.rename(next(place for place in _places(home) if not place.exists()))


def delete_aside(cache: Path) -> None:
    """Delete everything that was put aside."""
    shutil.rmtree(cache / _NAME, ignore_errors=True)


def _places(home: Path) -> Iterator[Path]:
    return (home / str(number) for number in count())
