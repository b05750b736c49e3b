"""The service's settings, read from the environment and checked at start."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass, field
from datetime import timedelta
from email.utils import parseaddr
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from rapport_subscriptions.errors import SettingsError
from rapport_subscriptions.rules.email_address import EmailAddress, parse_address
from rapport_subscriptions.rules.mailing import LetterRules
from rapport_subscriptions.rules.schedule import Schedule, read_monthly, read_weekly, read_zone
from rapport_subscriptions.rules.tokens import KEY_BYTES
from rapport_subscriptions.setting_values import (
    Network,
    address,
    networks,
    number,
    read_value,
    required,
    scheme,
)
from rapport_subscriptions.use_cases.unit_of_work import Limits

if TYPE_CHECKING:
    from collections.abc import Mapping

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
are refused; `0` is no limit. Default: `20`."""
MAILS_PER_HOUR = "RAPPORT_MAILS_PER_HOUR"
"""Confirmation emails an hour, for all addresses together; grows to ten times the usual rate of
confirmations. Default: `1000`."""
ALTCHA_COST = "RAPPORT_ALTCHA_COST"
"""Difficulty of the proof of work for sign-ups: rounds of PBKDF2 for each of some 256 tries; `5000`
is about a second; `0` requires none. Default: `0`."""
MAIL_CONNECTIONS = "RAPPORT_MAIL_CONNECTIONS"
"""Simultaneous connections to the mail server, for each mail worker. Default: `4`."""
METRICS_FOR = "RAPPORT_METRICS_FOR"
"""Networks that may read `/metrics`. Default: this machine."""
REPLY_TO = "RAPPORT_REPLY_TO"
"""Where replies go. Default: `RAPPORT_MAIL_FROM`."""
MAIL_IMPRINT = "RAPPORT_MAIL_IMPRINT"
"""Your name and postal address, below every email; `|` separates lines: `The Blog | 1 Main Street |
Springfield`. Many laws require it, and `doctor` asks for it. Default: none."""
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

LONGEST_IMPRINT = 1_000

LOOPBACK: tuple[Network, ...] = (
    ipaddress.ip_network("127.0.0.0/8"),
    ipaddress.ip_network("::1/128"),
)


@dataclass(frozen=True, repr=False, kw_only=True)
class Settings:
    """Everything an operator decides; each field is one variable."""

    database_url: str = "sqlite:///subscriptions.db"
    mail_url: str
    mail_from: str
    site: str
    public_url: str
    secret_keys: tuple[str, ...]
    trusted_proxies: tuple[Network, ...] = ()
    site_url: str | None = None
    """Where the blog is, if not where its `blog.json` says; for the preview."""
    bounces_to: str | None = None
    dkim_key: Path | None = None
    dkim_selector: str = ""
    mail_connections: int = 4
    """Connections to the mail server at once, for each sender."""
    limits: Limits = field(default_factory=Limits)
    letters: LetterRules = field(default_factory=LetterRules)
    metrics_for: tuple[Network, ...] = LOOPBACK
    reply_to: str | None = None
    imprint: tuple[str, ...] = ()
    """The lines of the postal address or imprint below every email."""
    journal: Path | None = None
    """The file of every no; none for the preview."""

    @cached_property
    def sender_name(self) -> str:
        """The name mails come from."""
        return parseaddr(self.mail_from)[0]

    @cached_property
    def sender(self) -> EmailAddress:
        """The address mails come from."""
        return parse_address(parseaddr(self.mail_from)[1], public=False)

    @property
    def keys(self) -> tuple[bytes, ...]:
        """The secret keys as bytes, newest first."""
        return tuple(key.encode() for key in self.secret_keys)


def read_settings(environ: Mapping[str, str]) -> Settings:
    """Return the settings of `serve`; raise SettingsError naming the first wrong variable."""
    settings = Settings(
        database_url=read_database(environ),
        mail_url=_mail_url(required(environ, MAIL_URL)),
        mail_from=_mail_from(required(environ, MAIL_FROM)),
        site=_site(required(environ, SITE)),
        public_url=_public_url(required(environ, PUBLIC_URL)),
        secret_keys=_secret_keys(required(environ, SECRET_KEYS)),
        trusted_proxies=networks(environ, TRUSTED_PROXIES, ()),
        bounces_to=address(environ, BOUNCES_TO),
        dkim_key=_dkim_key(environ),
        dkim_selector=environ.get(DKIM_SELECTOR, "").strip(),
        limits=Limits(
            signups_per_network=number(environ, SIGNUPS_PER_NETWORK, Limits.signups_per_network),
            mails_per_hour=number(environ, MAILS_PER_HOUR, Limits.mails_per_hour),
            altcha_cost=number(environ, ALTCHA_COST, Limits.altcha_cost),
        ),
        letters=_letters(environ),
        mail_connections=number(environ, MAIL_CONNECTIONS, Settings.mail_connections) or 1,
        metrics_for=networks(environ, METRICS_FOR, LOOPBACK),
        reply_to=address(environ, REPLY_TO),
        imprint=_imprint(environ.get(MAIL_IMPRINT, "")),
        journal=read_journal(environ),
    )
    if settings.dkim_key and not settings.dkim_selector:
        raise SettingsError(DKIM_SELECTOR, f"must be set, because {DKIM_KEY} is")
    return settings


def read_database(environ: Mapping[str, str]) -> str:
    """Return the database's URL, all that `export` and `migrate` need."""
    url = environ.get(DATABASE_URL, "").strip() or "sqlite:///subscriptions.db"
    if not url.startswith(("sqlite:///", "postgresql://", "postgres://")) or url == "sqlite:///":
        raise SettingsError(
            DATABASE_URL, f"expected sqlite:///path or postgresql://…, got {scheme(url)}"
        )
    return url


def read_journal(environ: Mapping[str, str]) -> Path | None:
    """Return the journal's file: beside an SQLite database, or where RAPPORT_JOURNAL says."""
    value = environ.get(JOURNAL, "").strip()
    if value:
        if not Path(value).absolute().parent.is_dir():
            raise SettingsError(JOURNAL, f"there is no folder for {value!r}")
        return Path(value)
    kind, _, path = read_database(environ).partition(":///")
    return Path(path).with_suffix(".journal") if kind == "sqlite" else None


def read_keys(environ: Mapping[str, str]) -> tuple[bytes, ...]:
    """Return the secret keys, all that replaying a journal needs beside the database."""
    return tuple(key.encode() for key in _secret_keys(required(environ, SECRET_KEYS)))


def _mail_url(value: str) -> str:
    expected = (
        "expected smtp://[user:pass@]host:port[?tls=starttls|implicit|none] or maildir:///path"
    )
    try:
        parts = urlsplit(value)
        usable = (parts.scheme == "smtp" and bool(parts.hostname) and parts.port != 0) or (
            parts.scheme == "maildir" and not parts.netloc and len(parts.path) > 1
        )
    except ValueError:
        usable = False
    if not usable:
        raise SettingsError(MAIL_URL, f"{expected}, got {scheme(value)}")
    if parts.query not in {"", "tls=starttls", "tls=implicit", "tls=none"}:
        raise SettingsError(MAIL_URL, f"{expected}, got ?{parts.query}")
    return value


def _mail_from(value: str) -> str:
    try:
        parse_address(parseaddr(value)[1], public=False)
    except ValueError:
        raise SettingsError(MAIL_FROM, f"expected Name <address>, got {value!r}") from None
    return value


def _site(value: str) -> str:
    if value.startswith(("http://", "https://")):
        return value
    if not (Path(value) / "blog.json").is_file():
        raise SettingsError(SITE, f"there is no blog.json in {value!r}; build the site first")
    return value


def _public_url(value: str) -> str:
    try:
        parts = urlsplit(value)
        usable = parts.scheme in {"http", "https"} and bool(parts.hostname)
    except ValueError:
        usable = False
    if not usable or parts.path not in {"", "/"} or parts.query or parts.fragment:
        raise SettingsError(PUBLIC_URL, f"expected https://host without a path, got {value!r}")
    return value.rstrip("/")


def _secret_keys(value: str) -> tuple[str, ...]:
    keys = tuple(key.strip() for key in value.split(",") if key.strip())
    short = [number for number, key in enumerate(keys, 1) if len(key.encode()) < KEY_BYTES]
    if not keys or short:
        which = f"key {short[0]} is shorter" if short else "there is none"
        raise SettingsError(SECRET_KEYS, f"each key needs {KEY_BYTES} bytes or more; {which}")
    return keys


def _imprint(value: str) -> tuple[str, ...]:
    """Return the lines of a postal address, parted by `|` or by line breaks."""
    lines = value.replace("|", "\n").splitlines()
    found = tuple(" ".join(line.split()) for line in lines if line.strip())
    if sum(len(line) for line in found) > LONGEST_IMPRINT:
        raise SettingsError(MAIL_IMPRINT, f"expected {LONGEST_IMPRINT} characters at most")
    return found


def _dkim_key(environ: Mapping[str, str]) -> Path | None:
    value = environ.get(DKIM_KEY, "").strip()
    if value and not Path(value).is_file():
        raise SettingsError(DKIM_KEY, f"there is no file {value!r}")
    return Path(value) if value else None


def _letters(environ: Mapping[str, str]) -> LetterRules:
    usual = LetterRules()
    minutes = number(environ, LETTERS_QUIET_MINUTES, round(usual.quiet.total_seconds() / 60))
    return LetterRules(
        quiet=timedelta(minutes=minutes),
        held_above=number(environ, LETTERS_HELD_ABOVE, usual.held_above),
        per_minute=number(environ, MAILS_PER_MINUTE, usual.per_minute),
        schedule=Schedule(
            weekly=read_value(environ, LETTERS_WEEKLY, read_weekly, usual.schedule.weekly),
            monthly=read_value(environ, LETTERS_MONTHLY, read_monthly, usual.schedule.monthly),
        ),
        timezone=read_value(environ, LETTERS_TIMEZONE, lambda name: read_zone(name).key, ""),
    )
