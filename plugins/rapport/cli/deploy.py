"""`rapport deploy`: samples for web servers, systemd, cron and containers, put into a folder."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from rapport.cli.command import filled, print_lines

if TYPE_CHECKING:
    from rapport.cli.command import Commands


def add(commands: Commands) -> None:
    """Add the command."""
    from rapport.samples import sample_names

    names = sample_names()
    deploy = commands.add_parser(
        "deploy", help="samples for web servers and systemd, to be changed"
    )
    deploy.add_argument("folder", metavar="DIR", type=filled, help="made if it is not there")
    deploy.add_argument(
        "--only",
        action="append",
        choices=names,
        metavar="NAME",
        help=f"{', '.join(names)}; may be given again",
    )
    deploy.set_defaults(run=_deploy)


def _deploy(options: argparse.Namespace) -> int:
    from rapport.samples import report, sample_names, write_samples

    folder = Path(options.folder)
    written = write_samples(folder, dict.fromkeys(options.only or sample_names()))
    return print_lines(report(folder, written))
