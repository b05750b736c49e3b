"""Print lines to the person who pushes; a closed terminal is ignored."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rapport.blog.problem import Problem

Say = Callable[[str], None]


def say(line: str) -> None:
    """Write one line to stderr, which git shows as `remote: …`."""
    with suppress(OSError, ValueError):
        sys.stderr.buffer.write(line.encode(errors="replace") + b"\n")
        sys.stderr.flush()


def say_problems(problems: Iterable[Problem], say: Say) -> None:
    """Write one line per problem."""
    for problem in problems:
        say(str(problem))
