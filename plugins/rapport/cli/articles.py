"""`rapport new`, `mv` and `schema`: an author's work on articles."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from rapport.cli.command import add_config, filled, print_lines

if TYPE_CHECKING:
    from rapport.cli.command import Commands


def add(commands: Commands) -> None:
    """Add the commands."""
    new = commands.add_parser(
        "new",
        help="create a draft",
        description="Create a draft with an id, a slug and today's date, and print its path.",
    )
    new.add_argument("title", metavar="TITLE", type=filled, help="the article's title")
    new.add_argument(
        "--tag", type=filled, action="append", default=[], help="add a tag (repeatable)"
    )
    new.set_defaults(run=_new)

    move = commands.add_parser(
        "mv",
        help="move an article and redirect its old URL",
        description="Move an article: its old URL redirects to the new one, it keeps its id, and"
        " links to it are updated.",
    )
    move.add_argument("old", metavar="OLD.md", type=filled, help="the current path")
    move.add_argument("new", metavar="NEW.md", type=filled, help="the new path")
    move.set_defaults(run=_move)

    schema = commands.add_parser(
        "schema",
        help="print the JSON Schema of front matter, for editors",
        description="Print the JSON Schema of an article's front matter, of `authors.yml` or of"
        " `tags.yml`, for completion and checks in an editor.",
    )
    schema.add_argument(
        "of",
        nargs="?",
        default="articles",
        choices=("articles", "authors", "tags"),
        help="what the schema describes (default: %(default)s)",
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
