"""`rapport subscriptions …`: each command reads its settings, calls one function, prints."""

from __future__ import annotations

import argparse
import os
import sys
from typing import TYPE_CHECKING, NoReturn

from rapport_subscriptions.commands import bounces, import_list, letters, maintenance, people
from rapport_subscriptions.commands.argument_types import at_least, filled, path, port
from rapport_subscriptions.commands.former_names import with_present_names
from rapport_subscriptions.commands.queue import queue
from rapport_subscriptions.commands.serve import serve
from rapport_subscriptions.commands.show import show
from rapport_subscriptions.errors import (
    DatabaseError,
    SettingsError,
    SubscriptionsError,
    UsageError,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

FINE, PROBLEMS, WRONG_USAGE = 0, 1, 2


class OneLineParser(argparse.ArgumentParser):
    """A parser that reports errors in one line."""

    def error(self, message: str) -> NoReturn:
        """End with one line and exit code 2."""
        sys.stderr.write(f"{self.prog}: {message}; `{self.prog} --help` says more.\n")
        sys.exit(WRONG_USAGE)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; return the exit code."""
    words, renamed = with_present_names(sys.argv[1:] if argv is None else argv)
    for sentence in renamed:
        sys.stderr.write(f"rapport subscriptions: {sentence}\n")
    arguments = parser().parse_args(words)
    try:
        return int(arguments.run(arguments, os.environ))
    except (SettingsError, DatabaseError, UsageError) as error:
        sys.stderr.write(f"rapport subscriptions: {error}\n")
        return WRONG_USAGE
    except SubscriptionsError as error:
        sys.stderr.write(f"rapport subscriptions: {error}\n")
        return PROBLEMS
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FINE


def parser() -> argparse.ArgumentParser:
    """Return the command line."""
    top: argparse.ArgumentParser = OneLineParser(
        prog="rapport subscriptions", description="The newsletter subscription service."
    )
    subparsers = top.add_subparsers(required=True, metavar="COMMAND")
    add_commands(subparsers)
    return top


def add_commands(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add each command with its options."""
    _add_serve(_add(subparsers, "serve", "run the web server and the mail worker", serve))
    summary = "migrate the database to this release; make a backup first"
    _add(subparsers, "migrate", summary, maintenance.migrate)
    summary = "print all subscriptions as CSV, safe to open in a spreadsheet"
    _add(subparsers, "export", summary, people.export)
    summary = "import subscribers from CSV; those without proof of consent stay pending"
    _add_import(_add(subparsers, "import", summary, import_list.import_file))
    command = _add(subparsers, "show", "print what is stored about an address", show)
    _add_address(command)
    command.add_argument("--json", action="store_true", help="all of it, for the person to keep")
    summary = "delete a person's data by address; exit code 1 if nothing is stored"
    command = _add(subparsers, "erase", summary, people.erase)
    _add_address(command)
    summary = "remove an address from the suppression list at its owner's request; signs nobody up"
    _add_address(_add(subparsers, "unsuppress", summary, people.unsuppress_address))
    summary = "show the sign-ups that wait in a flood, by what they have in common; or drop them"
    _add_queue(_add(subparsers, "queue", summary, queue))
    command = _add(
        subparsers, "bounce", "process a bounce message from standard input", bounces.bounce
    )
    command.add_argument(
        "--lmtp",
        type=filled,
        metavar="HOST:PORT|unix:PATH",
        help="accept bounces over LMTP here, until stopped",
    )
    _add(
        subparsers,
        "retry",
        "try now to send the emails that wait for the mail server",
        letters.retry,
    )
    command = _add(
        subparsers,
        "bounces",
        "list mail providers at which too many addresses bounced at once",
        bounces.incidents_at,
    )
    choice = command.add_mutually_exclusive_group()
    choice.add_argument(
        "--undo", metavar="DOMAIN", help="unsuppress everybody whom the incident suppressed"
    )
    choice.add_argument("--accept", metavar="DOMAIN", help="let bounces there count again")
    summary = "list newsletter mailings and queued articles; hold, send or skip them"
    _add_letters(_add(subparsers, "letters", summary, letters.letters))
    summary = "diagnose deliverability problems; exit code 1 if there is something to fix"
    _add(subparsers, "doctor", summary, maintenance.doctor)
    summary = "write all data to a new file while the service runs"
    command = _add(subparsers, "backup", summary, maintenance.backup)
    command.add_argument("file", metavar="FILE", type=path, help="the file to write")
    summary = "fill an empty database from a backup, replay the journal and hold all letters"
    command = _add(subparsers, "restore", summary, maintenance.restore)
    command.add_argument("file", metavar="FILE", type=path, help="the backup to read")
    command.add_argument(
        "--without-journal",
        action="store_true",
        help="restore although nobody can tell who unsubscribed since the backup",
    )


def _add_address(command: argparse.ArgumentParser) -> None:
    command.add_argument("address", metavar="ADDRESS", type=filled, help="the email address")


def _add_import(command: argparse.ArgumentParser) -> None:
    command.add_argument("file", metavar="FILE", type=path, help="CSV, as other programs export it")
    command.add_argument(
        "--dry-run", action="store_true", help="show what each row becomes and why; change nothing"
    )
    command.add_argument(
        "--skip-bad", action="store_true", help="skip rows with errors and import the others"
    )
    command.add_argument(
        "--ask-permission",
        action="store_true",
        help="email those without proof of consent once; they get nothing else",
    )
    command.add_argument(
        "--ignore-columns",
        nargs="+",
        default=[],
        metavar="NAME",
        help="columns that say nothing about permission",
    )
    command.add_argument(
        "--consent-text",
        default="",
        metavar="TEXT",
        help="the consent text of all rows that have a time of confirmation but no text",
    )
    command.add_argument(
        "--consent-page",
        default="",
        metavar="URL",
        help="the page where they agreed, if the rows don't say",
    )
    command.add_argument(
        "--topic",
        action="append",
        default=[],
        metavar="TAG=TOPIC",
        help="import subscribers with this tag or group as subscribers of a topic (repeatable)",
    )


def _add_queue(command: argparse.ArgumentParser) -> None:
    for name, placeholder, meaning in (
        ("--network", "NETWORK", "only those from this network, such as 203.0.113.0/24"),
        ("--domain", "DOMAIN", "only those for addresses at this domain"),
        ("--page", "PATH", "only those from the form of this page"),
        ("--hour", "HOUR", "only those of this hour in UTC, such as 2026-11-28T09"),
    ):
        command.add_argument(name, type=filled, metavar=placeholder, help=meaning)
    command.add_argument(
        "--drop", action="store_true", help="delete the sign-ups that match all these options"
    )


def _add_serve(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--host", default="127.0.0.1", help="address to listen on (default: %(default)s)"
    )
    command.add_argument(
        "--port", type=port, default=8001, help="port to listen on (default: %(default)s)"
    )
    command.add_argument(
        "--workers", type=at_least(1), default=1, help="web processes (default: %(default)s)"
    )
    command.add_argument(
        "--mail-workers",
        type=at_least(0),
        default=1,
        help="processes that send email; 0 for a machine that only answers requests"
        " (default: %(default)s)",
    )


def _add_letters(command: argparse.ArgumentParser) -> None:
    choice = command.add_mutually_exclusive_group()
    for word, meaning in (
        ("--hold", "hold mailings or articles; without an ID, all that are going out"),
        ("--send", "release what is held; without an ID, everything"),
        ("--skip", "never send what is held; without an ID, everything"),
    ):
        choice.add_argument(word, nargs="*", metavar="ID", help=meaning)
    choice.add_argument(
        "--test",
        type=filled,
        metavar="ADDRESS",
        help="send the next letter to this address only; nobody else is notified",
    )
    command.add_argument(
        "--letter",
        type=filled,
        metavar="NAME",
        help="with `--test`: send a letter that you wrote, `welcome`, in place of the next one",
    )


def _add(
    subparsers: argparse._SubParsersAction[argparse.ArgumentParser],
    name: str,
    summary: str,
    run: Callable[[argparse.Namespace, Mapping[str, str]], int],
) -> argparse.ArgumentParser:
    sentence = f"{summary[0].upper()}{summary[1:]}."
    command = subparsers.add_parser(name, help=summary, description=sentence)
    command.set_defaults(run=run)
    return command


if __name__ == "__main__":
    sys.exit(main())
