"""`rapport deploy`: writes samples for web servers, systemd, cron and containers."""

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
        "deploy",
        help="write sample deployment files",
        description="Write sample deployment files (web-server configurations, systemd units, a"
        " Containerfile) below DIR, and say what to change in them. Overwrites nothing.",
    )
    deploy.add_argument(
        "folder", metavar="DIR", type=filled, help="where to write them; created if missing"
    )
    deploy.add_argument(
        "--only",
        action="append",
        choices=names,
        metavar="NAME",
        help=f"only those of one folder: {', '.join(names)} (repeatable)",
    )
    deploy.set_defaults(run=_deploy)


def _deploy(options: argparse.Namespace) -> int:
    from rapport.samples import report, sample_names, write_samples

    folder = Path(options.folder)
    written = write_samples(folder, dict.fromkeys(options.only or sample_names()))
    return print_lines(report(folder, written))
