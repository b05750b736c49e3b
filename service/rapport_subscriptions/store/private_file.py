"""Files that only the service's account may read, even if root makes them."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def open_private(path: Path, flags: int) -> int:
    """Open a file; a new one has mode 0600 and, if root makes it, its folder's owner.

    Root runs commands with the service's settings. A journal or a database that then belonged to
    root would shut the service out. Raises OSError.
    """
    try:
        descriptor = os.open(path, flags | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return os.open(path, flags)
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        folder = path.parent.stat()
        os.fchown(descriptor, folder.st_uid, folder.st_gid)
    return descriptor
