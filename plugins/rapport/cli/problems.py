"""Output formats for problems of the content: for people, GitHub and other programs."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rapport.blog.problem import Problem


def as_text(problems: Sequence[Problem]) -> str:
    """Return one line per problem: `path:line:column: error[code]: message`."""
    return "".join(f"{problem}\n" for problem in problems)


def as_github(problems: Sequence[Problem]) -> str:
    """Return workflow commands that GitHub shows at the line they name."""
    lines = []
    for problem in problems:
        place = f"file={problem.path},line={problem.line},col={problem.column}"
        text = f"{problem.message} {problem.hint}".strip()
        safe = text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
        lines.append(f"::{problem.severity} {place},title={problem.code}::{safe}\n")
    return "".join(lines)


def as_json(problems: Sequence[Problem]) -> str:
    """Return a JSON list of objects."""
    document = [
        {
            "path": problem.path,
            "line": problem.line,
            "column": problem.column,
            "severity": problem.severity,
            "code": problem.code,
            "message": problem.message,
            "hint": problem.hint,
        }
        for problem in problems
    ]
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


FORMATS = {"text": as_text, "github": as_github, "json": as_json}
