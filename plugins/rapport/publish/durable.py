"""Atomic writes: a file, folder or link exists completely or not at all."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_MANY = 256


def write_whole(path: Path, text: str) -> None:
    """Write `text` to `path` atomically."""
    new = path.with_name(f".{path.name}.new")
    with new.open("w", encoding="utf-8", newline="\n") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)


def point(link: Path, goal: str) -> None:
    """Point the symbolic link `link` to `goal` atomically; readers see the old or the new."""
    new = link.with_name(f".{link.name}.new")
    new.unlink(missing_ok=True)
    new.symlink_to(goal)
    new.replace(link)
    flush_folder(link.parent)


def flush(paths: Sequence[Path]) -> None:
    """Flush the content of the files to the disk (fsync)."""
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
    """Flush the entries of a folder to the disk (fsync)."""
    flush([folder])


def remove(path: Path) -> None:
    """Remove a file, a link or a folder, if it exists."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
