"""A plan as text: every step, and every file with its content."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rapport.server.steps import TextFile, Variables
from rapport.server.variables import with_variables

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from rapport.server.steps import Step

_HIDDEN = "(not shown)"


def show(steps: Sequence[Step]) -> list[str]:
    """Return the lines of a plan: a number a step, and what a file will hold indented below."""
    lines: list[str] = []
    for number, step in enumerate(steps, 1):
        lines.append(f"{number:2}. {step}")
        lines += (f"      {line}".rstrip() for line in _content(step))
    return lines


def _content(step: Step) -> Iterator[str]:
    if isinstance(step, TextFile):
        yield from step.text.splitlines()
    elif isinstance(step, Variables):
        decided, first = _masked(step.decided, step), _masked(step.first, step)
        yield from with_variables("", decided, first).splitlines()


def _masked(values: Mapping[str, str], step: Variables) -> dict[str, str]:
    return {name: _HIDDEN if name in step.secret else value for name, value in values.items()}
