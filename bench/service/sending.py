"""Mails a second that one sender hands to a server on this machine."""

from __future__ import annotations

import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

from bench.service import people
from bench.service.running import cpu_seconds, environment
from bench.service.sink import sink

if TYPE_CHECKING:
    from pathlib import Path

CONNECTIONS = (1, 4, 16, 64)
DELAY = 0.02
_SEND = "from rapport_subscriptions.commands.worker_pool import run_worker; run_worker()"


def prepare(folder: Path, number: int) -> Path:
    """Return a database in which so many mails wait."""
    path = folder / "waiting.db"
    people.ask_many(environment(folder, f"sqlite:///{path}", 1), number)
    return path


def send(folder: Path, waiting: Path, connections: int, delay: float) -> tuple[float, float]:
    """Return mails a second, and the sender's processor time per mail, in milliseconds."""
    path = folder / f"{connections}-{delay}.db"
    shutil.copy(waiting, path)
    number = min(1_200, connections * (50 if delay else 600))
    with sink(delay) as server:
        environ = environment(
            folder,
            f"sqlite:///{path}",
            1,
            RAPPORT_MAIL_URL=f"smtp://127.0.0.1:{server.port}",
            RAPPORT_MAIL_CONNECTIONS=str(connections),
        )
        process = subprocess.Popen(
            [sys.executable, "-c", _SEND], env=environ, stderr=subprocess.DEVNULL
        )
        try:
            seconds = server.seconds(number)
            used = cpu_seconds(process.pid)
        finally:
            process.kill()
            process.wait()
    return number / seconds, used / number * 1000
