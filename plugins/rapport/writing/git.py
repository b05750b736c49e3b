"""Run git for the editor: messages in English, no prompts, and a time limit."""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rapport.blog.texts import N_
from rapport.writing.errors import WritingError

if TYPE_CHECKING:
    from pathlib import Path

_LONGEST = 600
"""The time limit in seconds; a server that builds a large blog responds slowly to a push."""
_SET_BY_GIT = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX")


@dataclass(frozen=True, slots=True)
class Said:
    """The result of a command: `printed` is its stdout, `complaint` its stderr."""

    code: int
    printed: str
    complaint: str

    @property
    def is_well(self) -> bool:
        """Whether the command succeeded."""
        return self.code == 0


@dataclass(frozen=True, slots=True)
class WorkTree:
    """A folder of a repository; paths are relative to it."""

    folder: Path

    def ask(self, *arguments: str) -> Said:
        """Return the result of `git …`; raises `WritingError` if git is missing or too slow."""
        command = ["git", "--literal-pathspecs", "-c", "core.quotePath=false", *arguments]
        try:
            done = subprocess.run(  # noqa: S603 - arguments of our own, no shell
                command,
                cwd=self.folder,
                env=_environment(),
                stdin=subprocess.DEVNULL,
                capture_output=True,
                check=False,
                timeout=_LONGEST,
            )
        except FileNotFoundError:
            message = N_("Git is not installed on this machine: publishing stands on it.")
            raise WritingError(message) from None
        except subprocess.TimeoutExpired:
            raise WritingError(N_("Git gave no answer in ten minutes, and was ended.")) from None
        printed, complaint = done.stdout.decode("utf-8", "replace"), done.stderr
        return Said(done.returncode, printed, complaint.decode("utf-8", "replace"))

    def line(self, *arguments: str) -> str:
        """Return the one line that `git …` prints, or `` if it fails."""
        answer = self.ask(*arguments)
        return answer.printed.strip() if answer.is_well else ""


def _environment() -> dict[str, str]:
    variables = {name: value for name, value in os.environ.items() if name not in _SET_BY_GIT}
    ssh = {} if "GIT_SSH_COMMAND" in variables else {"GIT_SSH_COMMAND": "ssh -o BatchMode=yes"}
    return {**variables, **ssh, "LC_ALL": "C", "GIT_TERMINAL_PROMPT": "0"}
