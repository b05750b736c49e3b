"""Whether anything changed since the last build, told by the state of all files.

Commands ask before they import what builds a site, so this module imports only Python's library.
"""

from __future__ import annotations

import json
import os
import sys
import time
from dataclasses import asdict, dataclass, replace
from hashlib import blake2b
from pathlib import Path
from stat import S_ISDIR
from typing import TYPE_CHECKING

from rapport.engine.outputs import FileState, scan

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

_VERSION = 1
_TICK = 0.1
"""Seconds that may pass between a change and the time that the system notes for it."""
_MADE_BY_PYTHON = "__pycache__"


@dataclass(frozen=True, slots=True)
class Stamp:
    """What a build read and made; times are seconds since 1970.

    `sources` are folders and files that an author changes, `code` those of programs, `listed`
    folders of which only the names matter; `read` is a digest of their state, `made` of the site's.
    The stamp holds from `begins` until `ends`, when time alone changes the site. A source that is
    not there counts, too: it was looked for.
    """

    sources: Sequence[str]
    code: Sequence[str]
    listed: Sequence[str]
    site: str
    begins: float
    ends: float
    read: str = ""
    made: str = ""
    version: int = _VERSION


class UnsteadyError(Exception):
    """Something changed while the build was running."""


def write_stamp(path: Path, stamp: Stamp, started: float, made: Mapping[str, FileState]) -> None:
    """Record the state of all files, unless one changed since the build `started`.

    `made` are the site's files as the build left them.
    """
    try:
        closed = replace(stamp, read=_state_read(stamp, started - _TICK), made=_state_made(made))
    except (UnsteadyError, OSError):
        path.unlink(missing_ok=True)
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(path.name + ".new")
    beside.write_text(json.dumps(asdict(closed)), encoding="utf-8")
    beside.replace(path)


def is_up_to_date(path: Path, now: float) -> bool:
    """Return whether everything is as it was when the stamp at `path` was written."""
    try:
        stamp = Stamp(**json.loads(path.read_text(encoding="utf-8")))
        if stamp.version != _VERSION or not stamp.begins <= now < stamp.ends:
            return False
        return stamp.read == _state_read(stamp) and stamp.made == _state_made(scan(stamp.site))
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return False


def stamp_path(config_file: str, *options: object) -> Path:
    """Return where the stamp of builds with these options is kept."""
    place = Path(config_file).resolve()
    name = blake2b(repr((str(place), *options)).encode(), digest_size=8).hexdigest()
    return place.parent / ".cache/rapport" / f"{name}.stamp"


def build_time() -> float:
    """Return the time of a build that begins now, or `SOURCE_DATE_EPOCH` if it is set."""
    given = os.environ.get("SOURCE_DATE_EPOCH", "")
    return float(given) if given.isdigit() else time.time()


def loaded_code() -> tuple[str, ...]:
    """Return the files of all modules that were imported, but for Python's own."""
    own = str(Path(os.__file__).parent)
    files = {getattr(module, "__file__", None) or "" for module in list(sys.modules.values())}
    return tuple(
        sorted(
            file for file in files if file and (not file.startswith(own) or "site-packages" in file)
        )
    )


def _state_read(stamp: Stamp, no_later_than: float | None = None) -> str:
    """Return a digest of a build's inputs; raises `UnsteadyError` if a source changed later."""
    seen = blake2b(digest_size=16)
    seen.update(repr((sys.version, os.environ.get("TZ"))).encode())
    for root in stamp.sources:
        seen.update(f"{root}\0".encode(errors="surrogateescape"))
        for path, stat in _walk(root):
            if no_later_than is not None and stat.st_ctime > no_later_than:
                raise UnsteadyError(path)
            seen.update(_line(path, stat, stat.st_ctime_ns, stat.st_ino))
    for root in stamp.code:
        for path, stat in _walk(root):
            if not S_ISDIR(stat.st_mode):
                seen.update(_line(path, stat))
    for folder in stamp.listed:
        seen.update("\n".join(sorted(os.listdir(folder))).encode(errors="replace"))
    return seen.hexdigest()


def _state_made(files: Mapping[str, FileState]) -> str:
    lines = "".join(f"{path}\0{size} {mtime}\n" for path, (size, mtime) in sorted(files.items()))
    return blake2b(lines.encode(errors="surrogateescape"), digest_size=16).hexdigest()


def _line(path: str, found: os.stat_result, *more: int) -> bytes:
    numbers = more if S_ISDIR(found.st_mode) else (found.st_size, found.st_mtime_ns, *more)
    return f"{path}\0{numbers}\n".encode(errors="surrogateescape")


def _walk(root: str) -> Iterator[tuple[str, os.stat_result]]:
    """Yield a file, or a folder and all that is below it, in a fixed order."""
    try:
        found = os.stat(root)
    except FileNotFoundError:
        return
    yield root, found
    if S_ISDIR(found.st_mode):
        for name in sorted(os.listdir(root)):
            if name != _MADE_BY_PYTHON:
                yield from _walk(os.path.join(root, name))
