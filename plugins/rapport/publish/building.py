"""Build a checkout, report its progress, and stop it after a time limit."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING

from rapport.publish.complaints import (
    configuration_problem,
    only_errors,
    read_check,
    read_complaints,
)
from rapport.publish.errors import RefusedError
from rapport.publish.release import Due, read_due
from rapport.publish.terminal import say_problems
from rapport.publish.withdrawal import with_way_out
from rapport.publish.workspace import Workspace, docs_folder

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime
    from pathlib import Path

    from rapport.blog.problem import Problem
    from rapport.publish.terminal import Say

_PAUSE = 0.01
_NEWS_EVERY = 5.0
_WRONG_USAGE = 2
_GRACE = 5
_ONLY_WARNINGS = (
    "Warnings refuse a push here; "
    "`rapport publish init --warnings allow` on the server lets them in."
)


@dataclass(frozen=True, slots=True)
class BuildRequest:
    """A request to build the site as of a moment, with a time limit.

    `lock` is the descriptor of the lock, which the processes inherit. A build that
    `allows_warnings` says them, and goes on.
    """

    config: Path
    workspace: Workspace
    now: datetime
    time_limit: int
    lock: int
    allows_warnings: bool = False


def build_release(request: BuildRequest, previous: Path | None, say: Say) -> tuple[Due, ...]:
    """Build the site, by default with `--strict`, and return the scheduled articles.

    A build stops at the first kind of thing that is wrong; `rapport check` then names all of them.
    Raises `RefusedError`.
    """
    more = [str(previous)] if previous else []
    site = str(request.workspace.site)
    task = "lenient-build" if request.allows_warnings else "build"
    request.workspace.unfinished.touch()
    watch = _Watch(request.time_limit, say)
    with _started(request, task, str(request.config), site, *more) as build:
        watch.wait_for(build)
        if build.process.returncode:
            raise _refused(request, _all_complaints(request, build, previous, watch))
        if request.allows_warnings:
            say_problems(_found(request, build, previous), say)
        due = read_due(json.loads(build.printed()))
    request.workspace.unfinished.unlink(missing_ok=True)
    return due


def _all_complaints(
    request: BuildRequest, build: _Child, previous: Path | None, watch: _Watch
) -> list[Problem]:
    """Return every problem that the check finds, or else those that the build reported."""
    if build.process.returncode == _WRONG_USAGE:
        return [configuration_problem(build.complaint())]
    with _started(request, "check", str(request.config)) as check:
        watch.wait_for(check)
        problems = read_check(check.printed()) if check.printed() else []
    return problems if any(only_errors(problems)) else _complaints(request, build, previous)


def build_preview(request: BuildRequest, address: str, say: Say) -> None:
    """Build the site with its drafts; raises `RefusedError` with problems."""
    site = str(request.workspace.site)
    request.workspace.unfinished.touch()
    with _started(request, "preview", str(request.config), site, address) as build:
        _Watch(request.time_limit, say).wait_for(build)
        if build.process.returncode:
            raise _refused(request, _complaints(request, build, None))
    request.workspace.unfinished.unlink(missing_ok=True)


@dataclass(frozen=True, slots=True)
class _Child:
    process: subprocess.Popen[bytes]
    output: IO[bytes]
    errors: IO[bytes]

    def printed(self) -> str:
        return _content(self.output)

    def complaint(self) -> str:
        return _content(self.errors)


class _Watch:
    """Waits for processes until the time limit, and prints a line every few seconds."""

    def __init__(self, limit: int, say: Say) -> None:
        self.limit = limit
        self.say = say
        self.begun = time.monotonic()
        self.next_news = _NEWS_EVERY

    def wait_for(self, child: _Child) -> None:
        while child.process.poll() is None:
            passed = time.monotonic() - self.begun
            if passed > self.limit:
                message = f"The build took more than {self.limit} s and was stopped."
                raise RefusedError(message)
            if passed > self.next_news:
                self.say(f"  still building, {passed:.0f} s ...")
                self.next_news += _NEWS_EVERY
            time.sleep(_PAUSE)


@contextmanager
def _started(request: BuildRequest, task: str, *values: str) -> Iterator[_Child]:
    """Run a process in its own process group, which is killed when the block ends."""
    limit = str(request.time_limit + _GRACE)
    module = ["-P", "-m", "rapport.publish.child", limit, task, *values]
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
        process = subprocess.Popen(  # noqa: S603 - our own interpreter and module, no shell
            [sys.executable, *module],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=errors,
            env=_environment(request.now),
            cwd=request.workspace.folder,
            pass_fds=(request.lock,),
            start_new_session=True,
        )
        try:
            yield _Child(process, output, errors)
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _environment(now: datetime) -> dict[str, str]:
    """Return the environment without git's variables, with the build time set."""
    variables = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    return {**variables, "SOURCE_DATE_EPOCH": str(int(now.timestamp()))}


def _refused(request: BuildRequest, problems: Sequence[Problem]) -> RefusedError:
    request.workspace.unfinished.unlink(missing_ok=True)
    message = "Nothing was published; the live site is unchanged."
    if problems and not any(only_errors(problems)):
        message += f" {_ONLY_WARNINGS}"
    return RefusedError(message, [with_way_out(problem) for problem in problems])


def _complaints(request: BuildRequest, build: _Child, previous: Path | None) -> list[Problem]:
    """Return the problems of a failed build, at least one."""
    if complaints := _found(request, build, previous):
        return complaints
    return [configuration_problem(f"the build ended with {build.process.returncode}.")]


def _found(request: BuildRequest, build: _Child, previous: Path | None) -> list[Problem]:
    docs = docs_folder(request.config.read_text("utf-8"))

    def read(path: str) -> str:
        with suppress(OSError, ValueError):
            return (request.config.parent / docs / path).read_text("utf-8")
        return ""

    text = build.complaint()
    if previous is not None:
        text = text.replace(str(previous), previous.name)
    return read_complaints(text, docs, read)


def _content(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read().decode(errors="replace")
