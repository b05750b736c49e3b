"""Writing so that a file, a folder or a link is there whole, or not at all."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_MANY = 256


def write_whole(path: Path, text: str) -> None:
    """Put `text` at `path` in one step."""
    new = path.with_name(f".{path.name}.new")
    with new.open("w", encoding="utf-8", newline="\n") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)


def point(link: Path, goal: str) -> None:
    """Make the symbolic link `link` lead to `goal` in one step; readers see the old or the new."""
    new = link.with_name(f".{link.name}.new")
    new.unlink(missing_ok=True)
    new.symlink_to(goal)
    new.replace(link)
    flush_folder(link.parent)


def flush(paths: Sequence[Path]) -> None:
    """Have the files' content on the disk, and not only on its way there."""
    if len(paths) > _MANY:
        os.sync()
        return
    for path in paths:
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def flush_folder(folder: Path) -> None:
    """Have a folder's names on the disk."""
    flush([folder])


def remove(path: Path) -> None:
    """Take away a file, a link or a folder, if it is there."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
