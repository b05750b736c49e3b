"""`rapport redirects`: prints former addresses as lines for a web server."""

from __future__ import annotations

import argparse
import logging
from typing import TYPE_CHECKING

from rapport.blog.server_lines import WebServer
from rapport.cli.command import add_config, print_lines

if TYPE_CHECKING:
    from rapport.cli.command import Commands


def add(commands: Commands) -> None:
    """Add the command."""
    redirects = commands.add_parser(
        "redirects",
        help="print former URLs as lines for a web server",
        description="Print former URLs as lines for a web server: 301 for those that redirect, 410"
        " for those that are gone.",
    )
    redirects.add_argument(
        "server",
        choices=[*WebServer],
        metavar="SERVER",
        help=f"the web server: {', '.join(WebServer)}",
    )
    add_config(redirects)
    redirects.set_defaults(run=_print)


def _print(options: argparse.Namespace) -> int:
    from rapport.building import log_to_stderr
    from rapport.host.checking import former_addresses
    from rapport.host.site_build import load

    log_to_stderr(logging.WARNING)
    return print_lines(former_addresses(load(options.config_file), WebServer(options.server)))
