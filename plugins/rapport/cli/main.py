"""The `rapport` command: finds the requested subcommand, and runs it."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Mapping, Sequence
from importlib import import_module

from rapport.cli.command import CommandParser, fail, run_command
from rapport.cli.former_names import with_present_names
from rapport.installation import DISTRIBUTION, install_service
from rapport.publish.terminal import say

_MODULES: Mapping[str, tuple[str, ...]] = {
    "init": ("init",),
    "importing": ("import",),
    "addresses": ("addresses",),
    "articles": ("new", "mv", "schema", "list"),
    "tags": ("tags",),
    "site": ("check", "build"),
    "doctor": ("doctor",),
    "preview": ("preview",),
    "feeds": ("feeds",),
    "publish": ("publish",),
    "deploy": ("deploy",),
    "redirects": ("redirects",),
    "server": ("server",),
}
"""The modules of commands, with their names: only the requested one is imported."""
_SERVICE = "subscriptions"
"""The command whose own commands are those of the service, if that is installed."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns 0 for success, 1 for problems of the content, 2 for wrong usage."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    if arguments[:1] == [_SERVICE]:
        return _run_service(arguments[1:])
    arguments, renamed = with_present_names(arguments)
    for sentence in renamed:
        say(f"rapport: {sentence}")
    options = parser(arguments[0] if arguments else "").parse_args(arguments)
    os.environ.setdefault("NO_MKDOCS_2_WARNING", "1")
    return run_command(options.run, options)


def parser(command: str = "") -> CommandParser:
    """Return the parser of one command with its siblings, or of all commands."""
    whole = CommandParser(
        prog="rapport", description="Static blog generator with an email newsletter."
    )
    whole.add_argument("--version", nargs=0, action=_Version, help="print the version")
    commands = whole.add_subparsers(dest="command", required=True, metavar="COMMAND")
    its_module = [module for module, names in _MODULES.items() if command in names]
    for module in its_module or _MODULES:
        import_module(f"rapport.cli.{module}").add(commands)
    commands.add_parser(_SERVICE, help="run the newsletter's subscription service", add_help=False)
    return whole


class _Version(argparse.Action):
    """Looks the version up on demand: that takes longer than all other parsing."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        from importlib.metadata import version

        parser.exit(message=f"rapport {version(DISTRIBUTION)}\n")


def _run_service(arguments: Sequence[str]) -> int:
    try:
        service = import_module("rapport_subscriptions.cli")
    except ModuleNotFoundError as error:
        needs = "The subscription service needs more packages"
        return fail(f"{needs} (no module `{error.name}`): {install_service()}")
    code: int = service.main(arguments)
    return code


if __name__ == "__main__":
    sys.exit(main())
