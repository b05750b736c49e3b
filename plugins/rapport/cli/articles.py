"""`rapport new`, `list`, `mv` and `schema`: authors' commands for articles."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from rapport.cli.command import add_config, filled, print_lines

if TYPE_CHECKING:
    from rapport.cli.command import Commands


STATES = ("drafts", "due", "unlisted", "expired", "published")


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
    new.add_argument(
        "--page", action="store_true", help="write an ordinary page in place of an article"
    )
    new.set_defaults(run=_new)

    listed = commands.add_parser(
        "list",
        help="list drafts, and what is scheduled, unlisted or expired",
        description="List articles by their state, with date, path and title: by default all that"
        " the site's lists don't show.",
    )
    listed.add_argument(
        "states",
        nargs="*",
        metavar="STATE",
        type=_state,
        default=[],
        help=f"one or several of: {', '.join(STATES)}",
    )
    listed.set_defaults(run=_list)

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
    for command in (new, listed, move):
        add_config(command)


def _new(options: argparse.Namespace) -> int:
    from rapport.authoring import new_draft, new_page

    if options.page:
        return print_lines([new_page(options.config_file, options.title, options.tag)])
    return print_lines([new_draft(options.config_file, options.title, options.tag)])


def _state(text: str) -> str:
    if text not in STATES:
        raise argparse.ArgumentTypeError(
            f"there is no state `{text}`; there are {', '.join(STATES)}"
        )
    return text


def _list(options: argparse.Namespace) -> int:
    from rapport.authoring import list_articles

    return print_lines(list_articles(options.config_file, options.states))


def _move(options: argparse.Namespace) -> int:
    from rapport.authoring import move_article

    return print_lines(move_article(options.config_file, options.old, options.new))


def _schema(options: argparse.Namespace) -> int:
    from rapport.authoring import schema

    return print_lines([schema(options.of)])
