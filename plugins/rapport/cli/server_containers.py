"""`rapport server containers`: the same server as a folder for Docker Compose."""

from __future__ import annotations

import argparse
import secrets
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from rapport.cli.command import add_command, filled, print_lines
from rapport.cli.server_blog import add_blog, read_blog

if TYPE_CHECKING:
    from rapport.cli.command import Commands


def add_containers(actions: Commands) -> None:
    """Add the command."""
    summary = "write a folder for Docker Compose with Caddy, the service and PostgreSQL"
    containers = add_command(actions, "containers", summary)
    containers.add_argument(
        "folder", metavar="DIR", type=filled, help="where to write it; created if missing"
    )
    add_blog(containers)
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


def _containers(options: argparse.Namespace) -> int:
    from rapport.server.containers import RECORD, VARIABLES, containers
    from rapport.server.machine import Machine
    from rapport.server.show import show

    machine = Machine(Path(options.folder).absolute(), partial(print, flush=True), kept_in=RECORD)
    record = machine.record()
    server = read_blog(options, machine.variables(VARIABLES), record)
    blog = str(Path(options.blog).absolute()) if options.blog else ""
    steps = containers(server, blog, str(Path.cwd()), password=secrets.token_urlsafe(24))
    if options.dry_run:
        return print_lines(show(steps, machine.variables))
    machine.root.mkdir(parents=True, exist_ok=True)
    record.domain, record.postgres = server.domain, True
    machine.take(steps, record)
    return print_lines(["", f"Next: cd {options.folder} && docker compose up --detach"])
