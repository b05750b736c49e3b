"""What is wrong with the content, said so that its author can mend it."""

from dataclasses import dataclass, field
from enum import StrEnum


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


class ContentError(Exception):
    """The content holds errors; `problems` lists all of them, in file order."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems
