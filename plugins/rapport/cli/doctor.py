"""`rapport doctor`: reports the versions that build the blog, and their problems."""

from __future__ import annotations

import argparse
import logging
from typing import TYPE_CHECKING

from rapport.cli.command import OK, PROBLEMS, add_config

if TYPE_CHECKING:
    from rapport.cli.command import Commands


def add(commands: Commands) -> None:
    """Add the command."""
    doctor = commands.add_parser(
        "doctor",
        help="check the versions, plugins and theme that build the blog",
        description="Check the versions, plugins and theme that build the blog: what is too old,"
        " past its end of life, or known to cause problems. Exit code 1 if something is an error.",
    )
    add_config(doctor)
    doctor.set_defaults(run=_examine)


def _examine(options: argparse.Namespace) -> int:
    from datetime import UTC, datetime

    from rapport.building import log_to_stderr
    from rapport.host.health import Level, examine
    from rapport.host.site_build import load

    log_to_stderr(logging.WARNING)
    findings = examine(load(options.config_file), datetime.now(UTC).date())
    for finding in findings:
        print(f"{finding.level:<8} {finding.about}: {finding.message}")
    return PROBLEMS if any(finding.level is Level.ERROR for finding in findings) else OK
