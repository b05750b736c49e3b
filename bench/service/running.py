"""The service in processes of its own, as `rapport subscriptions serve` runs it."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from bench.process import BenchError
from rapport_subscriptions.store.sql.database import open_store
from tests.ports import free_port

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sqlalchemy import ColumnElement, Table

SECONDS_TO_START = 60
FOREVER = 10_000_000
"""A limit that holds nothing back."""

_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class RunningService:
    """A service that answers: its port, its web's process, its mail workers' processes."""

    port: int
    web: int
    mail_workers: tuple[int, ...]


def environment(folder: Path, database: str, port: int, **changes: str) -> dict[str, str]:
    """Return the variables of a service whose site and inbox lie in `folder`."""
    site = folder / "site"
    site.mkdir(exist_ok=True)
    manifest = {
        "version": 1,
        "url": "https://blog.example/",
        "title": "Bench",
        "topics": [{"slug": "networking", "name": "Networking"}],
        "wordings": {"1": "Write to me."},
    }
    (site / "blog.json").write_text(json.dumps(manifest))
    return {
        **os.environ,
        "RAPPORT_DATABASE_URL": database,
        "RAPPORT_MAIL_URL": f"maildir://{folder}/inbox",
        "RAPPORT_MAIL_FROM": "Bench <hello@blog.example>",
        "RAPPORT_SITE": str(site),
        "RAPPORT_PUBLIC_URL": f"http://127.0.0.1:{port}",
        "RAPPORT_SECRET_KEYS": "a key that is only good for a bench.",
        "RAPPORT_TRUSTED_PROXIES": "127.0.0.1",
        "RAPPORT_MAILS_PER_HOUR": str(FOREVER),
        **changes,
    }


def command(environ: Mapping[str, str], *arguments: str) -> None:
    """Run one command of `rapport subscriptions` to its end."""
    subprocess.run(
        [sys.executable, "-m", "rapport_subscriptions.cli", *arguments],
        env=environ,
        check=True,
        stdout=subprocess.DEVNULL,
    )


@contextlib.contextmanager
def serving(
    folder: Path, database: str, *, workers: int = 1, mail_workers: int = 1, **changes: str
) -> Iterator[RunningService]:
    """Run web and sender for as long as the block lasts."""
    port = free_port()
    serve = [
        "serve",
        "--port",
        str(port),
        "--workers",
        str(workers),
        "--mail-workers",
        str(mail_workers),
    ]
    with (folder / "service.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "rapport_subscriptions.cli", *serve],
            env=environment(folder, database, port, **changes),
            stderr=log,
        )
    try:
        _wait_for(port, process, folder / "service.log")
        children = _children(process.pid)
        yield RunningService(port, process.pid, tuple(children) if workers == 1 else ())
    finally:
        process.terminate()
        process.wait(60)


def cpu_seconds(pid: int) -> float:
    """Return what a process has used of the processor so far."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS


def memory(pid: int) -> float:
    """Return the most that a process has held in memory so far, in MB."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) * 1024 / 1e6


def fsync_rate(folder: Path) -> float:
    """Return how often a second the disk takes 4 KB for good, one after the other."""
    number, end = 0, time.perf_counter() + 1
    with (folder / "probe").open("wb") as file:
        while time.perf_counter() < end:
            file.write(b"x" * 4096)
            file.flush()
            os.fsync(file.fileno())
            number += 1
    return float(number)


def rows(database: str, table: Table, *conditions: ColumnElement[bool]) -> int:
    """Count the rows of a table that conditions hold for."""
    store = open_store(database)
    with store.engine.execution_options(rapport_reading=True).connect() as connection:
        counted = select(func.count()).select_from(table).where(*conditions)
        number = connection.execute(counted).scalar_one()
    store.close()
    return int(number)


def _wait_for(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < deadline and process.poll() is None:
        with contextlib.suppress(OSError):
            urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5).close()
            return
        time.sleep(0.1)
    raise BenchError(f"the service did not start:\n{log.read_text()[-2_000:]}")


def _children(pid: int) -> list[int]:
    lists = [file.read_text() for file in Path(f"/proc/{pid}/task").glob("*/children")]
    process_ids = [int(process_id) for process_id in " ".join(lists).split()]
    return [
        process_id
        for process_id in process_ids
        if "spawn_main" in Path(f"/proc/{process_id}/cmdline").read_text()
    ]
