"""The settings of the service in a file, as systemd reads it (`EnvironmentFile`, systemd.exec(5)).

One `NAME=value` a line, the value in double quotes where it needs them; lines that begin with `#`
or `;` are comments.
"""

from __future__ import annotations

import re
import shlex
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_SETTING = re.compile(r"^\s*([A-Za-z_][A-Za-z0-9_]*)=(.*)$")
_PLAIN = re.compile(r"[\w@%+=:,./?&~-]*")


class UnreadableVariableError(ValueError):
    """A line has unmatched quotes; the message names the variable."""


def read_variables(text: str) -> dict[str, str]:
    """Return the settings of a file; raise `UnreadableVariableError` for unmatched quotes."""
    variables: dict[str, str] = {}
    for line in text.splitlines():
        if setting := _SETTING.match(line):
            name, value = setting.groups()
            try:
                variables[name] = " ".join(shlex.split(value))
            except ValueError:
                raise UnreadableVariableError(f"{name}: a quote is never closed") from None
    return variables


def with_variables(text: str, decided: Mapping[str, str], first: Mapping[str, str]) -> str:
    """Return the text with `decided` settings replaced, and missing `first` ones added.

    Comments, other settings and the order stay; what is new stands at the end.
    """
    lines, named = [], set()
    for line in text.splitlines():
        setting = _SETTING.match(line)
        name = setting.group(1) if setting else ""
        named.add(name)
        lines.append(f"{name}={_quoted(decided[name])}" if name in decided else line)
    new = {**first, **decided}
    lines += [f"{name}={_quoted(value)}" for name, value in new.items() if name not in named]
    return "".join(f"{line}\n" for line in lines)


def _quoted(value: str) -> str:
    if _PLAIN.fullmatch(value):
        return value
    escaped = re.sub(r'(["\\])', r"\\\1", " ".join(value.splitlines()))
    return f'"{escaped}"'
