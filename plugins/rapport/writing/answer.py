"""Translate a server's response to a push into plain words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from rapport.blog.problem import Problem
from rapport.blog.texts import N_
from rapport.publish.complaints import read_problem

_REMOTE = re.compile(r"^remote: ?(.*?)\s*$")
_SIGN_IN = (
    "Permission denied",
    "Authentication failed",
    "could not read Username",
    "could not read Password",
    "Host key verification failed",
    "403",
)
_UNREACHABLE = (
    "Could not resolve host",
    "Connection refused",
    "Connection timed out",
    "Network is unreachable",
    "No route to host",
    "unable to access",
    "Temporary failure in name resolution",
)
_NO_REPOSITORY = ("does not appear to be a git repository", "not found", "No such file")


class PushOutcome(StrEnum):
    """The outcome of a push."""

    TAKEN = "taken"
    REFUSED = "refused"
    BEHIND = "behind"
    NOT_SENT = "not-sent"


@dataclass(frozen=True, slots=True)
class Answer:
    """The result of a push: `message` is to be translated, `said` are the server's lines."""

    outcome: PushOutcome
    message: str
    problems: tuple[Problem, ...] = ()
    said: tuple[str, ...] = ()


def read_push(is_well: bool, printed: str, complaint: str) -> Answer:
    """Return the result from the output of `git push --porcelain` and its messages on stderr."""
    lines = complaint.splitlines()
    problems = tuple(filter(None, (_problem(line) for line in lines)))
    remote = [match[1] for line in lines if (match := _REMOTE.match(line)) and match[1]]
    other_lines = tuple(line for line in remote if _problem(line) is None)
    if is_well:
        return Answer(PushOutcome.TAKEN, N_("The server has taken it."), problems, other_lines)
    if "(fetch first)" in printed or "(non-fast-forward)" in printed:
        message = N_(
            "Somebody else has published meanwhile. Bring in their changes first; your text is "
            "kept here, and goes online with the next publishing."
        )
        return Answer(PushOutcome.BEHIND, message)
    if "[remote rejected]" in printed or problems:
        message = N_(
            "The server has not taken it, and the site is as it was. Fix what is listed below, "
            "save, and publish again; your text is kept here."
        )
        return Answer(PushOutcome.REFUSED, message, problems, other_lines)
    return Answer(PushOutcome.NOT_SENT, _why(complaint), (), other_lines or (_last(lines),))


def _why(complaint: str) -> str:
    if any(words in complaint for words in _UNREACHABLE):
        return N_(
            "The server can’t be reached: is this machine online? Your text is kept here. "
            "Publish again when the network is back."
        )
    if any(words in complaint for words in _SIGN_IN):
        return N_(
            "The server does not let you in. Your text is kept here; ask who keeps the server "
            "whether your key or password is known there."
        )
    if any(words in complaint for words in _NO_REPOSITORY):
        return N_(
            "There is no repository at the server’s address. Your text is kept here; "
            "`git remote -v` shows the address, `git remote set-url` corrects it."
        )
    return N_("It could not be sent to the server. Your text is kept here; publish it again later.")


def _problem(line: str) -> Problem | None:
    return read_problem(re.sub("^remote: ?", "", line).strip())


def _last(lines: list[str]) -> str:
    plain = [line.strip() for line in lines if line.strip()]
    return plain[-1] if plain else ""
