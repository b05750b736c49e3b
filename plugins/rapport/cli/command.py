"""What every command shares: exit codes, one-line errors, and a parser that keeps to both."""

from __future__ import annotations

import argparse
import os
import sys
import traceback
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NoReturn

from rapport.errors import UsageError
from rapport.publish.errors import PublishError, RefusedError, in_one_line
from rapport.publish.terminal import say, say_problems

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]  # noqa: SLF001 - its only name

OK, PROBLEMS, USAGE, INTERNAL_ERROR = 0, 1, 2, 70
"""Success; problems in the content; wrong usage or configuration; a bug (sysexits)."""

Run = Callable[[argparse.Namespace], int]

_INTERRUPTED = 130
_TRACEBACK = "RAPPORT_TRACEBACK"


class CommandParser(argparse.ArgumentParser):
    """A parser that reports errors in one line."""

    def error(self, message: str) -> NoReturn:
        """Print one line and exit with code 2."""
        say(f"{self.prog}: {message}; `{self.prog} --help` says more.")
        sys.exit(USAGE)


def filled(value: str) -> str:
    """Return an argument that must not be empty; for `type=` of a parser."""
    if not value.strip():
        raise argparse.ArgumentTypeError("is empty")
    return value


def port(value: str) -> int:
    """Return a TCP port, 0 for any free one; for `type=` of a parser."""
    if not value.isdecimal() or int(value) > 65535:  # noqa: PLR2004 - 16 bits
        raise argparse.ArgumentTypeError(f"`{value}` is not a port: expected a number up to 65535")
    return int(value)


def add_command(commands: Commands, name: str, summary: str) -> argparse.ArgumentParser:
    """Add a command whose description is its summary as a sentence, and return its parser."""
    sentence = f"{summary[0].upper()}{summary[1:]}."
    return commands.add_parser(name, help=summary, description=sentence)


def add_config(parser: argparse.ArgumentParser) -> None:
    """Add the option for the settings file."""
    parser.add_argument(
        "-f",
        "--config-file",
        metavar="FILE",
        type=filled,
        default="mkdocs.yml",
        help="the blog's settings (default: %(default)s)",
    )


def print_lines(lines: Sequence[str]) -> int:
    """Print lines and return the exit code for success."""
    if lines:
        print(*lines, sep="\n")
    return OK


def run_command(run: Run, options: argparse.Namespace) -> int:
    """Return the exit code of a command; every error is reported in one line."""
    try:
        code = run(options)
        sys.stdout.flush()
    except KeyboardInterrupt:
        return _INTERRUPTED
    except BrokenPipeError:  # `rapport tags | head`: nobody reads on, and that is fine
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return OK
    except (Exception, SystemExit) as error:  # noqa: BLE001 - no person is shown a traceback
        return _explain(error)
    return code


def fail(message: str) -> int:
    """Report in one line why a command did nothing, and return its exit code."""
    say(f"rapport: {' '.join(message.split())}")
    return USAGE


def _explain(error: BaseException) -> int:
    """Report an error in one line, and return its exit code."""
    # MkDocs takes a quarter of a second to load: a command that did not need it never does.
    host = sys.modules.get("mkdocs.exceptions")
    match error:
        case RefusedError():
            say_problems(error.problems, say)
            say(str(error))
            return PROBLEMS
        case UsageError() | PublishError():
            return fail(str(error))
        case OSError():
            return fail(in_one_line(error))
    if host is not None and isinstance(error, host.Abort):
        return USAGE  # MkDocs has logged each wrong setting as a line
    if host is not None and isinstance(error, host.ConfigurationError):
        return fail(str(error))
    if isinstance(error, SystemExit):
        raise error
    return _report_internal_error(error)


def _report_internal_error(error: BaseException) -> int:
    """Report an error that our own code, a plugin or a hook did not handle."""
    if os.environ.get(_TRACEBACK):
        traceback.print_exception(error)
    place = traceback.extract_tb(error.__traceback__)[-1]
    words = " ".join(str(error).split())
    say(
        f"rapport: {type(error).__name__}: {words} ({place.filename}:{place.lineno}). "
        f"This is a bug in a program, not in your texts; {_TRACEBACK}=1 shows all of it."
    )
    return INTERNAL_ERROR
