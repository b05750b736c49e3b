"""`rapport tags`: lists the tags in use, and renames a tag."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from rapport.cli.command import add_config, filled, print_lines

if TYPE_CHECKING:
    from rapport.cli.command import Commands


def add(commands: Commands) -> None:
    """Add the commands."""
    tags = commands.add_parser(
        "tags",
        help="list all tags; rename one",
        description="List every tag with its count and synonyms, and tags that nearly match.",
    )
    tags.set_defaults(run=_list)
    rename = tags.add_subparsers(metavar="COMMAND").add_parser(
        "rename",
        help="rename a tag in every article",
        description="Rename a tag in every article; the old name becomes a synonym, so that its"
        " URLs and feeds keep working.",
    )
    rename.add_argument("old", metavar="OLD", type=filled, help="the tag as it is now")
    rename.add_argument("new", metavar="NEW", type=filled, help="its new name, or another tag")
    rename.set_defaults(run=_rename)
    for command in (tags, rename):
        add_config(command)


def _list(options: argparse.Namespace) -> int:
    from rapport.authoring import list_tags

    return print_lines(list_tags(options.config_file))


def _rename(options: argparse.Namespace) -> int:
    from rapport.authoring import rename_tag

    return print_lines(rename_tag(options.config_file, options.old, options.new))
