"""`rapport import`: imports a blog from another system."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from rapport.cli.command import filled, print_lines
from rapport.errors import UsageError

if TYPE_CHECKING:
    from rapport.cli.command import Commands

_WIDE = 78


def add(commands: Commands) -> None:
    """Add the command."""
    move = commands.add_parser(
        "import",
        help="move a whole blog in from another system",
        description="Move a whole blog in from another system: articles, pages, pictures, tags,"
        " authors and former URLs. Run again, it changes no file that you have edited.",
    )
    move.add_argument(
        "source",
        metavar="SOURCE",
        nargs="?",
        type=filled,
        help="an export, a folder or a feed's URL",
    )
    move.add_argument(
        "--list", action="store_true", help="list the systems, and how to export from each"
    )
    move.add_argument(
        "--into",
        type=filled,
        metavar="DIR",
        help="the blog to move into, or a new directory (default: the current one)",
    )
    move.add_argument(
        "--from",
        dest="system",
        type=filled,
        metavar="SYSTEM",
        help="the system, if it is not recognised",
    )
    move.add_argument("--url", type=filled, help="the old blog's URL, if the export does not say")
    move.add_argument(
        "--timezone", type=filled, help="time zone of a new blog (default: that of the dates)"
    )
    move.add_argument("--dry-run", action="store_true", help="write nothing; say what would happen")
    move.add_argument("--resume", action="store_true", help="continue an interrupted import")
    move.add_argument(
        "--only",
        type=filled,
        action="append",
        default=[],
        metavar="WHAT",
        help="import a part: articles, pages, drafts, a year or a slug with `*` (repeatable)",
    )
    move.add_argument("--no-pictures", action="store_true", help="leave pictures where they are")
    move.add_argument(
        "--offline",
        type=filled,
        metavar="DIR",
        help="take pictures from this folder; download nothing",
    )
    move.add_argument("--private", action="store_true", help="download from private networks, too")
    move.add_argument(
        "--rate",
        type=float,
        default=4.0,
        help="downloads a second from one host (default: %(default)s)",
    )
    move.add_argument(
        "--limit",
        type=int,
        default=50,
        metavar="MB",
        help="the largest file (default: %(default)s)",
    )
    move.set_defaults(run=_import)


def _import(options: argparse.Namespace) -> int:
    from rapport.installation import has_import, install_extra

    if not has_import():
        raise UsageError(f"importing needs more packages: {install_extra('import')}")
    if options.list:
        from rapport.importing.detection import SYSTEMS

        return print_lines([f"{system.name}: {system.how}" for system in SYSTEMS])
    if options.source is None:
        raise UsageError("name what to import; `rapport import --list` shows the systems.")
    if options.rate <= 0 or options.limit <= 0:
        raise UsageError("--rate and --limit are numbers above 0.")
    from rapport.importing.moving_in import move_in
    from rapport.importing.request import ImportRequest

    request = ImportRequest(
        source=options.source,
        into=options.into,
        system=options.system,
        only=tuple(options.only),
        url=options.url,
        timezone=options.timezone,
        offline=options.offline,
        is_dry=options.dry_run,
        is_resumed=options.resume,
        takes_pictures=not options.no_pictures,
        allows_private=options.private,
        limit=options.limit * 1024 * 1024,
        rate=options.rate,
    )
    report = move_in(request, _progress)
    _progress("")
    return print_lines(report.summary())


def _progress(line: str) -> None:
    """Show the progress of the import, on one line of a terminal."""
    if sys.stderr.isatty():
        sys.stderr.write(f"\r{line[:_WIDE]:<{_WIDE}}\r")
        sys.stderr.flush()
