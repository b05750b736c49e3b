"""Commands that run on Unix only."""

from __future__ import annotations

import platform

from rapport_subscriptions.errors import UsageError


def require_unix(command: str) -> None:
    """Raise UsageError on Windows, before anything is read or written.

    The mail worker is stopped by a signal, and the journal is locked by `fcntl` while one of
    several processes writes. Windows has neither.
    """
    if platform.system() == "Windows":
        raise UsageError(
            f"`rapport subscriptions {command}` needs Linux, macOS or another Unix: it runs "
            "several processes, which are stopped by signals and share locked files. Run it "
            "there, or in WSL."
        )
