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
    server = commands.add_parser("server", help="set up a server of your own by one command")
    actions = server.add_subparsers(required=True, metavar="ACTION")
    _add_setup(actions)
    _add_containers(actions)
    upgrade = actions.add_parser("upgrade", help="bring the server to this release of Rapport")
    upgrade.add_argument("--dry-run", action="store_true", help="print every step; change nothing")
    upgrade.set_defaults(run=_upgrade, root="/")
    for name, run, what in (
        ("status", _status, "how the server is"),
        ("remove", _remove, "take it away again; the blog, its readers and backups stay"),
    ):
        action = actions.add_parser(name, help=what)
        _add_root(action)
        action.set_defaults(run=run)


def _add_setup(actions: Commands) -> None:
    setup = actions.add_parser(
        "setup",
        help="Caddy, git, the service, its database and backups, on a fresh Debian or Ubuntu",
        description="Run again, it changes only what you name; what you have edited stays.",
    )
    _add_blog(setup)
    setup.add_argument(
        "--author-key",
        action="append",
        default=[],
        type=filled,
        metavar="FILE",
        help="public SSH keys of those who may push; may be given again",
    )
    setup.add_argument("--postgres", action="store_true", help="PostgreSQL in place of SQLite")
    setup.add_argument("--dry-run", action="store_true", help="print every step and file")
    _add_root(setup)
    setup.set_defaults(run=_setup)


def _add_containers(actions: Commands) -> None:
    containers = actions.add_parser(
        "containers", help="a folder for Docker Compose: Caddy, the service, PostgreSQL"
    )
    containers.add_argument("folder", metavar="DIR", type=filled, help="made if it is not there")
    _add_blog(containers)
    containers.add_argument(
        "--blog",
        type=filled,
        metavar="DIR",
        help="the folder of the blog, whose `site` is served (default: this one, the first time)",
    )
    containers.add_argument("--dry-run", action="store_true", help="print every step and file")
    containers.set_defaults(run=_containers)


def _add_blog(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--domain", type=filled, help="the blog's host; needed the first time")
    parser.add_argument(
        "--mail",
        type=filled,
        metavar="URL",
        help=f"smtp://user:password@host:port; or {MAIL_URL} in the environment, where no list "
        "of processes shows the password",
    )
    parser.add_argument(
        "--from",
        dest="sender",
        type=filled,
        metavar="'NAME <ADDRESS>'",
        help="who the letters are from (default: blog@ the domain)",
    )
    parser.add_argument("--imprint", type=filled, help="the postal address below every letter")


def _add_root(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--root",
        type=filled,
        default="/",
        metavar="DIR",
        help="a folder that stands for the server: files are written below it, nothing is run",
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
