"""`rapport server`: a whole server by one command, its state, its next release, its end."""

from __future__ import annotations

import argparse
import os
import secrets
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from rapport.cli.command import OK, PROBLEMS, filled, print_lines
from rapport.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rapport.cli.command import Commands
    from rapport.server.machine import Machine
    from rapport.server.plan import Server
    from rapport.server.record import Record

MAIL_URL = "RAPPORT_MAIL_URL"


def add(commands: Commands) -> None:
    """Add the command."""
    server = commands.add_parser(
        "server",
        help="set up a server in one command",
        description="Set up a server, and look after it.",
    )
    actions = server.add_subparsers(required=True, metavar="COMMAND")
    _add_setup(actions)
    _add_containers(actions)
    summary = "upgrade the server to this release of Rapport, after a backup"
    upgrade = _add_action(actions, "upgrade", summary)
    upgrade.add_argument("--dry-run", action="store_true", help="print every step; change nothing")
    upgrade.set_defaults(run=_upgrade, root="/")
    for name, run, what in (
        ("status", _status, "show what is live, what runs and what to fix"),
        ("remove", _remove, "remove it; the blog, its subscribers and their backups stay"),
    ):
        action = _add_action(actions, name, what)
        _add_root(action)
        action.set_defaults(run=run)


def _add_action(actions: Commands, name: str, summary: str) -> argparse.ArgumentParser:
    return actions.add_parser(name, help=summary, description=f"{summary[0].upper()}{summary[1:]}.")


def _add_setup(actions: Commands) -> None:
    setup = actions.add_parser(
        "setup",
        help="set up Caddy, git, the service and backups on a fresh Debian or Ubuntu",
        description="Set up Caddy, git, the service, its database and backups on a fresh Debian or"
        " Ubuntu. Run again, it changes only the options that you name, and no file of yours.",
    )
    _add_blog(setup)
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


def _add_containers(actions: Commands) -> None:
    summary = "write a folder for Docker Compose with Caddy, the service and PostgreSQL"
    containers = _add_action(actions, "containers", summary)
    containers.add_argument(
        "folder", metavar="DIR", type=filled, help="where to write it; created if missing"
    )
    _add_blog(containers)
    containers.add_argument(
        "--blog",
        type=filled,
        metavar="DIR",
        help="the folder of the blog, whose `site` is served (default: the current one, the first"
        " time)",
    )
    containers.add_argument(
        "--dry-run", action="store_true", help="print every step and file; change nothing"
    )
    containers.set_defaults(run=_containers)


def _add_blog(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--domain", type=filled, help="the blog's host name; required the first time"
    )
    parser.add_argument(
        "--mail",
        type=filled,
        metavar="URL",
        help=f"smtp://user:password@host:port; safer as {MAIL_URL} in the environment: no list"
        " of processes shows that",
    )
    parser.add_argument(
        "--from",
        dest="sender",
        type=filled,
        metavar="'NAME <ADDRESS>'",
        help="the sender of every email (default: `blog@` the domain)",
    )
    parser.add_argument(
        "--imprint", type=filled, help="the postal address below every email; `|` separates lines"
    )


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

    return Machine(Path(options.root).absolute(), _say)


def _say(line: str) -> None:
    print(line, flush=True)


def _setup(options: argparse.Namespace) -> int:
    from rapport.server import checks, plan
    from rapport.server.next_steps import what_is_next
    from rapport.server.show import show

    machine = _machine(options)
    record = machine.record()
    server = _read_server(options, machine, record)
    steps = plan.steps(server)
    if options.dry_run:
        return print_lines(show(steps))
    if machine.is_real:
        checks.check_machine()
    record.domain, record.postgres = server.domain, server.postgres
    machine.take(steps, record)
    print_lines(["", *what_is_next(machine, server.domain)])
    if machine.is_real:
        print_lines(list(checks.doubts(server.domain)))
        machine.take(list(plan.report()), record)
    return OK


def _read_server(options: argparse.Namespace, machine: Machine, record: Record) -> Server:
    from rapport.server import checks
    from rapport.server.plan import VARIABLES

    server = _read_blog(options, machine.variables(VARIABLES), record)
    if options.postgres and record.domain and not record.postgres:
        raise UsageError(
            "this server has its readers in SQLite: make a `rapport subscriptions backup`, set "
            f"RAPPORT_DATABASE_URL in {VARIABLES}, and `restore` it there"
        )
    keys: list[str] = []
    for name in options.author_key:
        keys += checks.read_keys(Path(name).read_text(encoding="utf-8", errors="replace"), name)
    return replace(server, postgres=options.postgres or record.postgres, author_keys=tuple(keys))


def _read_blog(options: argparse.Namespace, present: Mapping[str, str], record: Record) -> Server:
    from rapport.server import checks
    from rapport.server.plan import Server

    mail = options.mail or os.environ.get(MAIL_URL, "")
    domain = options.domain or record.domain
    if not domain:
        raise UsageError("`rapport server` needs --domain the first time: --domain blog.example")
    if not mail and MAIL_URL not in present:
        raise UsageError(f"`rapport server` needs --mail, or {MAIL_URL}, the first time")
    return Server(
        domain=checks.read_domain(domain),
        secret=secrets.token_urlsafe(48),
        mail=checks.read_mail_url(mail) if mail else "",
        sender=options.sender or "",
        imprint=options.imprint or "",
    )


def _containers(options: argparse.Namespace) -> int:
    from rapport.server.containers import RECORD, VARIABLES, containers
    from rapport.server.machine import Machine
    from rapport.server.show import show

    machine = Machine(Path(options.folder).absolute(), _say, kept_in=RECORD)
    record = machine.record()
    server = _read_blog(options, machine.variables(VARIABLES), record)
    blog = str(Path(options.blog).absolute()) if options.blog else ""
    steps = containers(server, blog, str(Path.cwd()), password=secrets.token_urlsafe(24))
    if options.dry_run:
        return print_lines(show(steps))
    machine.root.mkdir(parents=True, exist_ok=True)
    record.domain, record.postgres = server.domain, True
    machine.take(steps, record)
    return print_lines(["", f"Next: cd {options.folder} && docker compose up --detach"])


def _upgrade(options: argparse.Namespace) -> int:
    from rapport.server import checks, plan
    from rapport.server.show import show

    machine = _machine(options)
    record = _known(machine)
    secret = secrets.token_urlsafe(48)
    steps = plan.upgrade(plan.Server(record.domain, secret, postgres=record.postgres))
    if options.dry_run:
        return print_lines(show(steps))
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


def _known(machine: Machine) -> Record:
    record = machine.record()
    if not record.domain:
        raise UsageError("there is no server here yet: `rapport server setup --domain …` makes one")
    return record
