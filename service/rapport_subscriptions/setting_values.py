"""Reads one environment variable, and says what was expected if it is invalid."""

from __future__ import annotations

import ipaddress
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import urlsplit

from rapport_subscriptions.errors import SettingsError
from rapport_subscriptions.rules.email_address import parse_address

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from rapport_subscriptions.rules.email_address import EmailAddress

LONGEST_IMPRINT = 1_000

Value = TypeVar("Value")
Network = ipaddress.IPv4Network | ipaddress.IPv6Network


def required(environ: Mapping[str, str], variable: str) -> str:
    """Return a required variable."""
    value = environ.get(variable, "").strip()
    if not value:
        raise SettingsError(variable, "must be set")
    return value


def scheme(url: str) -> str:
    """Return a URL without its secrets."""
    return f"{url.partition(':')[0]}:…" if ":" in url else repr(url)


def networks(
    environ: Mapping[str, str], variable: str, default: tuple[Network, ...]
) -> tuple[Network, ...]:
    """Return addresses and networks, comma-separated."""
    value = environ.get(variable, "").strip()
    if not value:
        return default
    try:
        return tuple(
            ipaddress.ip_network(network.strip()) for network in value.split(",") if network.strip()
        )
    except ValueError as error:
        raise SettingsError(variable, f"expected addresses or networks; {error}") from None


def address(environ: Mapping[str, str], variable: str) -> str | None:
    """Return an email address, None if the variable is not set."""
    value = environ.get(variable, "").strip()
    if not value:
        return None
    try:
        return parse_address(value).typed
    except ValueError:
        raise SettingsError(variable, f"expected an email address, got {value!r}") from None


def addresses(environ: Mapping[str, str], variable: str) -> tuple[EmailAddress, ...]:
    """Return email addresses, comma-separated."""
    addresses: list[EmailAddress] = []
    for value in environ.get(variable, "").split(","):
        try:
            addresses += [parse_address(value)] if value.strip() else []
        except ValueError:
            complaint = f"expected email addresses, got {value.strip()!r}"
            raise SettingsError(variable, complaint) from None
    return tuple(addresses)


def yes(environ: Mapping[str, str], variable: str) -> bool:
    """Return whether something is switched on."""
    value = environ.get(variable, "").strip().lower()
    if value not in {"", "yes", "no"}:
        raise SettingsError(variable, f"expected yes or no, got {value!r}")
    return value == "yes"


def number(environ: Mapping[str, str], variable: str, default: int) -> int:
    """Return a whole number."""
    value = environ.get(variable, "").strip()
    if not value:
        return default
    if not value.isdecimal():
        raise SettingsError(variable, f"expected a whole number, got {value!r}")
    return int(value)


def read_value(
    environ: Mapping[str, str], variable: str, read: Callable[[str], Value], default: Value
) -> Value:
    """Return a variable as read by `read`."""
    value = environ.get(variable, "").strip()
    try:
        return read(value) if value else default
    except ValueError as error:
        raise SettingsError(variable, str(error)) from None


def refuse_hash(variable: str, url: str) -> None:
    """Raise SettingsError for `#` in a URL: it would cut off the password or host."""
    if "#" in url:
        raise SettingsError(variable, "contains `#`, at which a URL ends; write it as %23")


def mail_server(variable: str, value: str) -> str:
    """Return the URL of a mail server, or of a Maildir."""
    expected = (
        "expected smtp://[user:pass@]host:port[?tls=starttls|implicit|none] or maildir:///path"
    )
    refuse_hash(variable, value)
    try:
        parts = urlsplit(value)
        usable = (parts.scheme == "smtp" and bool(parts.hostname) and parts.port != 0) or (
            parts.scheme == "maildir" and not parts.netloc and len(parts.path) > 1
        )
    except ValueError:
        usable = False
    if not usable:
        raise SettingsError(variable, f"{expected}, got {scheme(value)}")
    if parts.query not in {"", "tls=starttls", "tls=implicit", "tls=none"}:
        raise SettingsError(variable, f"{expected}, got ?{parts.query}")
    return value


def readable_database(variable: str, url: str) -> str:
    """Return a database's URL; raise SettingsError for an invalid port."""
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return url
    refuse_hash(variable, url)
    try:
        host, port = parts.hostname, parts.port
    except ValueError:
        host, port = None, 0
    if port == 0 or (host is None and not parts.query and parts.netloc):
        raise SettingsError(variable, "expected postgresql://user@host:port/database")
    return url


def require_folder(variable: str, url: str) -> None:
    """Raise SettingsError if the folder of an SQLite database does not exist."""
    kind, _, path = url.partition(":///")
    folder = Path(path).absolute().parent
    if kind == "sqlite" and not folder.is_dir():
        raise SettingsError(variable, f"there is no folder {str(folder)!r}")


def private_key(variable: str, path: str) -> Path:
    """Return the path of a private key; raise SettingsError if DKIM can't sign with it."""
    import dkim.crypto  # noqa: PLC0415 - slow, and for who signs only

    try:
        dkim.crypto.parse_pem_private_key(Path(path).read_bytes())
    except OSError as error:
        reason = error.strerror or str(error)
        raise SettingsError(variable, f"{path!r} can't be read: {reason}") from None
    except Exception:  # noqa: BLE001 - whatever a parser of keys stumbles over
        raise SettingsError(
            variable, f"{path!r} is not an RSA private key in PEM: `openssl genrsa 2048` makes one"
        ) from None
    return Path(path)


def imprint_lines(variable: str, value: str) -> tuple[str, ...]:
    """Return the lines of a postal address, separated by `|` or line breaks."""
    lines = value.replace("|", "\n").splitlines()
    filled = tuple(" ".join(line.split()) for line in lines if line.strip())
    if sum(len(line) for line in filled) > LONGEST_IMPRINT:
        raise SettingsError(variable, f"expected {LONGEST_IMPRINT} characters at most")
    return filled


def public_url(variable: str, value: str) -> str:
    """Return the public URL of the service, without a trailing slash."""
    try:
        parts = urlsplit(value)
        usable = parts.scheme in {"http", "https"} and bool(parts.hostname)
    except ValueError:
        usable = False
    if not usable or parts.path not in {"", "/"} or parts.query or parts.fragment:
        raise SettingsError(variable, f"expected https://host without a path, got {value!r}")
    return value.rstrip("/")
