"""A plan as text: every step, and every file with its content."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rapport.server.steps import TextFile, Variables
from rapport.server.variables import with_variables

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import PurePosixPath

    from rapport.server.steps import Step

_HIDDEN = "(not shown)"


def show(steps: Sequence[Step], present: Callable[[PurePosixPath], Mapping[str, str]]) -> list[str]:
    """Return the lines of a plan: numbered steps, with the file contents indented below.

    `present` returns the settings that a file has already; of those, only changed ones are shown.
    """
    lines: list[str] = []
    for number, step in enumerate(steps, 1):
        lines.append(f"{number:2}. {step}")
        lines += (f"      {line}".rstrip() for line in _content(step, present))
    return lines


def _content(step: Step, present: Callable[[PurePosixPath], Mapping[str, str]]) -> Iterator[str]:
    if isinstance(step, TextFile):
        yield from step.text.splitlines()
    elif isinstance(step, Variables):
        there = present(step.path)
        new = {name: value for name, value in step.first.items() if name not in there}
        new |= {name: value for name, value in step.decided.items() if there.get(name) != value}
        yield from with_variables("", _masked(new, step), {}).splitlines()


def _masked(values: Mapping[str, str], step: Variables) -> dict[str, str]:
    return {name: _HIDDEN if name in step.secret else value for name, value in values.items()}
