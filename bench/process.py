"""Whole processes from the shell: how long they take, and how much memory at most."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_LAST_LINES = 15
_SAMPLED_EVERY = 0.05
_UNIT_OF_MAXRSS = 1 if sys.platform == "darwin" else 1024


class BenchError(Exception):
    """A peer could not be installed, failed, or did not make what it should."""


@dataclass(frozen=True, slots=True)
class ProcessRun:
    """One process, from its start until the shell would have its prompt again."""

    seconds: float
    peak_bytes: int


def run(command: Sequence[str], folder: Path, *, sample_memory: bool = False) -> ProcessRun:
    """Run `command` in `folder` to its end; raises `BenchError` with its last lines if it fails.

    The peak is that of the largest process; with `sample_memory`, of all of them together.
    """
    log = folder / "bench.log"
    with log.open("wb") as output:
        start = perf_counter()
        process = subprocess.Popen(
            command, cwd=folder, env=environment(), stdout=output, stderr=subprocess.STDOUT
        )
        sampler = _Sampler(process.pid) if sample_memory else None
        _, status, usage = os.wait4(process.pid, 0)
        seconds = perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    sampled = sampler.stop() if sampler else 0
    if process.returncode:
        last = log.read_text(encoding="utf-8", errors="replace").splitlines()[-_LAST_LINES:]
        raise BenchError("\n".join([f"{Path(command[0]).name} failed:", *last]))
    return ProcessRun(seconds, max(sampled, usage.ru_maxrss * _UNIT_OF_MAXRSS))


_NOT_HANDED_ON = ("PYTHONDONTWRITEBYTECODE",)
"""What would make a generator that is installed for development compile itself at each start."""


def environment() -> dict[str, str]:
    """Return the variables that every peer sees; Python keeps its bytecode, as it usually does."""
    ours = {name: value for name, value in os.environ.items() if name not in _NOT_HANDED_ON}
    return {**ours, "NO_MKDOCS_2_WARNING": "1"}


class _Sampler(threading.Thread):
    """Adds up the memory of a process and its children, shared pages once, as Linux tells it."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self._pid, self._peak, self._ended = pid, 0, threading.Event()
        self.start()

    def run(self) -> None:
        while not self._ended.wait(_SAMPLED_EVERY):
            self._peak = max(self._peak, sum(_memory(pid) for pid in _family(self._pid)))

    def stop(self) -> int:
        self._ended.set()
        self.join()
        return self._peak


def _family(pid: int) -> Iterator[int]:
    """Yield a process and all that it started; nothing where the system doesn't tell."""
    yield pid
    for children in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            children_ids = children.read_text().split()
        except OSError:
            continue
        for child in children_ids:
            yield from _family(int(child))


def _memory(pid: int) -> int:
    """Return the bytes of a process, of shared pages its share; 0 when it is gone."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:")), 0)
