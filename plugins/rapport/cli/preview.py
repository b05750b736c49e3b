"""`rapport preview`: serves the blog on this machine, with live reload."""

from __future__ import annotations

import argparse
import logging
from typing import TYPE_CHECKING

from rapport.cli.command import OK, add_config, filled, port
from rapport.errors import UsageError
from rapport.installation import install_service

if TYPE_CHECKING:
    from rapport.cli.command import Commands


def add(commands: Commands) -> None:
    """Add the command."""
    preview = commands.add_parser(
        "preview",
        help="serve site, subscription service and test inbox with live reload",
        description="Serve the site, the subscription service and a test inbox on this machine, and"
        " rebuild and reload on every save. Drafts and scheduled articles are shown, marked.",
    )
    add_config(preview)
    preview.add_argument(
        "--port",
        type=port,
        default=8000,
        help="port to listen on; 0 for any free one (default: %(default)s)",
    )
    preview.add_argument(
        "--host",
        type=filled,
        default="127.0.0.1",
        help="address to listen on; 0.0.0.0 shows the site, without the inbox, to a phone in your"
        " network that has the printed link or QR code (default: %(default)s)",
    )
    preview.set_defaults(run=_preview)


def _preview(options: argparse.Namespace) -> int:
    try:
        from rapport.building import log_to_stderr
        from rapport.preview.server import serve
    except ModuleNotFoundError as error:
        needs = f"The preview needs more packages (no module `{error.name}`)"
        raise UsageError(f"{needs}: {install_service()}") from error
    log_to_stderr(logging.WARNING)
    serve(options.config_file, options.host, options.port)
    return OK
