"""Commands and options under former names, which still work for one release."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_COMMANDS = {"allow": "unsuppress"}
_OPTIONS = {"--senders": "--mail-workers"}


def with_present_names(arguments: Sequence[str]) -> tuple[list[str], list[str]]:
    """Return the arguments with present names, and a message for each that was renamed."""
    words, notices = list(arguments), []
    if words and (present := _COMMANDS.get(words[0])):
        notices.append(_sentence(words[0], present))
        words[0] = present
    for place, word in enumerate(words):
        name, equals, value = word.partition("=")
        if name in _OPTIONS:
            notices.append(_sentence(name, _OPTIONS[name]))
            words[place] = f"{_OPTIONS[name]}{equals}{value}"
    return words, notices


def _sentence(former: str, present: str) -> str:
    return f"`{former}` is called `{present}` now; the former name works for one more release."
