"""The real `serve` in a process of its own."""

from __future__ import annotations

import contextlib
import io
import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import IO, TYPE_CHECKING
from unittest import mock

import httpx

from rapport_subscriptions import cli
from tests.service.service_under_test import KEY, WORDING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

SECONDS_TO_START = 180
FOREIGN = ("RAPPORT_", "PYTHON")


@dataclass
class Server:
    """A running service."""

    port: int
    process: subprocess.Popen[bytes]
    client: httpx.Client = field(init=False)

    def __post_init__(self) -> None:
        self.client = httpx.Client(base_url=f"http://127.0.0.1:{self.port}", timeout=30)

    def wait(self) -> None:
        deadline = time.monotonic() + SECONDS_TO_START
        while time.monotonic() < deadline:
            assert self.process.poll() is None, "the service has ended"
            with contextlib.suppress(httpx.TransportError):
                if self.client.get("/healthz").status_code == 200:
                    return
            time.sleep(0.05)
        raise AssertionError("the service did not start")

    def kill(self) -> None:
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.client.close()

    def stop(self) -> int:
        self.process.terminate()
        self.client.close()
        return self.process.wait()


def published_site(folder: Path, url: str, *articles: str) -> Path:
    """Write a site that has only its manifest, with articles of these names."""
    folder.mkdir(exist_ok=True)
    manifest = {
        "version": 1,
        "url": url,
        "title": "A Word Before You Apply",
        "timezone": "Europe/Berlin",
        "articles": [
            {
                "id": name,
                "url": f"{url}articles/{name}/",
                "title": f"About {name}",
                "date": datetime.now(UTC).isoformat(),
                "tags": ["networking"],
                "summary": f"What {name} is.",
            }
            for name in articles
        ],
        "topics": [{"slug": "networking", "name": "Networking"}],
        "wordings": {"2026-11": WORDING},
    }
    draft = folder / "blog.json.new"
    draft.write_text(json.dumps(manifest), "utf-8")
    draft.rename(folder / "blog.json")
    return folder


def environment(
    folder: Path,
    database: str,
    port: int,
    blog_url: str = "https://blog.example/",
    **changes: str,
) -> dict[str, str]:
    """Return the environment of a service in a folder."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(FOREIGN)}
    return {
        **kept,
        "RAPPORT_DATABASE_URL": database,
        "RAPPORT_MAIL_URL": f"maildir://{folder}/inbox",
        "RAPPORT_MAIL_FROM": "A Word <hello@blog.example>",
        "RAPPORT_SITE": str(published_site(folder / "site", blog_url)),
        "RAPPORT_PUBLIC_URL": f"http://127.0.0.1:{port}",
        "RAPPORT_SECRET_KEYS": KEY,
        "RAPPORT_SIGNUPS_PER_NETWORK": "0",
        **changes,
    }


def command(*arguments: str) -> list[str]:
    """Return the command line of `rapport subscriptions`."""
    return [sys.executable, "-m", "rapport_subscriptions.cli", *arguments]


@dataclass(frozen=True)
class Ended:
    """What a command left behind."""

    returncode: int
    stdout: bytes
    stderr: bytes


def run(environ: Mapping[str, str], *arguments: str, said: bytes = b"") -> Ended:
    """Run one command to its end, in this process."""
    out, err = io.StringIO(), io.StringIO()
    stdin = io.TextIOWrapper(io.BytesIO(said))
    with (
        mock.patch.dict(os.environ, environ, clear=True),
        mock.patch.object(sys, "stdin", stdin),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
    ):
        code = cli.main(arguments)
    return Ended(code, out.getvalue().encode(), err.getvalue().encode())


def start(
    environ: Mapping[str, str],
    port: int,
    workers: int = 1,
    mail_workers: int = 1,
    log: int | IO[bytes] = subprocess.DEVNULL,
) -> Server:
    """Start the service; it answers once `wait` returns."""
    process = subprocess.Popen(
        command(
            "serve",
            "--port",
            str(port),
            "--workers",
            str(workers),
            "--mail-workers",
            str(mail_workers),
        ),
        env=environ,
        stdout=subprocess.DEVNULL,
        stderr=log,
        start_new_session=True,
    )
    return Server(port, process)


@contextlib.contextmanager
def serving(
    environ: Mapping[str, str],
    port: int,
    workers: int = 1,
    mail_workers: int = 1,
    log: int | IO[bytes] = subprocess.DEVNULL,
) -> Iterator[Server]:
    """Run the service for a while."""
    server = start(environ, port, workers, mail_workers, log)
    try:
        server.wait()
        yield server
    finally:
        if server.process.poll() is None:
            server.kill()
