"""`rapport subscriptions …`: each command reads its settings, calls one function, prints."""

from __future__ import annotations

import argparse
import os
import sys
from typing import TYPE_CHECKING

from rapport_subscriptions import commands
from rapport_subscriptions.errors import DatabaseError, SettingsError, SubscriptionsError

if TYPE_CHECKING:
    from collections.abc import Sequence

FINE, PROBLEMS, WRONG_USAGE = 0, 1, 2


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; answer the exit code."""
    arguments = parser().parse_args(argv)
    try:
        return int(arguments.run(arguments, os.environ))
    except (SettingsError, DatabaseError) as fault:
        sys.stderr.write(f"rapport subscriptions: {fault}\n")
        return WRONG_USAGE
    except SubscriptionsError as fault:
        sys.stderr.write(f"rapport subscriptions: {fault}\n")
        return PROBLEMS
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FINE


def parser() -> argparse.ArgumentParser:
    """Answer the command line."""
    top = argparse.ArgumentParser(
        prog="rapport subscriptions", description="The subscription service."
    )
    subparsers = top.add_subparsers(required=True, metavar="COMMAND")
    add_commands(subparsers)
    return top


def add_commands(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add each command with its options."""
    serve = subparsers.add_parser("serve", help="run the web and the sender")
    serve.add_argument("--host", default="127.0.0.1")
    serve.add_argument("--port", type=int, default=8001)
    serve.add_argument("--workers", type=int, default=1)
    serve.set_defaults(run=commands.serve)
    migrate = subparsers.add_parser("migrate", help="bring the database to this release")
    migrate.set_defaults(run=commands.migrate)
    export = subparsers.add_parser("export", help="print all subscriptions as CSV")
    export.set_defaults(run=commands.export)


if __name__ == "__main__":
    sys.exit(main())
