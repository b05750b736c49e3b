"""`rapport init`: creates a new blog."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from rapport.cli.command import filled, print_lines

if TYPE_CHECKING:
    from rapport.cli.command import Commands


def add(commands: Commands) -> None:
    """Add the command."""
    init = commands.add_parser(
        "init",
        help="create a new blog",
        description="Create a starter blog that builds as it is. In a terminal it asks for what no"
        " option says.",
    )
    init.add_argument(
        "folder", metavar="DIR", type=filled, help="the blog's directory; new, or empty"
    )
    init.add_argument("--name", type=filled, help="blog name (default: the directory's name)")
    init.add_argument(
        "--url", type=filled, help="where the blog will be, such as https://blog.example/"
    )
    init.add_argument(
        "--language",
        type=filled,
        default="en",
        help="language: `en`, `de` (du), `de-formal` (Sie), `es` or another (default: %(default)s)",
    )
    init.add_argument(
        "--timezone",
        type=filled,
        help="time zone, such as `Europe/Berlin` (default: this machine's)",
    )
    init.add_argument("--git", action="store_true", help="initialise a git repository")
    init.add_argument(
        "--pre-push",
        action="store_true",
        help="initialise one with a pre-push hook that checks the blog",
    )
    init.add_argument("-y", "--yes", action="store_true", help="ask no questions")
    init.set_defaults(run=_init)


def _init(options: argparse.Namespace) -> int:
    from rapport.starter.start import Answers, questions, start_blog

    answers = Answers(
        folder=options.folder,
        language=options.language,
        name=options.name,
        url=options.url,
        timezone=options.timezone,
        is_repository=options.git or options.pre_push,
        asks_before_push=options.pre_push,
    )
    if not options.yes and sys.stdin.isatty() and sys.stdout.isatty():
        answers = questions(answers, input)
    return print_lines(start_blog(answers))
