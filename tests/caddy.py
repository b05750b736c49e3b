"""A real Caddy for a test: the settings it gets, and where it listens."""

from __future__ import annotations

import os
import shutil
import subprocess
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING

from tests.listening import wait_for

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_OPTIONS = "\tadmin off\n\tauto_https off\n"


@contextmanager
def running_caddy(
    folder: Path, sites: str, port: int, said: int | IO[bytes] = subprocess.PIPE
) -> Iterator[str]:
    """Run Caddy with these sites, of which one listens on `port`; yields its URL.

    What Caddy logs goes to `said`.
    """
    caddy = shutil.which("caddy")
    assert caddy, "Caddy is missing: `make setup` installs it"
    configuration = folder / "Caddyfile"
    configuration.write_text(_with_options(sites), encoding="utf-8")
    environ = {**os.environ, "HOME": str(folder), "XDG_DATA_HOME": str(folder / "data")}
    command = [caddy, "run", "--config", str(configuration), "--adapter", "caddyfile"]
    with subprocess.Popen(command, env=environ, stdout=subprocess.DEVNULL, stderr=said) as process:
        try:
            wait_for(process, port, "Caddy")
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait()


def _with_options(sites: str) -> str:
    """Return the sites with options for all, also where there are some already."""
    first, own, rest = f"\n{sites}".partition("\n{\n")
    return f"{first}{own}{_OPTIONS}{rest}" if own else f"{{\n{_OPTIONS}}}\n{sites}"
