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
from rapport_subscriptions.rules.caps import Limits
from rapport_subscriptions.rules.email_address import EmailAddress, parse_address
from rapport_subscriptions.rules.mailing import LetterRules
from rapport_subscriptions.rules.schedule import Schedule, read_monthly, read_weekly, read_zone
from rapport_subscriptions.rules.tokens import KEY_BYTES
from rapport_subscriptions.setting_names import (
    ALTCHA_COST,
    BOUNCES_TO,
    DATABASE_URL,
    DKIM_KEY,
    DKIM_SELECTOR,
    JOURNAL,
    LETTERS_FILE,
    LETTERS_HELD_ABOVE,
    LETTERS_MONTHLY,
    LETTERS_QUIET_MINUTES,
    LETTERS_TIMEZONE,
    LETTERS_WEEKLY,
    MAIL_CONNECTIONS,
    MAIL_FROM,
    MAIL_IMPRINT,
    MAIL_URL,
    MAILS_PER_HOUR,
    MAILS_PER_MINUTE,
    METRICS_FOR,
    OPERATORS,
    PROMISE,
    PUBLIC_URL,
    REPLY_TO,
    SECRET_KEYS,
    SETTINGS,
    SIGNUPS_PER_NETWORK,
    SITE,
    TRUSTED_PROXIES,
    refuse_misspelt,
)
from rapport_subscriptions.setting_values import (
    Network,
    address,
    addresses,
    imprint_lines,
    mail_server,
    networks,
    number,
    private_key,
    public_url,
    read_value,
    readable_database,
    required,
    scheme,
    yes,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

LOOPBACK: tuple[Network, ...] = (
    ipaddress.ip_network("127.0.0.0/8"),
    ipaddress.ip_network("::1/128"),
)


@dataclass(frozen=True, repr=False, kw_only=True)
class Settings:
    """All settings of the operator; each field is one variable."""

    database_url: str = "sqlite:///subscriptions.db"
    mail_url: str
    mail_from: str
    site: str
    public_url: str
    secret_keys: tuple[str, ...]
    trusted_proxies: tuple[Network, ...] = ()
    letters_file: Path | None = None
    """The file of letters, if not beside the site's folder."""
    site_url: str | None = None
    """The blog's URL, if not that in its `blog.json`; for the preview."""
    bounces_to: str | None = None
    dkim_key: Path | None = None
    dkim_selector: str = ""
    mail_connections: int = 4
    """Connections to the mail server at once, for each mail worker."""
    limits: Limits = field(default_factory=Limits)
    letters: LetterRules = field(default_factory=LetterRules)
    metrics_for: tuple[Network, ...] = LOOPBACK
    reply_to: str | None = None
    imprint: tuple[str, ...] = ()
    """The lines of the postal address or imprint below every email."""
    journal: Path | None = None
    """The journal's file; none for the preview."""
    promise: bool = False
    """Whether the figures of the promise are public."""
    operators: tuple[EmailAddress, ...] = ()
    """The operators' addresses; without any there is no operator's page."""

    @property
    def kept_manifest(self) -> Path | None:
        """The file of the last valid manifest of a blog on the web: beside the journal."""
        return self.journal.with_suffix(".blog.json") if self.journal else None

    @cached_property
    def sender_name(self) -> str:
        """The sender's name in emails."""
        return parseaddr(self.mail_from)[0]

    @cached_property
    def sender(self) -> EmailAddress:
        """The sender's address in emails."""
        return parse_address(parseaddr(self.mail_from)[1], public=False)

    @property
    def keys(self) -> tuple[bytes, ...]:
        """The secret keys as bytes, newest first."""
        return tuple(key.encode() for key in self.secret_keys)


def read_settings(environ: Mapping[str, str]) -> Settings:
    """Return the settings of `serve`; raise SettingsError naming the first wrong variable."""
    refuse_misspelt(environ, SETTINGS)
    settings = Settings(
        database_url=read_database(environ),
        mail_url=mail_server(MAIL_URL, required(environ, MAIL_URL)),
        mail_from=_mail_from(required(environ, MAIL_FROM)),
        site=_site(required(environ, SITE)),
        letters_file=_letters_file(environ.get(LETTERS_FILE, "").strip()),
        public_url=public_url(PUBLIC_URL, required(environ, PUBLIC_URL)),
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
        imprint=imprint_lines(MAIL_IMPRINT, environ.get(MAIL_IMPRINT, "")),
        journal=read_journal(environ),
        operators=addresses(environ, OPERATORS),
        promise=yes(environ, PROMISE),
    )
    _refuse_open_operators(settings)
    if settings.dkim_key and not settings.dkim_selector:
        raise SettingsError(DKIM_SELECTOR, f"must be set, because {DKIM_KEY} is")
    return settings


def read_database(environ: Mapping[str, str]) -> str:
    """Return the database's URL, the only setting that `export` and `migrate` need."""
    url = environ.get(DATABASE_URL, "").strip() or "sqlite:///subscriptions.db"
    if not url.startswith(("sqlite:///", "postgresql://", "postgres://")) or url == "sqlite:///":
        raise SettingsError(
            DATABASE_URL, f"expected sqlite:///path or postgresql://…, got {scheme(url)}"
        )
    return readable_database(DATABASE_URL, url)


def read_journal(environ: Mapping[str, str]) -> Path | None:
    """Return the journal's file: beside an SQLite database, or as RAPPORT_JOURNAL says."""
    value = environ.get(JOURNAL, "").strip()
    if value:
        if not Path(value).absolute().parent.is_dir():
            raise SettingsError(JOURNAL, f"there is no folder for {value!r}")
        return Path(value)
    kind, _, path = read_database(environ).partition(":///")
    return Path(path).with_suffix(".journal") if kind == "sqlite" else None


def read_keys(environ: Mapping[str, str]) -> tuple[bytes, ...]:
    """Return the secret keys, which replaying a journal needs besides the database."""
    return tuple(key.encode() for key in _secret_keys(required(environ, SECRET_KEYS)))


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


def _letters_file(value: str) -> Path | None:
    """Return the file of letters; it may appear later, but its folder must exist."""
    if value and not Path(value).absolute().parent.is_dir():
        raise SettingsError(LETTERS_FILE, f"there is no folder for {value!r}")
    return Path(value) if value else None


def _secret_keys(value: str) -> tuple[str, ...]:
    keys = tuple(key.strip() for key in value.split(",") if key.strip())
    short = [number for number, key in enumerate(keys, 1) if len(key.encode()) < KEY_BYTES]
    if not keys or short:
        which = f"key {short[0]} is shorter" if short else "there is none"
        raise SettingsError(SECRET_KEYS, f"each key needs {KEY_BYTES} bytes or more; {which}")
    return keys


def _refuse_open_operators(settings: Settings) -> None:
    """Raise SettingsError if an operator's session would be sent over the network unencrypted."""
    url = urlsplit(settings.public_url)
    is_here = url.hostname in {"localhost", "127.0.0.1", "::1"}
    if settings.operators and url.scheme != "https" and not is_here:
        raise SettingsError(OPERATORS, f"needs https in {PUBLIC_URL}, got {settings.public_url!r}")


def _dkim_key(environ: Mapping[str, str]) -> Path | None:
    value = environ.get(DKIM_KEY, "").strip()
    return private_key(DKIM_KEY, value) if value else None


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
