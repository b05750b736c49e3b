"""The git hooks: before and after a push on the server, and before a push at the author's."""

from __future__ import annotations

import os
import shlex
import sys
import time
from typing import TYPE_CHECKING

from rapport.publish.errors import PublishError, RefusedError, SettingsError, in_one_line
from rapport.publish.previews import show, tidy
from rapport.publish.publishing import prepare, push_accepted, settle
from rapport.publish.push import RefUpdate, read_push
from rapport.publish.repository import Repository, Session, open_session
from rapport.publish.terminal import Say, say_problems
from rapport.publish.withdrawal import read_options

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from pathlib import Path

SERVER_HOOKS = ("pre-receive", "post-receive")
_PAUSE = 0.05
_SIGN = "# Written by `rapport publish`; run it again to renew this file."


def hook_text(command: str, renewal: str) -> str:
    """Return a hook that runs `rapport publish <command>` with this interpreter.

    Where that interpreter is gone, the hook says to run `renewal` again.
    """
    python = shlex.quote(sys.executable)
    message = shlex.quote(
        f"rapport: {sys.executable} is gone, so nothing was done: was its virtual environment "
        f"moved? Run `{renewal}` again with the Rapport that is to do it."
    )
    return (
        f"#!/bin/sh\n{_SIGN}\n"
        f"if ! [ -x {python} ]; then printf '%s\\n' {message} >&2; exit 1; fi\n"
        f"exec {python} -P -m rapport.cli publish {command}\n"
    )


def refuse_other_hook(hooks: Path, name: str) -> None:
    """Raise `SettingsError` if a foreign hook exists at this path."""
    path = hooks / name
    if path.exists() and _SIGN not in path.read_text("utf-8", errors="replace"):
        message = f"{path} is a hook of your own: move it away, and run this again."
        raise SettingsError(message)


def install(hooks: Path, name: str, command: str, renewal: str) -> None:
    """Write a hook; raises `SettingsError` if a foreign hook exists at its path."""
    refuse_other_hook(hooks, name)
    path = hooks / name
    hooks.mkdir(exist_ok=True)
    new = path.with_name(f".{name}.new")
    new.write_text(hook_text(command, renewal), encoding="utf-8")
    new.chmod(0o755)
    new.replace(path)


def pre_receive(repository: Repository, lines: Iterable[str], now: datetime, say: Say) -> int:
    """Check and build the push to the published branch; 0 accepts the push."""
    push = read_push(lines)
    mine = [update for update in push if update.branch == repository.settings.branch]
    try:
        for update in mine:
            _refuse_deletion(update)
            while not _build(repository, update, now, say):
                time.sleep(_PAUSE)
    except RefusedError as refusal:
        say_problems(refusal.problems, say)
        say(str(refusal))
        return 1
    except PublishError as error:
        _say_error(str(error), _NOTHING, say)
        return 1
    except OSError as error:
        _say_error(in_one_line(error), _NOTHING, say)
        return 1
    return 0


def _build(repository: Repository, update: RefUpdate, now: datetime, say: Say) -> bool:
    """Build the push; returns False while git has not moved the branch for an earlier push."""
    with open_session(repository, now, say) as session:
        if repository.is_claimed_by_another_push(time.time()):
            return False
        _refuse_if_late(repository, update)
        say(f"Building {update.branch} {update.new[:12]} ...")
        prepare(session, update.new, is_new=True, gone=read_options(os.environ))
        repository.claim_push(update.new)
    return True


def post_receive(repository: Repository, lines: Iterable[str], now: datetime, say: Say) -> int:
    """Activate the accepted release, and update the previews of the branches."""
    push = read_push(lines)
    is_mine = any(update.branch == repository.settings.branch for update in push)
    others = [update for update in push if update.branch and not _is_published(repository, update)]
    try:
        with open_session(repository, now, say) as session:
            repository.release_push()
            (push_accepted if is_mine else settle)(session)
            tidy(repository)
            for update in others:
                if not update.deletes:
                    _show(session, str(update.branch))
            if any(not update.deletes for update in others):
                tidy(repository)
    except RefusedError as refusal:
        say_problems(refusal.problems, say)
        say(str(refusal))
    except PublishError as error:
        _say_error(str(error), _REPAIR, say)
    except OSError as error:
        _say_error(in_one_line(error), _REPAIR, say)
    return 0


_NOTHING = "Nothing was published; the live site is unchanged."
_REPAIR = "The push is in; `rapport publish verify --repair` on the server brings it online."


def _say_error(error: str, consequence: str, say: Say) -> None:
    say(f"rapport: {error}")
    say(consequence)


def _show(session: Session, branch: str) -> None:
    """Build a preview; a failure is no reason to refuse the branch."""
    try:
        show(session, branch)
    except RefusedError as refusal:
        say_problems(refusal.problems, session.say)
        session.say(f"No new preview of {branch}: the branch is kept all the same.")


def _is_published(repository: Repository, update: RefUpdate) -> bool:
    return update.branch == repository.settings.branch


def _refuse_deletion(update: RefUpdate) -> None:
    if update.deletes:
        message = f"`{update.branch}` is what readers see, so it can't be deleted."
        raise RefusedError(message)


def _refuse_if_late(repository: Repository, update: RefUpdate) -> None:
    """Refuse before the build if git would refuse afterwards because the branch has moved."""
    before = None if update.creates else update.old
    if repository.head() != before:
        message = (
            "Somebody published while you were waiting: run `git pull --rebase`, and push again."
        )
        raise RefusedError(message)
