"""Files and folders as sources: a digest of their bytes, read again only if their state changed."""

from __future__ import annotations

import os
import time
from hashlib import blake2b
from stat import S_ISDIR
from types import MappingProxyType
from typing import TYPE_CHECKING

from rapport.engine.digests import digest
from rapport.engine.tasks import ABSENT, Source

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rapport.engine.store import Store

TICK = 0.1
"""Seconds that may pass between a change and the time that the system notes for it."""


class Files:
    """The files that tasks read, by absolute path or relative to `home`.

    `unsaved` are bytes that replace a file's content, such as what somebody is typing.
    """

    def __init__(
        self, home: str, store: Store, unsaved: Mapping[str, bytes] = MappingProxyType({})
    ) -> None:
        self._home = home
        self._store = store
        self._unsaved = unsaved

    def source(self) -> Source:
        """Return the source of files: their value is their bytes, or the names in a folder."""
        return Source(self.read, self.digest)

    def read(self, path: str) -> bytes:
        """Return a file's bytes."""
        if path in self._unsaved:
            return self._unsaved[path]
        with open(os.path.join(self._home, path), "rb") as file:
            return file.read()

    def digest(self, path: str) -> str:
        """Return the digest of a file's bytes, or of the names in a folder."""
        if path in self._unsaved:
            return blake2b(self._unsaved[path], digest_size=16).hexdigest()
        place = os.path.join(self._home, path)
        try:
            found = os.stat(place)
            if S_ISDIR(found.st_mode):
                return digest(*sorted(os.listdir(place)))
            state = state_of(found)
            kept = self._store.files.get(path)
            if kept is not None and kept[0] == state:
                return kept[1]
            known = _digest_of_file(place)
        except (OSError, ValueError):  # ValueError: a NUL byte in a name
            return ABSENT
        if found.st_ctime < time.time() - TICK:  # else it may change without a trace
            self._store.keep_file(path, state, known)
        return known


def state_of(found: os.stat_result) -> str:
    """Return a file's size and times, which change when it is written."""
    return f"{found.st_size} {found.st_mtime_ns} {found.st_ctime_ns} {found.st_ino}"


def _digest_of_file(path: str) -> str:
    whole = blake2b(digest_size=16)
    with open(path, "rb") as file:
        while block := file.read(1 << 20):
            whole.update(block)
    return whole.hexdigest()
