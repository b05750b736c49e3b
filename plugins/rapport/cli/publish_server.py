"""`rapport publish` on the server: set-up and operation of a repository."""

from __future__ import annotations

import argparse
import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from rapport.cli.command import OK, PROBLEMS, add_command, filled
from rapport.publish.errors import PublishError, require_posix
from rapport.publish.terminal import say

if TYPE_CHECKING:
    from rapport.cli.command import Commands, Run
    from rapport.publish.repository import Repository


def add_server_side(commands: Commands) -> None:
    """Add the commands of the server."""
    _add_init(commands)
    _add_server_commands(commands)
    hook = commands.add_parser("hook")  # without a summary: git runs it, people don't
    hook.add_argument("name", choices=("pre-receive", "post-receive"))
    hook.set_defaults(run=on_posix(_hook))


def clock() -> datetime:
    """Return the time to publish for: now, or `SOURCE_DATE_EPOCH`."""
    given = os.environ.get("SOURCE_DATE_EPOCH", "")
    if given and not given.isdecimal():
        raise PublishError(f"SOURCE_DATE_EPOCH is `{given}`: expected seconds since 1970.")
    return datetime.fromtimestamp(int(given), UTC) if given else datetime.now(UTC)


def file_path(value: str) -> Path:
    """Return a path that must not be empty; for `type=` of a parser."""
    return Path(filled(value))


def on_posix(run: Run) -> Run:
    """Return a command that reports in one line what Windows lacks."""

    def run_on_posix(options: argparse.Namespace) -> int:
        require_posix(f"rapport publish {options.publish}")
        return run(options)

    return run_on_posix


def _add_init(commands: Commands) -> None:
    init = commands.add_parser(
        "init",
        help="set up a repository on the server that publishes what is pushed",
        description="Set up a bare repository that publishes what is pushed to it. Can be run again"
        " to change a setting; settings that are not named stay as they are.",
    )
    init.add_argument(
        "--bare",
        type=file_path,
        required=True,
        metavar="REPO.git",
        help="the repository; created if missing",
    )
    init.add_argument(
        "--www",
        type=file_path,
        metavar="DIR",
        help="where releases go; DIR/current is the live site; one directory for each repository",
    )
    init.add_argument("--branch", type=filled, help="the branch that goes live (default: main)")
    init.add_argument(
        "--keep",
        type=int,
        metavar="N",
        help="releases to keep for a rollback, 2 or more (default: 10)",
    )
    init.add_argument(
        "--config",
        type=file_path,
        metavar="FILE",
        help="build with this mkdocs.yml and ignore a pushed one (default: the pushed one)",
    )
    init.add_argument(
        "--time-limit",
        type=int,
        metavar="SECONDS",
        help="how long a build may take (default: 300)",
    )
    init.add_argument(
        "--warnings",
        choices=("refuse", "allow"),
        help="whether a warning, such as a broken link, rejects a push (default: refuse)",
    )
    init.add_argument(
        "--hub",
        action="append",
        metavar="URL",
        help="a WebSub hub to notify of changed feeds (repeatable; an empty one removes them)",
    )
    init.add_argument(
        "--notify",
        metavar="URL",
        help='gets a POST of `{"manifest": "<URL of blog.json>"}` after each release; the'
        " subscription service listens at /subscriptions/published",
    )
    init.set_defaults(run=on_posix(_init))


def _add_server_commands(commands: Commands) -> None:
    summary = "show what is live, since when and by whom, what is due, previews and releases"
    _on_the_server(commands, "status", summary, _status)
    summary = "go back to an earlier release, until the next push"
    rollback = _on_the_server(commands, "rollback", summary, _rollback)
    rollback.add_argument(
        "release",
        metavar="RELEASE",
        nargs="?",
        type=filled,
        help="its name, number or commit (default: the one before)",
    )
    summary = "publish scheduled articles that are due; run it from a timer"
    _on_the_server(commands, "scheduled", summary, _scheduled)
    summary = "compare the live site with its release manifest"
    verify = _on_the_server(commands, "verify", summary, _verify)
    verify.add_argument("--repair", action="store_true", help="rebuild a site that differs")


def _on_the_server(
    commands: Commands, name: str, summary: str, run: Run
) -> argparse.ArgumentParser:
    parser = add_command(commands, name, summary)
    parser.add_argument(
        "--bare",
        type=file_path,
        default=Path(),
        metavar="REPO.git",
        help="the repository on the server (default: the current directory)",
    )
    parser.set_defaults(run=on_posix(run))
    return parser


def _init(options: argparse.Namespace) -> int:
    from rapport.publish.setup import ChangedSettings, set_up

    changes = ChangedSettings(
        www=options.www,
        branch=options.branch,
        keep=options.keep,
        config=options.config,
        time_limit=options.time_limit,
        hubs=None if options.hub is None else tuple(hub for hub in options.hub if hub),
        notify=options.notify,
        warnings=options.warnings,
    )
    repository = set_up(options.bare, changes)
    print(f"Push `{repository.settings.branch}` to {repository.git.folder}")
    print(f"Set the web server's document root to {repository.releases.current}")
    return OK


def _status(options: argparse.Namespace) -> int:
    from rapport.publish.status import describe

    print(describe(_repository(options), clock()), end="")
    return OK


def _rollback(options: argparse.Namespace) -> int:
    from rapport.publish.publishing import roll_back
    from rapport.publish.repository import open_session

    with open_session(_repository(options), clock(), say) as session:
        live = roll_back(session, options.release)
    print(f"{live.name} is online until the next push: {live.subject}")
    return OK


def _scheduled(options: argparse.Namespace) -> int:
    from rapport.publish.publishing import bring_due
    from rapport.publish.repository import open_session

    with open_session(_repository(options), clock(), say) as session:
        bring_due(session)
    return OK


def _verify(options: argparse.Namespace) -> int:
    from rapport.publish.publishing import find_differences, repair
    from rapport.publish.repository import open_session

    with open_session(_repository(options), clock(), say) as session:
        differences = find_differences(session.repository)
        for difference in differences:
            print(difference)
        if not differences:
            print("The live site matches the published release.")
            return OK
        if not options.repair:
            return PROBLEMS
        repair(session)
        print("Repaired.")
    return OK


def _hook(options: argparse.Namespace) -> int:
    from rapport.publish.hooks import post_receive, pre_receive
    from rapport.publish.repository import open_repository

    run = {"pre-receive": pre_receive, "post-receive": post_receive}[options.name]
    return run(open_repository(Path.cwd()), sys.stdin, clock(), say)


def _repository(options: argparse.Namespace) -> Repository:
    from rapport.publish.push_check import find_repository
    from rapport.publish.repository import open_repository

    return open_repository(find_repository(options.bare).folder)
