"""`rapport new`, `mv` and `schema`: an author's work on articles."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from rapport.cli.command import add_config, filled, print_lines

if TYPE_CHECKING:
    from rapport.cli.command import Commands


def add(commands: Commands) -> None:
    """Add the commands."""
    new = commands.add_parser("new", help="a new draft; prints its path")
    new.add_argument("title", type=filled)
    new.add_argument(
        "--tag", type=filled, action="append", default=[], help="a tag; may be given again"
    )
    new.set_defaults(run=_new)

    move = commands.add_parser("mv", help="move an article; its old address leads to the new one")
    move.add_argument("old", type=filled)
    move.add_argument("new", type=filled)
    move.set_defaults(run=_move)

    schema = commands.add_parser("schema", help="the JSON Schema of front matter, for editors")
    schema.add_argument(
        "of", nargs="?", default="articles", choices=("articles", "authors", "tags")
    )
    schema.set_defaults(run=_schema)
    for command in (new, move):
        add_config(command)


def _new(options: argparse.Namespace) -> int:
    from rapport.authoring import new_draft

    return print_lines([new_draft(options.config_file, options.title, options.tag)])


def _move(options: argparse.Namespace) -> int:
    from rapport.authoring import move_article

    return print_lines(move_article(options.config_file, options.old, options.new))


def _schema(options: argparse.Namespace) -> int:
    from rapport.authoring import schema

    return print_lines([schema(options.of)])
