"""The names of all settings; names that nearly match one would be ignored in silence."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from rapport_subscriptions.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

DATABASE_URL = "RAPPORT_DATABASE_URL"
"""`sqlite:///path` (four slashes for an absolute path) or
`postgresql://user:password@host/database`. Default: `sqlite:///subscriptions.db`."""
MAIL_URL = "RAPPORT_MAIL_URL"
"""`smtp://user:password@host:port?tls=starttls` (or `implicit`, `none`), or `maildir:///path` for
trying out. Default: required."""
MAIL_FROM = "RAPPORT_MAIL_FROM"
"""The sender of every email: `Name <address>`. Default: required."""
SITE = "RAPPORT_SITE"
"""Folder or URL of the published site. Its `blog.json` is read from there, and again when it
changes. Default: required."""
LETTERS_FILE = "RAPPORT_LETTERS_FILE"
"""File with the letters that authors wrote, which the build writes beside the site. Default:
`NAME.letters.json` beside the folder in `RAPPORT_SITE`; none for a URL."""
PUBLIC_URL = "RAPPORT_PUBLIC_URL"
"""Where readers reach the service: `https://host`, without a path. Default: required."""
SECRET_KEYS = "RAPPORT_SECRET_KEYS"  # noqa: S105 - a variable's name
"""Secret keys of 32 bytes or more, comma-separated, newest first. Default: required."""
TRUSTED_PROXIES = "RAPPORT_TRUSTED_PROXIES"
"""Addresses or networks whose `X-Forwarded-For` header is trusted, comma-separated. Default:
none."""
BOUNCES_TO = "RAPPORT_BOUNCES_TO"
"""The address that bounces come back to; each email gets a signed tag, `bounces+…@` (VERP).
Default: the sender's address, without a tag."""
DKIM_KEY = "RAPPORT_DKIM_KEY"
"""File with a private key (PEM); emails are signed for the sender's domain. Default: the mail
server signs."""
DKIM_SELECTOR = "RAPPORT_DKIM_SELECTOR"
"""The DNS selector of its public key. Default: required with `RAPPORT_DKIM_KEY`."""
SIGNUPS_PER_NETWORK = "RAPPORT_SIGNUPS_PER_NETWORK"
"""Sign-ups from one network (/24 or /48) in ten minutes; more are delayed, and ten times as many
are refused; `0` means no limit. Default: `20`."""
MAILS_PER_HOUR = "RAPPORT_MAILS_PER_HOUR"
"""Sign-ups processed in an hour, for all addresses together, a quarter of them at once; grows to
ten times the usual rate of confirmations. Default: `1000`."""
ALTCHA_COST = "RAPPORT_ALTCHA_COST"
"""Difficulty of the proof of work for sign-ups: rounds of PBKDF2 for each of some 256 tries; `5000`
is about a second; `0` requires none. Default: `0`."""
MAIL_CONNECTIONS = "RAPPORT_MAIL_CONNECTIONS"
"""Simultaneous connections to the mail server, for each mail worker. Default: `4`."""
METRICS_FOR = "RAPPORT_METRICS_FOR"
"""Networks that may read `/metrics` and `/readyz`. Default: this machine."""
REPLY_TO = "RAPPORT_REPLY_TO"
"""Where replies go. Default: `RAPPORT_MAIL_FROM`."""
MAIL_IMPRINT = "RAPPORT_MAIL_IMPRINT"
"""Your name and postal address, below every email; `|` separates lines: `The Blog | 1 Main Street |
Springfield`. Many laws require it, and `doctor` asks for it. Default: none."""
OPERATORS = "RAPPORT_OPERATORS"
"""Addresses that may sign in to the [operator’s page](../operating.md#the-operators-page),
`/operator/`, comma-separated. Default: none, and there is no such page."""
PROMISE = "RAPPORT_PROMISE"
"""`yes` publishes [the figures of your promise](../operating.md#the-promise-in-figures). Default:
not published."""
JOURNAL = "RAPPORT_JOURNAL"
"""The journal of everyone who said no, see [Backup and
restore](../operating.md#backup-and-restore). Default: beside an SQLite database; none for
PostgreSQL."""
MAILS_PER_MINUTE = "RAPPORT_MAILS_PER_MINUTE"
"""Emails of every kind a minute, by all mail workers together; beyond it letters wait; `0` is no
limit. Default: `0`."""
LETTERS_QUIET_MINUTES = "RAPPORT_LETTERS_QUIET_MINUTES"
"""How many minutes must pass without another article before new ones are emailed. Default: `15`."""
LETTERS_HELD_ABOVE = "RAPPORT_LETTERS_HELD_ABOVE"
"""More new articles at once than this are held until you release them. Default: `10`."""
LETTERS_WEEKLY = "RAPPORT_LETTERS_WEEKLY"
"""Day and time of weekly letters. Default: `monday 08:00`."""
LETTERS_MONTHLY = "RAPPORT_LETTERS_MONTHLY"
"""Day (1 to 28) and time of monthly letters. Default: `1 08:00`."""
LETTERS_TIMEZONE = "RAPPORT_LETTERS_TIMEZONE"
"""The time zone of those times: `Europe/Paris`. Default: the `timezone` of `rapport/articles`."""

SETTINGS = frozenset(
    value
    for name, value in list(globals().items())
    if name.isupper() and isinstance(value, str) and value.startswith("RAPPORT_")
)
"""The names of all settings."""

ALIKE = 0.8
"""The similarity from which a name counts as a typo; one or two wrong letters are above 0.9."""


def refuse_misspelt(environ: Mapping[str, str], known: Collection[str]) -> None:
    """Raise SettingsError for a variable whose name looks like a mistyped setting."""
    for name in sorted(environ):
        if name.upper().startswith("RAPPORT_") and name not in known:
            meant = get_close_matches(name.upper(), sorted(known), 1, ALIKE)
            if meant:
                raise SettingsError(name, f"there is no such setting; write {meant[0]}")
