"""`rapport tags`: the tags in use, and renaming one of them."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from rapport.cli.command import add_config, filled, print_lines

if TYPE_CHECKING:
    from rapport.cli.command import Commands


def add(commands: Commands) -> None:
    """Add the commands."""
    tags = commands.add_parser("tags", help="every tag with its count; rename one")
    tags.set_defaults(run=_list)
    rename = tags.add_subparsers(metavar="COMMAND").add_parser("rename", help="in every article")
    rename.add_argument("old", type=filled)
    rename.add_argument("new", type=filled)
    rename.set_defaults(run=_rename)
    for command in (tags, rename):
        add_config(command)


def _list(options: argparse.Namespace) -> int:
    from rapport.authoring import list_tags

    return print_lines(list_tags(options.config_file))


def _rename(options: argparse.Namespace) -> int:
    from rapport.authoring import rename_tag

    return print_lines(rename_tag(options.config_file, options.old, options.new))
