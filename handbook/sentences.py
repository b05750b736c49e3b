"""The sentences that stand below the names of a module or class: its attributes' docstrings.

Python keeps none of them at run time, so they are read from the source.
"""

from __future__ import annotations

import ast
import inspect
import re
import textwrap
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import ModuleType

_DEFAULT = re.compile(r" Default: (?P<default>.*?)\.?$")


@dataclass(frozen=True)
class Sentence:
    """What the code says of a name, and of what holds if nobody sets it (empty: see the value)."""

    meaning: str
    default: str = ""


def sentences(source: type | ModuleType) -> dict[str, Sentence]:
    """Return the sentence below each name that has one: `{"length": Sentence("Entries …")}`."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(source)))
    body = tree.body
    if isinstance(source, type):
        (of_class,) = [node for node in body if isinstance(node, ast.ClassDef)]
        body = of_class.body
    return {
        target.id: _read(text.value.value)
        for assignment, text in pairwise(body)
        if isinstance(assignment, ast.Assign | ast.AnnAssign)
        and isinstance(text, ast.Expr)
        and isinstance(text.value, ast.Constant)
        and isinstance(text.value.value, str)
        for target in _targets(assignment)
        if isinstance(target, ast.Name)
    }


def _targets(assignment: ast.Assign | ast.AnnAssign) -> list[ast.expr]:
    return assignment.targets if isinstance(assignment, ast.Assign) else [assignment.target]


def _read(text: str) -> Sentence:
    words = " ".join(text.split())
    found = _DEFAULT.search(words)
    return Sentence(words[: found.start()], found["default"]) if found else Sentence(words)
