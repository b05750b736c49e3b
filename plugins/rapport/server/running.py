"""Run system commands, and report in one line why a command failed."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

from rapport.errors import UsageError
from rapport.server.steps import ROOT

if TYPE_CHECKING:
    from collections.abc import Mapping


def run(*words: str, user: str = ROOT, more: Mapping[str, str] | None = None, at: str = "/") -> str:
    """Run a command as a user, in the folder `at`, and return what it printed.

    `more` is added to the environment. Raises `UsageError` with the last line of a failed one.
    """
    done = ask(*words, user=user, more=more, at=at)
    if done.returncode:
        last = (done.stderr.strip() or done.stdout.strip() or "nothing was said").splitlines()
        raise UsageError(
            f"`{' '.join(words)}` failed: {last[-1].strip()}; when that is fixed, run the same "
            "again: it goes on here"
        )
    return done.stdout


def ask(
    *words: str, user: str = ROOT, more: Mapping[str, str] | None = None, at: str = "/"
) -> subprocess.CompletedProcess[str]:
    """Run a command whose exit code is a result; raise UsageError if the command is missing."""
    whole = words if user == ROOT else ("runuser", "-u", user, "--", *words)
    try:
        return subprocess.run(  # noqa: S603 - commands of the plan, no shell
            whole,
            env={**os.environ, **(more or {})},
            cwd=at,
            capture_output=True,
            text=True,
            check=False,
        )
    except OSError as error:
        raise UsageError(f"`{whole[0]}` can't be run: {error.strerror}") from None


def is_running(unit: str) -> bool:
    """Return whether systemd runs a unit; without systemd, none runs."""
    try:
        return ask("systemctl", "is-active", "--quiet", unit).returncode == 0
    except UsageError:
        return False


def is_installed(package: str) -> bool:
    """Return whether dpkg lists a package as installed."""
    return ask("dpkg-query", "--show", "--showformat", "${db:Status-Status}", package).stdout == (
        "installed"
    )
