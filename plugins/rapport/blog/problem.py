"""A problem in the content, reported so that its author can fix it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import PurePosixPath

UNKNOWN_KEY = "unknown-key"
BLOCKED = "blocked"
MISSING_SNIPPET = "snippet-missing"
_SAID_ONCE = frozenset((UNKNOWN_KEY, BLOCKED, MISSING_SNIPPET))
"""Problems that are reported once for all files, because one change fixes them everywhere."""


class Severity(StrEnum):
    """An error stops the build; a warning stops only a strict one."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One problem of one file; `line` and `column` count from 1, from the file's first line."""

    path: str
    line: int
    column: int
    code: str
    message: str
    hint: str = ""
    severity: Severity = field(default=Severity.ERROR, compare=False)

    def __str__(self) -> str:
        """Return `docs/articles/x.md:3:1: error[date-missing]: message. Hint.`."""
        place = f"{self.path}:{self.line}:{self.column}: {self.severity}[{self.code}]"
        return f"{place}: {self.message}" + (f" {self.hint}" if self.hint else "")

    def at(self, line: int, column: int) -> Problem:
        """Return the problem at another position in its file."""
        return replace(self, line=line, column=column)

    @property
    def is_error(self) -> bool:
        """Whether a build must stop here."""
        return self.severity is Severity.ERROR


def gathered(problems: Iterable[Problem]) -> list[Problem]:
    """Return problems in order, with one line for an unknown key, and the like, in many files.

    Its line is the first file's, and says how many others have the key.
    """
    first: dict[tuple[str, ...], Problem] = {}
    paths: dict[tuple[str, ...], set[str]] = {}
    distinct = []
    for problem in sorted(problems):
        alike = _alike(problem)
        if problem.code not in _SAID_ONCE or problem.is_error:
            distinct.append(problem)
        else:
            first.setdefault(alike, problem)
            paths.setdefault(alike, set()).add(problem.path)
    for shared, problem in first.items():
        count = len(paths[shared]) - 1
        files = "1 more file" if count == 1 else f"{count} more files"
        message = f"{problem.message} So it is in {files}." if count else problem.message
        distinct.append(replace(problem, message=message))
    return sorted(distinct)


def _alike(problem: Problem) -> tuple[str, ...]:
    """Return a key for problems that one change fixes; templates are distinguished from texts."""
    return (problem.message, problem.hint, PurePosixPath(problem.path).suffix)


class ContentError(Exception):
    """The content holds errors; `problems` lists all of them, in file order."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems
