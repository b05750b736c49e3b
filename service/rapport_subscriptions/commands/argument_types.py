"""The types of arguments; each error is one line that says what was expected."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

LARGEST_PORT = 65535


def filled(value: str) -> str:
    """Read an argument that may not be empty."""
    if not value.strip():
        raise argparse.ArgumentTypeError("is empty")
    return value


def path(value: str) -> Path:
    """Read a file's path."""
    return Path(filled(value))


def port(value: str) -> int:
    """Read the number of a port."""
    if not value.isdecimal() or int(value) > LARGEST_PORT:
        message = f"`{value}` is not a port: expected a number up to {LARGEST_PORT}"
        raise argparse.ArgumentTypeError(message)
    return int(value)


def at_least(least: int) -> Callable[[str], int]:
    """Return a function that reads a number of processes."""

    def read(value: str) -> int:
        if not value.isdecimal() or int(value) < least:
            message = f"`{value}`: expected a number, {least} or more"
            raise argparse.ArgumentTypeError(message)
        return int(value)

    return read
