"""How fast the subscription service takes sign-ups, and whether its timing tells who is known.

    python bench/subscriptions.py [--database postgresql://…] [--seconds 10] [--connections 64]

The service runs in one process, the load comes from this one. Half of the sign-ups are for
addresses that are confirmed already; the hourly cap holds all but 100 mails back. Beside the
rate stands the disk's own fsync rate.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import math
import os
import random
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlencode

if TYPE_CHECKING:
    from collections.abc import Sequence

KNOWN = 1_000
FORM = {"topics": "networking", "cadence": "weekly", "wording": "1", "page": "/subscribe/"}


def main() -> None:
    """Start the service, load it, print a table."""
    arguments = _arguments()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        port = _free_port()
        environ = _environment(folder, arguments.database, port)
        _fill(folder, environ)
        fsyncs = _fsync_rate(folder)
        process = subprocess.Popen(
            [sys.executable, "-m", "rapport_subscriptions.cli", "serve", "--port", str(port)],
            env=environ,
            stderr=subprocess.DEVNULL,
        )
        try:
            _wait_for(port)
            before = _cpu_seconds(process.pid)
            known, unknown = asyncio.run(_load(port, arguments.connections, arguments.seconds))
            used = _cpu_seconds(process.pid) - before
            memory = _memory(process.pid)
        finally:
            process.terminate()
            process.wait(30)
    every = sorted(known + unknown)
    rows = [
        ("sign-ups a second", f"{len(every) / arguments.seconds:,.0f}"),
        ("fsyncs a second of the disk", f"{fsyncs:,.0f}"),
        ("the service's processor time a sign-up", f"{used / len(every) * 1000:.2f} ms"),
        ("p50", f"{_percentile(every, 50) * 1000:.1f} ms"),
        ("p99", f"{_percentile(every, 99) * 1000:.1f} ms"),
        ("known and unknown alike (Kolmogorov-Smirnov)", f"p = {_same(known, unknown):.3f}"),
        ("memory of web and sender", f"{memory:.0f} MB"),
    ]
    for about, figure in rows:
        sys.stdout.write(f"| {about} | {figure} |\n")


async def _load(port: int, connections: int, seconds: float) -> tuple[list[float], list[float]]:
    known: list[float] = []
    unknown: list[float] = []
    end = time.perf_counter() + seconds
    dice = random.Random(1)  # noqa: S311 - a load, no secret

    async def connection(number: int) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        sent = 0
        while time.perf_counter() < end:
            sent += 1
            is_known = dice.random() < 0.5  # noqa: PLR2004 - half of them
            name = f"k{dice.randrange(KNOWN):05}" if is_known else f"n{number:02}x{sent:05}"[:6]
            began = time.perf_counter()
            writer.write(_request(f"{name}{sent % 10}@mail.example.org", dice))
            head = await reader.readuntil(b"\r\n\r\n")
            if not head.startswith(b"HTTP/1.1 303"):
                raise SystemExit(head.decode())
            (known if is_known else unknown).append(time.perf_counter() - began)
        writer.close()

    await asyncio.gather(*(connection(number) for number in range(connections)))
    return known, unknown


def _request(address: str, dice: random.Random) -> bytes:
    body = urlencode({"email": address, **FORM})
    network = ".".join(str(dice.randrange(1, 250)) for _ in range(4))
    return (
        "POST /subscriptions HTTP/1.1\r\nHost: localhost\r\n"
        f"X-Forwarded-For: {network}\r\nContent-Length: {len(body)}\r\n"
        f"Content-Type: application/x-www-form-urlencoded\r\n\r\n{body}"
    ).encode()


def _fill(folder: Path, environ: dict[str, str]) -> None:
    """Confirm the known addresses by an import."""
    lines = ["email,status,confirmed_at,page,wording"]
    lines += [
        f"k{number:05}{digit}@mail.example.org,confirmed,2026-01-01T00:00:00Z,/,1"
        for number in range(KNOWN)
        for digit in range(10)
    ]
    (folder / "known.csv").write_text("\n".join(lines))
    subprocess.run(
        [sys.executable, "-m", "rapport_subscriptions.cli", "import", str(folder / "known.csv")],
        env=environ,
        check=True,
        stdout=subprocess.DEVNULL,
    )


def _environment(folder: Path, database: str, port: int) -> dict[str, str]:
    (folder / "site").mkdir()
    manifest = {
        "version": 1,
        "url": "https://blog.example/",
        "title": "Bench",
        "topics": [{"slug": "networking", "name": "Networking"}],
        "wordings": {"1": "Write to me."},
    }
    (folder / "site" / "blog.json").write_text(json.dumps(manifest))
    return {
        **os.environ,
        "RAPPORT_DATABASE_URL": database or f"sqlite:///{folder}/bench.db",
        "RAPPORT_MAIL_URL": f"maildir://{folder}/inbox",
        "RAPPORT_MAIL_FROM": "Bench <hello@blog.example>",
        "RAPPORT_SITE": str(folder / "site"),
        "RAPPORT_PUBLIC_URL": f"http://127.0.0.1:{port}",
        "RAPPORT_SECRET_KEYS": "a key that is only good for a bench.",
        "RAPPORT_TRUSTED_PROXIES": "127.0.0.1",
        "RAPPORT_MAILS_PER_HOUR": "100",
    }


def _wait_for(port: int) -> None:
    for _ in range(600):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5)
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit("the service did not start")


def _fsync_rate(folder: Path) -> float:
    number, end = 0, time.perf_counter() + 1
    with (folder / "probe").open("wb") as file:
        while time.perf_counter() < end:
            file.write(b"x" * 4096)
            file.flush()
            os.fsync(file.fileno())
            number += 1
    return float(number)


def _memory(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.partition("VmRSS:")[2].split()[0]) / 1024


def _cpu_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _percentile(ordered: Sequence[float], percent: float) -> float:
    return ordered[min(len(ordered) - 1, int(len(ordered) * percent / 100))]


def _same(one: Sequence[float], other: Sequence[float]) -> float:
    """Answer the p-value of the two-sample Kolmogorov-Smirnov test."""
    marks = sorted([(value, 0) for value in one] + [(value, 1) for value in other])
    seen, distance = [0, 0], 0.0
    for _, which in marks:
        seen[which] += 1
        distance = max(distance, abs(seen[0] / len(one) - seen[1] / len(other)))
    size = math.sqrt(len(one) * len(other) / (len(one) + len(other)))
    scaled = (size + 0.12 + 0.11 / size) * distance
    total: float = sum((-1) ** (k - 1) * math.exp(-2 * (k * scaled) ** 2) for k in range(1, 101))
    return max(0.0, min(1.0, 2 * total))


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database", default="", help="a fresh SQLite database if not given")
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--connections", type=int, default=64)
    return parser.parse_args()


if __name__ == "__main__":
    main()
