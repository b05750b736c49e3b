"""`rapport init`: a new blog."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from rapport.cli.command import filled, print_lines

if TYPE_CHECKING:
    from rapport.cli.command import Commands


def add(commands: Commands) -> None:
    """Add the command."""
    init = commands.add_parser("init", help="a new blog in a folder of its own")
    init.add_argument("folder", type=filled)
    init.add_argument("--name", type=filled, help="the blog's name; else the folder's")
    init.add_argument("--url", type=filled, help="where the blog will be: https://blog.example/")
    init.add_argument(
        "--language", type=filled, default="en", help="its language, as `de` or `es` (en)"
    )
    init.add_argument("--timezone", type=filled, help="as `Europe/Berlin`; else this machine's")
    init.add_argument("--git", action="store_true", help="make it a git repository, too")
    init.add_argument(
        "--pre-push", action="store_true", help="a git repository that asks before every push"
    )
    init.add_argument("--yes", "-y", action="store_true", help="ask nothing")
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
