"""`rapport addresses`: checks whether the built site answers every URL of the former one."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from rapport.cli.command import OK, PROBLEMS, filled
from rapport.errors import UsageError

if TYPE_CHECKING:
    from rapport.cli.command import Commands


def add(commands: Commands) -> None:
    """Add the command."""
    addresses = commands.add_parser(
        "addresses",
        help="list former URLs that the built site does not answer",
        description="List the URLs of a former site that the built one does not answer. Exit code 1"
        " if there are any.",
    )
    addresses.add_argument(
        "list", metavar="LIST", type=filled, help="a sitemap, or a file with one URL per line"
    )
    addresses.add_argument(
        "--site",
        metavar="DIR",
        type=filled,
        default=".",
        help="the blog, or its built site (default: the current directory)",
    )
    addresses.set_defaults(run=_addresses)


def _addresses(options: argparse.Namespace) -> int:
    from pathlib import Path

    from rapport.importing.address_check import not_answered, read_addresses, root_of, site_of
    from rapport.importing.model import SourceError

    site = site_of(Path(options.site))
    if not (site / "index.html").is_file():
        raise UsageError(f"{site} contains no built site: run `rapport build` first.")
    try:
        addresses = read_addresses(Path(options.list))
    except SourceError as error:
        raise UsageError(str(error)) from error
    if not addresses:
        raise UsageError(f"{options.list} contains no URLs.")
    lost = not_answered(addresses, site, root_of(site))
    if lost:
        print(*lost, sep="\n")
    print(f"{len(addresses) - len(lost)} of {len(addresses)} URLs are answered.")
    return PROBLEMS if lost else OK
