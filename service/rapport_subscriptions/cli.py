"""`rapport subscriptions …`: each command reads its settings, calls one function, prints."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from rapport_subscriptions.commands import letters, maintenance, people
from rapport_subscriptions.commands.bounces import bounce
from rapport_subscriptions.commands.serve import serve
from rapport_subscriptions.errors import DatabaseError, SettingsError, SubscriptionsError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

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
    one = subparsers.add_parser("serve", help="run the web and the sender")
    one.add_argument("--host", default="127.0.0.1")
    one.add_argument("--port", type=int, default=8001)
    one.add_argument("--workers", type=int, default=1, help="processes that answer")
    one.add_argument("--senders", type=int, default=1, help="processes that send mail")
    one.set_defaults(run=serve)
    _add(subparsers, "migrate", "bring the database to this release", maintenance.migrate)
    _add(subparsers, "export", "print all subscriptions as CSV", people.export)
    one = _add(subparsers, "import", "take people over from a CSV file", people.take_over_file)
    one.add_argument("file", type=Path)
    one.add_argument(
        "--ask-permission",
        action="store_true",
        help="mail everybody without proof of consent once; they get nothing else",
    )
    one = _add(subparsers, "erase", "erase a person by address", people.erase)
    one.add_argument("address")
    one = _add(subparsers, "allow", "take back a stop, when its owner asks", people.allow_again)
    one.add_argument("address")
    one = _add(subparsers, "bounce", "read a returned mail from standard input", bounce)
    one.add_argument(
        "--lmtp",
        metavar="HOST:PORT|unix:PATH",
        help="take returned mails here, until stopped",
    )
    add_letters(_add(subparsers, "letters", "what is due, sent or held", letters.letters))
    _add(subparsers, "doctor", "say what keeps mails from arriving", maintenance.doctor)
    one = _add(subparsers, "backup", "write everything into a new file", maintenance.backup)
    one.add_argument("file", type=Path)
    one = _add(subparsers, "restore", "fill an empty database from a backup", maintenance.restore)
    one.add_argument("file", type=Path)


def add_letters(command: argparse.ArgumentParser) -> None:
    """Add what an operator may say about letters; nothing is to list them."""
    said = command.add_mutually_exclusive_group()
    for word, meaning in (
        ("--hold", "stop mailings or articles; all, if none is named"),
        ("--send", "let them go; all that is held, if none is named"),
        ("--skip", "never send them; all that is held, if none is named"),
    ):
        said.add_argument(word, nargs="*", metavar="ID", help=meaning)
    said.add_argument("--test", metavar="ADDRESS", help="mail the next letter to yourself")


def _add(
    subparsers: argparse._SubParsersAction[argparse.ArgumentParser],
    name: str,
    said: str,
    run: Callable[[argparse.Namespace, Mapping[str, str]], int],
) -> argparse.ArgumentParser:
    command = subparsers.add_parser(name, help=said, description=said)
    command.set_defaults(run=run)
    return command


if __name__ == "__main__":
    sys.exit(main())
