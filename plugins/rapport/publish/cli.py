"""`rapport publish`: each command parses, calls one function, and prints."""
# ruff: noqa: PLC0415, T201 - a command loads what it needs, and prints

from __future__ import annotations

import argparse
import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from rapport.publish.errors import PublishError, RefusedError, in_one_line
from rapport.publish.terminal import say, say_problems

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from rapport.publish.house import House

OK, PROBLEMS, USAGE = 0, 1, 2


def main(argv: Sequence[str]) -> int:
    """Run one command; returns 0 if fine, 1 for problems of the content, 2 for wrong usage."""
    options = _parser().parse_args(argv)
    run: Callable[[argparse.Namespace], int] = options.run
    try:
        return run(options)
    except KeyboardInterrupt:
        return 130
    except RefusedError as refusal:
        say_problems(refusal.problems, say)
        say(str(refusal))
        return PROBLEMS
    except PublishError as error:
        return _fail(str(error))
    except OSError as error:
        return _fail(in_one_line(error))


def clock() -> datetime:
    """Return the moment to publish for: now, or what `SOURCE_DATE_EPOCH` says."""
    given = os.environ.get("SOURCE_DATE_EPOCH", "")
    if given and not given.isdecimal():
        raise PublishError(f"SOURCE_DATE_EPOCH is `{given}`: expected seconds since 1970.")
    return datetime.fromtimestamp(int(given), UTC) if given else datetime.now(UTC)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="rapport publish", description="Publish by `git push`.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    init = commands.add_parser("init", help="make or renew a repository that publishes")
    init.add_argument("--bare", type=Path, required=True, metavar="REPO.git")
    init.add_argument(
        "--www", type=Path, metavar="DIR", help="the web server's root is DIR/current"
    )
    init.add_argument("--branch", help="the branch that goes online (main)")
    init.add_argument("--keep", type=int, metavar="N", help="releases to keep for a rollback (10)")
    init.add_argument("--config", type=Path, metavar="FILE", help="build with this mkdocs.yml only")
    init.add_argument("--time-limit", type=int, metavar="SECONDS", help="of one build (300)")
    init.add_argument("--hub", action="append", metavar="URL", help="a WebSub hub; may be repeated")
    init.add_argument("--notify", metavar="URL", help="gets a POST after each release")
    init.set_defaults(run=_init)

    preflight = commands.add_parser("preflight", help="what the server will say, before pushing")
    preflight.add_argument("commit", nargs="?", default="HEAD")
    preflight.add_argument("--previous", metavar="PATH|URL", help="the live blog.json")
    preflight.add_argument("--branch", default="main", help="the branch that is online (main)")
    preflight.add_argument("--install", action="store_true", help="ask before every push")
    preflight.add_argument("--hook", action="store_true", help=argparse.SUPPRESS)
    preflight.set_defaults(run=_preflight)

    status = _on_the_server(commands, "status", "what is online, since when, and what is due")
    status.set_defaults(run=_status)
    rollback = _on_the_server(commands, "rollback", "go back to an earlier release")
    rollback.add_argument(
        "release", nargs="?", help="its name, number or commit; else the one before"
    )
    rollback.set_defaults(run=_rollback)
    due = _on_the_server(commands, "due", "publish the articles whose time has come")
    due.set_defaults(run=_due)
    verify = _on_the_server(commands, "verify", "compare what is online with what was published")
    verify.add_argument("--repair", action="store_true", help="make it what it should be")
    verify.set_defaults(run=_verify)

    online = commands.add_parser("online", help="fetch the blog.json of the site that is online")
    online.add_argument("folder", type=Path, help="where to put it, for `build --previous`")
    online.add_argument("-f", "--config-file", type=Path, default=Path("mkdocs.yml"))
    online.set_defaults(run=_online)

    hosts = commands.add_parser("hosts", help="let GitHub or GitLab publish, and on time")
    hosts.add_argument("-f", "--config-file", type=Path, default=Path("mkdocs.yml"))
    hosts.set_defaults(run=_hosts)

    hook = commands.add_parser("hook")
    hook.add_argument("name", choices=("pre-receive", "post-receive"))
    hook.set_defaults(run=_hook)
    return parser


def _on_the_server(
    commands: argparse._SubParsersAction[argparse.ArgumentParser], name: str, summary: str
) -> argparse.ArgumentParser:
    parser = commands.add_parser(name, help=summary)
    parser.add_argument("--bare", type=Path, default=Path(), metavar="REPO.git")
    return parser


def _init(options: argparse.Namespace) -> int:
    from rapport.publish.setup import Wishes, set_up

    wishes = Wishes(
        www=options.www,
        branch=options.branch,
        keep=options.keep,
        config=options.config,
        time_limit=options.time_limit,
        hubs=None if options.hub is None else tuple(hub for hub in options.hub if hub),
        notify=options.notify,
    )
    house = set_up(options.bare, wishes)
    print(f"Push `{house.settings.branch}` to {house.git.folder}")
    print(f"Let the web server show {house.releases.current}")
    return OK


def _preflight(options: argparse.Namespace) -> int:
    from rapport.publish.preflight import (
        ask_before_push,
        find_repository,
        preflight,
        pushed_commit,
    )

    git = find_repository(Path())
    if options.install:
        ask_before_push(git, options.branch)
        print("Before every push, what the server will say is asked here.")
        return OK
    commit = pushed_commit(sys.stdin, options.branch) if options.hook else options.commit
    if commit is None:
        return OK
    commit = git.run("rev-parse", "--verify", f"{commit}^{{commit}}").decode().strip()
    preflight(git, commit, options.previous, clock(), say)
    say("The server will take this.")
    return OK


def _status(options: argparse.Namespace) -> int:
    from rapport.publish.status import describe

    print(describe(_house(options), clock()), end="")
    return OK


def _rollback(options: argparse.Namespace) -> int:
    from rapport.publish.house import at_work
    from rapport.publish.publishing import roll_back

    with at_work(_house(options), clock(), say) as shift:
        live = roll_back(shift, options.release)
    print(f"{live.name} is online until the next push: {live.subject}")
    return OK


def _due(options: argparse.Namespace) -> int:
    from rapport.publish.house import at_work
    from rapport.publish.publishing import bring_due

    with at_work(_house(options), clock(), say) as shift:
        bring_due(shift)
    return OK


def _verify(options: argparse.Namespace) -> int:
    from rapport.publish.house import at_work
    from rapport.publish.publishing import faults, repair

    with at_work(_house(options), clock(), say) as shift:
        found = faults(shift.house)
        for fault in found:
            print(fault)
        if not found:
            print("What is online is what was published.")
            return OK
        if not options.repair:
            return PROBLEMS
        repair(shift)
        print("Repaired.")
    return OK


def _online(options: argparse.Namespace) -> int:
    from rapport.publish.online import fetch, manifest_address, save
    from rapport.publish.workspace import scalar

    address = manifest_address(scalar(options.config_file.read_text("utf-8"), "site_url"))
    text = fetch(address)
    save(text, options.folder)
    print(f"{address or 'A site without `site_url`'} is{'' if text else ' not'} online.")
    return OK


def _hosts(options: argparse.Namespace) -> int:
    from rapport.publish.child import due_of
    from rapport.publish.workflows import schedule, write

    folder = options.config_file.parent
    due = due_of(str(options.config_file))
    for path in write(folder):
        print(f"Written: {path}")
    has_changed = schedule(folder, due, clock())
    print(f"GitHub's schedule {'now fits' if has_changed else 'fits'} what is due.")
    return OK


def _hook(options: argparse.Namespace) -> int:
    from rapport.publish.hooks import post_receive, pre_receive
    from rapport.publish.house import open_house

    run = {"pre-receive": pre_receive, "post-receive": post_receive}[options.name]
    return run(open_house(Path.cwd()), sys.stdin, clock(), say)


def _house(options: argparse.Namespace) -> House:
    from rapport.publish.house import open_house
    from rapport.publish.preflight import find_repository

    return open_house(find_repository(options.bare).folder)


def _fail(message: str) -> int:
    say(f"rapport: {message}")
    return USAGE


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
