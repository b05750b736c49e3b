"""Former names of commands and options, which still work for one release."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_COMMANDS: dict[tuple[str, ...], str] = {
    ("publish", "due"): "scheduled",
    ("publish", "hosts"): "ci",
    ("publish", "online"): "fetch-manifest",
    ("publish", "preflight"): "check",
}
"""The current names of commands, by their former last word."""

_OPTIONS = {
    ("build",): {"--previous": "--published"},
    ("publish", "check"): {"--previous": "--published"},
}
"""The current names of commands' options."""


def with_present_names(arguments: Sequence[str]) -> tuple[list[str], list[str]]:
    """Return the arguments with current names, and a message for each renamed one."""
    words, notices = list(arguments), []
    if present := _COMMANDS.get(tuple(words[:2])):
        notices.append(_sentence(" ".join(words[:2]), f"{words[0]} {present}"))
        words[1] = present
    for command, options in _OPTIONS.items():
        if tuple(words[: len(command)]) != command:
            continue
        for place, word in enumerate(words):
            name, equals, value = word.partition("=")
            if name in options:
                notices.append(_sentence(name, options[name]))
                words[place] = f"{options[name]}{equals}{value}"
    return words, notices


def _sentence(former: str, present: str) -> str:
    return f"`{former}` is called `{present}` now; the former name works for one more release."
