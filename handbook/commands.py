"""The reference of the commands, from the parsers that read them."""

from __future__ import annotations

import argparse
import re
from typing import TYPE_CHECKING

from handbook.rows import NOTHING, cell, table
from rapport.cli.main import parser
from rapport_subscriptions.cli import parser as service_parser

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_DEFAULT = re.compile(r" \(default: (?P<default>.*)\)$")
PARSERS = {"rapport": parser, "rapport subscriptions": service_parser}


def command_tables(program: str) -> str:
    """Return a heading, a sentence and a table of arguments for each command of a program."""
    return "".join(_described(command) for command in leaves(PARSERS[program]()))


def leaves(above: argparse.ArgumentParser) -> Iterator[argparse.ArgumentParser]:
    """Yield every command that people run, above those that stand below it."""
    group = _group_of(above)
    if group is None or not group.required:
        yield above
    if group is not None:
        summarised = {choice.dest for choice in group._choices_actions}  # noqa: SLF001 - no other way
        for name, command in group.choices.items():
            if name in summarised and command.add_help:
                yield from leaves(command)


def _described(command: argparse.ArgumentParser) -> str:
    arguments = [action for action in command._actions if _is_shown(action)]  # noqa: SLF001 - no other way
    lines = [f"### `{command.prog}`\n", f"{command.description}\n"]
    if arguments:
        rows = (
            (_name(argument), cell(_meaning(argument)), _default(argument))
            for argument in arguments
        )
        lines.append(table(("argument", "meaning", "default"), rows))
    return "".join(f"{line}\n" for line in lines)


def _group_of(command: argparse.ArgumentParser) -> argparse._SubParsersAction | None:  # type: ignore[type-arg]
    groups: Iterable[argparse.Action] = command._actions  # noqa: SLF001 - no other way
    found = [group for group in groups if isinstance(group, argparse._SubParsersAction)]  # noqa: SLF001 - its only name
    return found[0] if found else None


def _is_shown(action: argparse.Action) -> bool:
    hidden = (argparse._HelpAction, argparse._SubParsersAction)  # noqa: SLF001 - their only names
    return action.help != argparse.SUPPRESS and not isinstance(action, hidden)


def _name(action: argparse.Action) -> str:
    value = _value(action)
    if not action.option_strings:
        return f"`{value}`".replace("|", "\\|")
    names = [f"`{name} {value}`" if value else f"`{name}`" for name in action.option_strings]
    return ", ".join(names).replace("|", "\\|")


def _value(action: argparse.Action) -> str:
    """Return what is written for an argument's value: `DIR`, `text|json`, `[ID …]`."""
    if action.nargs == 0:
        return ""
    name = action.metavar if isinstance(action.metavar, str) else None
    if name is None:
        name = "|".join(map(str, action.choices)) if action.choices else action.dest.upper()
    return {"?": f"[{name}]", "*": f"[{name} …]", "+": f"{name} …"}.get(str(action.nargs), name)


def _meaning(action: argparse.Action) -> str:
    if not action.help:
        raise ValueError(f"{action.dest} has no help")
    words = _DEFAULT.sub("", action.help)
    return f"{words[0].upper()}{words[1:]}."


def _default(action: argparse.Action) -> str:
    """Return what a command's help says of a default: `8000`; words stay words."""
    if action.required:
        return "required"
    found = _DEFAULT.search(action.help or "")
    if not found:
        return NOTHING
    return found["default"].replace("%(default)s", f"`{action.default}`")
