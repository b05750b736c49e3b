"""The options about a blog that `rapport server setup` and `containers` share."""

from __future__ import annotations

import argparse
import os
import secrets
from typing import TYPE_CHECKING

from rapport.cli.command import filled
from rapport.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rapport.server.plan import Server
    from rapport.server.record import ServerRecord

MAIL_URL = "RAPPORT_MAIL_URL"


def add_blog(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument(
        "--domain", type=filled, help="the blog's host name; required the first time"
    )
    parser.add_argument(
        "--mail",
        type=filled,
        metavar="URL",
        help="the mail server, as smtp://user:password@host:port; safer in the environment, as"
        f" {MAIL_URL}, where no list of processes shows it",
    )
    parser.add_argument(
        "--from",
        dest="sender",
        type=filled,
        metavar="'NAME <ADDRESS>'",
        help="the sender of every email (default: `blog@` the domain)",
    )
    parser.add_argument(
        "--imprint", type=filled, help="the postal address below every email; `|` separates lines"
    )


def read_blog(
    options: argparse.Namespace, present: Mapping[str, str], record: ServerRecord
) -> Server:
    """Return the values from options, current settings and last set-up; raise UsageError."""
    from rapport.server import checks
    from rapport.server.plan import Server

    mail = options.mail or os.environ.get(MAIL_URL, "")
    domain = options.domain or record.domain
    if not domain:
        raise UsageError("`rapport server` needs --domain the first time: --domain blog.example")
    if not mail and MAIL_URL not in present:
        raise UsageError(f"`rapport server` needs --mail, or {MAIL_URL}, the first time")
    return Server(
        domain=checks.read_domain(domain),
        secret=secrets.token_urlsafe(48),
        mail=checks.read_mail_url(mail) if mail else "",
        sender=options.sender or "",
        imprint=options.imprint or "",
    )
