"""`rapport server`: sets up, checks, upgrades and removes a whole server."""

from __future__ import annotations

import argparse
import secrets
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from rapport.cli.command import OK, PROBLEMS, add_command, filled, print_lines
from rapport.cli.server_blog import add_blog, read_blog
from rapport.cli.server_containers import add_containers
from rapport.errors import UsageError

if TYPE_CHECKING:
    from rapport.cli.command import Commands
    from rapport.server.machine import Machine
    from rapport.server.plan import Server
    from rapport.server.record import ServerRecord


def add(commands: Commands) -> None:
    """Add the command."""
    server = commands.add_parser(
        "server",
        help="set up a server in one command",
        description="Set up a server, and look after it.",
    )
    actions = server.add_subparsers(required=True, metavar="COMMAND")
    _add_setup(actions)
    add_containers(actions)
    summary = "upgrade the server to this release of Rapport, after a backup"
    upgrade = add_command(actions, "upgrade", summary)
    upgrade.add_argument("--dry-run", action="store_true", help="print every step; change nothing")
    upgrade.set_defaults(run=_upgrade, root="/")
    for name, run, what in (
        ("status", _status, "show what is live, what runs and what to fix"),
        (
            "remove",
            _remove,
            "remove what `setup` installed; the blog, its subscribers and their backups stay",
        ),
    ):
        action = add_command(actions, name, what)
        _add_root(action)
        action.set_defaults(run=run)


def _add_setup(actions: Commands) -> None:
    setup = actions.add_parser(
        "setup",
        help="set up Caddy, git, the service and backups on a fresh Debian or Ubuntu",
        description="Set up Caddy, git, the service, its database and backups on a fresh Debian or"
        " Ubuntu. Run again, it changes only the options that you name, and no file of yours.",
    )
    add_blog(setup)
    setup.add_argument(
        "--author-key",
        action="append",
        default=[],
        type=filled,
        metavar="FILE",
        help="public SSH keys of those who may push (repeatable)",
    )
    setup.add_argument("--postgres", action="store_true", help="use PostgreSQL instead of SQLite")
    setup.add_argument(
        "--dry-run", action="store_true", help="print every step and file; change nothing"
    )
    _add_root(setup)
    setup.set_defaults(run=_setup)


def _add_root(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--root",
        type=filled,
        default="/",
        metavar="DIR",
        help="a folder that stands for the server: files are written there, nothing is run"
        " (default: %(default)s)",
    )


def _machine(options: argparse.Namespace) -> Machine:
    from rapport.server.machine import Machine

    return Machine(Path(options.root).absolute(), partial(print, flush=True))


def _setup(options: argparse.Namespace) -> int:
    from rapport.server import checks, plan
    from rapport.server.next_steps import what_is_next
    from rapport.server.show import show

    machine = _machine(options)
    record = machine.record()
    server = _read_server(options, machine, record)
    steps = plan.steps(server)
    if options.dry_run:
        return print_lines(show(steps, machine.variables))
    if machine.is_real:
        checks.check_machine()
    record.domain, record.postgres = server.domain, server.postgres
    machine.take(steps, record)
    print_lines(["", *what_is_next(machine, server.domain)])
    if machine.is_real:
        print_lines(list(checks.doubts(server.domain)))
        machine.take(list(plan.report()), record)
    return OK


def _read_server(options: argparse.Namespace, machine: Machine, record: ServerRecord) -> Server:
    from rapport.server import checks
    from rapport.server.plan import VARIABLES

    server = read_blog(options, machine.variables(VARIABLES), record)
    if options.postgres and record.domain and not record.postgres:
        raise UsageError(
            "this server has its readers in SQLite: make a `rapport subscriptions backup`, set "
            f"RAPPORT_DATABASE_URL in {VARIABLES}, and `restore` it there"
        )
    keys: list[str] = []
    for name in options.author_key:
        keys += checks.read_keys(Path(name).read_text(encoding="utf-8", errors="replace"), name)
    return replace(server, postgres=options.postgres or record.postgres, author_keys=tuple(keys))


def _upgrade(options: argparse.Namespace) -> int:
    from rapport.server import checks, plan
    from rapport.server.show import show

    machine = _machine(options)
    record = _known(machine)
    secret = secrets.token_urlsafe(48)
    steps = plan.upgrade(plan.Server(record.domain, secret, postgres=record.postgres))
    if options.dry_run:
        return print_lines(show(steps, machine.variables))
    checks.check_machine()
    machine.take(steps, record)
    return OK


def _status(options: argparse.Namespace) -> int:
    from rapport.server.status import status

    machine = _machine(options)
    _known(machine)
    lines = list(status(machine))
    print_lines(lines)
    return PROBLEMS if any(line.startswith("FIX") for line in lines) else OK


def _remove(options: argparse.Namespace) -> int:
    from rapport.server.removal import remove

    machine = _machine(options)
    _known(machine)
    for line in remove(machine):
        print(line, flush=True)
    return OK


def _known(machine: Machine) -> ServerRecord:
    record = machine.record()
    if not record.domain:
        raise UsageError("there is no server here yet: run `rapport server setup --domain …`")
    return record
