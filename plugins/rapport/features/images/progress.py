"""The progress of long work: a bar in a terminal, elsewhere a line now and then."""

from __future__ import annotations

import logging
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Self, TextIO

_QUIET = 1.5
"""Work that takes fewer seconds shows no progress."""
_BAR_EVERY, _LINE_EVERY = 0.2, 10.0
_WIDTH = 24
_MINUTE = 60


@dataclass(slots=True)
class Progress:
    """Counts finished pieces of `total` and shows them; several threads may call it.

    `clock` returns seconds; `terminal` is None if output is not a terminal, and `say` logs a line.
    """

    what: str
    total: int
    clock: Callable[[], float]
    say: Callable[[str], None]
    terminal: TextIO | None = None
    _done: int = 0
    _began: float = 0.0
    _shown: float = 0.0
    _has_bar: bool = False
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        self._began = self._shown = self.clock()

    def step(self, count: int = 1) -> None:
        """Note that `count` more pieces are finished."""
        with self._lock:
            self._done += count
            now = self.clock()
            every = _LINE_EVERY if self.terminal is None else _BAR_EVERY
            if now - self._began >= _QUIET and now - self._shown >= every:
                self._shown = now
                self._show(now - self._began)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Remove the bar."""
        if self.terminal is not None and self._has_bar:
            self.terminal.write("\r\033[K")
            self.terminal.flush()

    def _show(self, seconds: float) -> None:
        count = f"{self._done:,} of {self.total:,}"
        left = _span(seconds / max(1, self._done) * (self.total - self._done))
        if self.terminal is None:
            self.say(f"{self.what}: {count} made, {left} left.")
            return
        full = _WIDTH * self._done // max(1, self.total)
        bar = "#" * full + "." * (_WIDTH - full)
        self.terminal.write(f"\r\033[K{self.what} [{bar}] {count}, {left} left")
        self.terminal.flush()
        self._has_bar = True


def progress_on(log: logging.Logger, what: str, total: int, clock: Callable[[], float]) -> Progress:
    """Return progress on the terminal, or else in a log; none if the log is quiet."""
    is_talking = log.isEnabledFor(logging.INFO)
    terminal = sys.stderr if is_talking and sys.stderr.isatty() else None
    return Progress(what, total, clock, log.info, terminal)


def _span(seconds: float) -> str:
    if seconds < _MINUTE:
        return f"about {max(1, round(seconds))} s"
    return f"about {round(seconds / _MINUTE)} min"
