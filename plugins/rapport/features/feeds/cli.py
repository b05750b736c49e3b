"""`rapport feeds check PATH|URL`: the gate on any feed."""

from __future__ import annotations

import argparse
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.error import HTTPError, URLError
from urllib.parse import unquote, urlsplit
from urllib.request import Request, urlopen

from rapport.features.feeds.gate import check

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rapport.features.feeds.fault import Fault

_SECONDS = 30
_MOST_BYTES = 50_000_000


def check_feed(source: str) -> list[Fault]:
    """Return what is wrong with the feed at a path or URL; raises OSError if it can't be read."""
    return check(_read(source), datetime.now(UTC))


def main(argv: Sequence[str]) -> int:
    """Run `rapport feeds …`; returns 0 if all feeds are fine, 1 for faults, 2 for wrong usage."""
    parser = argparse.ArgumentParser(prog="rapport feeds", description="Feeds that readers accept.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    checking = commands.add_parser("check", help="say what is wrong with a feed")
    checking.add_argument("sources", nargs="+", metavar="PATH|URL", help="RSS, Atom or JSON Feed")
    options = parser.parse_args(argv)
    return max([_report(source) for source in options.sources])


def _report(source: str) -> int:
    try:
        faults = check_feed(source)
    except (OSError, ValueError) as error:
        reason = getattr(error, "reason", None) or getattr(error, "strerror", None) or error
        print(f"{source}: {reason}", file=sys.stderr)  # noqa: T201 - the command's answer
        return 2
    for fault in faults:
        print(f"{source}: {fault}")  # noqa: T201 - the command's answer
    if not faults:
        print(f"{source}: fine")  # noqa: T201 - the command's answer
    return 1 if faults else 0


def _read(source: str) -> bytes:
    parts = urlsplit(source)
    if parts.scheme == "file":
        return Path(unquote(parts.path)).read_bytes()
    if parts.scheme not in ("http", "https"):
        return Path(source).read_bytes()
    request = Request(source, headers={"User-Agent": "Rapport feed check"})  # noqa: S310 - http only
    try:
        with urlopen(request, timeout=_SECONDS) as response:  # noqa: S310 - http only
            data: bytes = response.read(_MOST_BYTES)
    except HTTPError as error:
        error.close()
        raise OSError(f"the server answers {error.code} {error.reason}") from None
    except URLError as error:
        raise OSError(str(error.reason)) from error
    return data
