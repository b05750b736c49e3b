"""The journal as a file of lines, locked while one is written."""

from __future__ import annotations

import logging
import os
from contextlib import contextmanager
from typing import TYPE_CHECKING, BinaryIO

from rapport_subscriptions.errors import SubscriptionsError
from rapport_subscriptions.rules.journal import JournalEntry, read_line
from rapport_subscriptions.store.private_file import open_private

try:
    import fcntl
except ImportError:  # Windows has no such lock: there one process writes
    fcntl = None  # type: ignore[assignment]

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

LONGEST_LINE = 4_096

log = logging.getLogger(__name__)


class FileJournal:
    """Appends to one file; several processes may do so at once."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._known: dict[str, JournalEntry] = {}
        self._read_to = 0
        self._chain = ""
        self._number = 0

    def append(self, *entries: JournalEntry) -> None:
        """Write lines and sync them; if that fails, log it and go on."""
        try:
            with self._locked() as file:
                chain = _last_chain(file)
                for entry in entries:
                    file.write(entry.line(chain).encode())
                    chain = entry.chained(chain)
                file.flush()
                os.fsync(file.fileno())
        except (OSError, ValueError) as error:
            log.error("the journal %s can't be written: %s", self.path, error)  # noqa: TRY400 - one line

    def last(self) -> Mapping[str, JournalEntry]:
        """Read and verify the lines that were added since the last time."""
        try:
            with self.path.open("rb") as file:
                file.seek(self._read_to)
                for line in file:
                    self._take(line)
        except FileNotFoundError:
            return self._known
        except OSError as error:
            raise SubscriptionsError(f"{self.path} can't be read: {error}") from error
        return self._known

    def _take(self, line: bytes) -> None:
        try:
            entry, self._chain = read_line(line.decode(), self._chain)
        except ValueError as error:
            raise SubscriptionsError(
                f"{self.path}, line {self._number + 1}: {error}. The journal was changed or cut; "
                "put an unchanged copy in its place"
            ) from None
        self._number += 1
        self._read_to += len(line)
        self._known[entry.hash] = entry

    @contextmanager
    def _locked(self) -> Iterator[BinaryIO]:
        descriptor = open_private(self.path, os.O_RDWR | os.O_APPEND)
        with os.fdopen(descriptor, "r+b") as file:
            if fcntl:
                fcntl.flock(file, fcntl.LOCK_EX)
            yield file


def _last_chain(file: BinaryIO) -> str:
    """Return the chain of the last line; raise ValueError if it is incomplete."""
    size = file.seek(0, os.SEEK_END)
    file.seek(max(0, size - LONGEST_LINE))
    tail = file.read()
    if not tail:
        return ""
    if not tail.endswith(b"\n"):
        raise ValueError("its last line is cut off; delete that line")
    return read_chain(tail.splitlines()[-1])


def read_chain(line: bytes) -> str:
    """Return the chain of a line, which is its last field."""
    return line.rpartition(b'"chain": "')[2].partition(b'"')[0].decode("ascii", "replace")
