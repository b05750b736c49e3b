"""The errors of publishing, each with a message of one line."""

from __future__ import annotations

import platform
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rapport.blog.problem import Problem


class PublishError(Exception):
    """Publishing can't continue; the message is one line for the person who started it."""


class GitError(PublishError):
    """A git command failed."""


class SettingsError(PublishError):
    """The repository or its settings don't meet the requirements of publishing."""


class RefusedError(PublishError):
    """The content can't be published; `problems` gives the reasons by file."""

    def __init__(self, message: str, problems: Sequence[Problem] = ()) -> None:
        super().__init__(message)
        self.problems = tuple(problems)


def in_one_line(error: OSError) -> str:
    """Return `/var/www: Permission denied` for an operating system error."""
    place = f"{error.filename2 or error.filename}: " if error.filename else ""
    return f"{place}{error.strerror or error}"


def require_posix(command: str) -> None:
    """Raise `PublishError` on Windows, which lacks functions that publishing requires."""
    if platform.system() == "Windows":
        raise PublishError(
            f"`{command}` needs Linux, macOS or another Unix: it makes symbolic links and ends "
            "groups of processes. Run it there, or in WSL."
        )
