"""The files that code opens or looks for by itself, whoever wrote it.

Python tells an audit hook of every `open` and of every look into a folder (PEP 578), also of one
that fails. A look by `os.stat`, which is what `os.path.exists` and `pathlib` do, is told to nobody:
`os.stat` is replaced by one that notes the path, unless it is a folder that is there. Neither notes
anything outside `opened_files`.
"""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache, wraps
from stat import S_ISDIR
from typing import Any

NETWORK = "the network"
"""The path that stands for a network access, whose result can't be tracked."""

_READS = frozenset(("open", "os.listdir", "os.scandir"))
_CALLS = frozenset(("socket.connect", "socket.getaddrinfo"))
_here = threading.local()
_stat = os.stat


@contextmanager
def opened_files() -> Iterator[set[str]]:
    """Collect the absolute paths that this thread opens to read, or looks for, and `NETWORK`.

    Python's own files and those of installed packages are excluded: their versions represent them.
    """
    _install()
    outer = getattr(_here, "paths", None)
    _here.paths = paths = set[str]()
    try:
        yield paths
    finally:
        _here.paths = outer
        if outer is not None:
            outer |= paths


@cache
def _install() -> None:
    sys.addaudithook(_audit)
    os.stat = _noting_stat  # where it is not called, only `open` is seen


def _audit(event: str, values: tuple[Any, ...]) -> None:
    if event in _CALLS and getattr(_here, "paths", None) is not None:
        _here.paths.add(NETWORK)
    if event not in _READS or getattr(_here, "paths", None) is None:
        return
    flags = values[2] if event == "open" else 0
    if not (isinstance(flags, int) and flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)):
        _note(values[0])


@wraps(_stat)
def _noting_stat(path: Any, *args: Any, **options: Any) -> os.stat_result:  # noqa: ANN401 - as os.stat
    if getattr(_here, "paths", None) is None:
        return _stat(path, *args, **options)
    try:
        found = _stat(path, *args, **options)
    except (OSError, ValueError):
        _note(path)
        raise
    if not S_ISDIR(found.st_mode):
        _note(path)
    return found


def _note(path: Any) -> None:  # noqa: ANN401 - text, bytes, a path, or a number
    if isinstance(path, int):
        return
    name = os.path.abspath(os.fsdecode(path))
    if not name.startswith(_python_places()):
        _here.paths.add(name)


@cache
def _python_places() -> tuple[str, ...]:
    """Return the folders of Python and its packages, and others that hold no files of a blog."""
    places = {sys.prefix, sys.base_prefix, sys.exec_prefix, os.path.dirname(os.__file__)}
    places |= {place for place in sys.path if place.endswith(("site-packages", "dist-packages"))}
    ours = sorted(os.path.abspath(place) + os.sep for place in places)
    return (*ours, "/dev/", "/proc/", "/sys/")
