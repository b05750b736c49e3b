"""`rapport feeds check PATH|URL`: validates any feed."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from rapport.cli.command import OK, PROBLEMS, USAGE, filled
from rapport.publish.terminal import say

if TYPE_CHECKING:
    from rapport.cli.command import Commands


def add(commands: Commands) -> None:
    """Add the commands."""
    feeds = commands.add_parser("feeds", help="validate any feed", description="Validate feeds.")
    feed_commands = feeds.add_subparsers(dest="feeds", required=True, metavar="COMMAND")
    check = feed_commands.add_parser(
        "check",
        help="report what is wrong with a feed",
        description="Report what is wrong with any RSS, Atom or JSON feed, also of other programs."
        " Exit code 1 if a feed is not valid, 2 if one can't be read.",
    )
    check.add_argument(
        "sources", nargs="+", type=filled, metavar="PATH|URL", help="the feeds to validate"
    )
    check.set_defaults(run=_check)


def _check(options: argparse.Namespace) -> int:
    return max([_report(source) for source in dict.fromkeys(options.sources)])


def _report(source: str) -> int:
    from rapport.features.feeds.any_feed import check_feed

    try:
        problems = check_feed(source)
    except (OSError, ValueError) as error:
        reason = getattr(error, "reason", None) or getattr(error, "strerror", None) or error
        say(f"{source}: {reason}")
        return USAGE
    for problem in problems:
        print(f"{source}: {problem}")
    if not problems:
        print(f"{source}: fine")
    return PROBLEMS if problems else OK
