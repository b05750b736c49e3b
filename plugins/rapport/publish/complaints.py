"""Convert the output of a build to problems with a file, a line and a column."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator

from rapport.blog.problem import Problem, Severity

_PROBLEM = re.compile(
    r"(?P<path>[^:\n]+):(?P<line>\d+):(?P<column>\d+): "
    r"(?P<severity>error|warning)\[(?P<code>[\w-]+)\]: (?P<message>.*)"
)
_LINK = re.compile(
    r"(?:warning: )?Doc file '(?P<path>[^']+)' contains an? (?:[\w ]+ )?link '(?P<target>[^']+)'"
)
_WHERE = re.compile(r"line (\d+), column (\d+)")
_NOISE = re.compile(r"(?i)\s*$|(?:error: )?Aborted with \d+ .*|INFO\b.*")

Reader = Callable[[str], str]
"""Returns the text of a file below the docs folder, or an empty text."""


def read_complaints(printed: str, docs: str, read: Reader) -> list[Problem]:
    """Return the problems of a failed build; MkDocs' own warnings get their line numbers."""
    problems: dict[Problem, None] = {}
    for line in printed.splitlines():
        if not _NOISE.fullmatch(line):
            problems[_problem(line.strip(), docs, read)] = None
    return sorted(problems)


def read_check(printed: str) -> list[Problem]:
    """Return the problems that the check printed as JSON."""
    return [
        Problem(**{**entry, "severity": Severity(entry["severity"])})
        for entry in json.loads(printed)
    ]


def configuration_problem(printed: str) -> Problem:
    """Return the problem in `mkdocs.yml`, with its line if that is known."""
    text = " ".join(printed.split()) or "the configuration can't be read."
    where = _WHERE.search(text)
    line, column = (int(where[1]), int(where[2])) if where else (1, 1)
    return Problem("mkdocs.yml", line, column, "configuration", text)


def only_errors(problems: Iterable[Problem]) -> Iterator[Problem]:
    """Yield the problems that stop a release, without mere warnings."""
    return (problem for problem in problems if problem.is_error)


def read_problem(line: str) -> Problem | None:
    """Return the problem that a line reports, or None if it reports none."""
    match = _PROBLEM.fullmatch(line)
    if match is None:
        return None
    return Problem(
        path=match["path"],
        line=int(match["line"]),
        column=int(match["column"]),
        code=match["code"],
        message=match["message"],
        severity=Severity(match["severity"]),
    )


def _problem(line: str, docs: str, read: Reader) -> Problem:
    if problem := read_problem(line):
        return problem
    if match := _LINK.match(line):
        row, column = _position(read(match["path"]), match["target"])
        text = line.removeprefix("warning: ").partition(", but ")[2] or line
        message = f"the link `{match['target']}` is broken: {text}"
        return Problem(f"{docs}/{match['path']}", row, column, "broken-link", message)
    return Problem("mkdocs.yml", 1, 1, "build", line.removeprefix("warning: "))


def _position(text: str, target: str) -> tuple[int, int]:
    start = text.find(f"({target}")
    start = text.find(target) if start < 0 else start + 1
    if start < 0:
        return 1, 1
    return text.count("\n", 0, start) + 1, start - text.rfind("\n", 0, start)
