"""What is wrong with the content, said so that its author can mend it."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from enum import StrEnum

UNKNOWN_KEY = "unknown-key"


class Severity(StrEnum):
    """An error stops the build; a warning stops only a strict one."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One fault of one file; `line` and `column` count from 1, from the file's first line."""

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

    @property
    def is_error(self) -> bool:
        """Whether a build must stop here."""
        return self.severity is Severity.ERROR


def gathered(problems: Iterable[Problem]) -> list[Problem]:
    """Return problems in order, with one line for an unknown key that stands in many files.

    Its line is the first file's, and says in how many others the key is.
    """
    first: dict[tuple[str, str], Problem] = {}
    others: Counter[tuple[str, str]] = Counter()
    kept = []
    for problem in sorted(problems):
        alike = (problem.message, problem.hint)
        if problem.code != UNKNOWN_KEY or problem.is_error:
            kept.append(problem)
        elif first.setdefault(alike, problem) is not problem:
            others[alike] += 1
    for alike, problem in first.items():
        count = others[alike]
        files = "1 more file" if count == 1 else f"{count} more files"
        message = f"{problem.message} So it is in {files}." if count else problem.message
        kept.append(replace(problem, message=message))
    return sorted(kept)


class ContentError(Exception):
    """The content holds errors; `problems` lists all of them, in file order."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems
