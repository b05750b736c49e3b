"""Waiting until a server that a test has started listens."""

from __future__ import annotations

import socket
import subprocess
import time
from contextlib import closing

import pytest


def wait_for(process: subprocess.Popen[bytes], port: int, name: str) -> None:
    """Return when the process listens on `port`; fail with its own words if it ended."""
    for _ in range(1200):
        if process.poll() is not None:
            assert process.stderr is not None
            pytest.fail(process.stderr.read().decode())
        with closing(socket.socket()) as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    pytest.fail(f"{name} did not start")
