"""Reading one variable of the environment: what it may be, and what is said if it isn't."""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING, TypeVar

from rapport_subscriptions.errors import SettingsError
from rapport_subscriptions.rules.email_address import parse_address

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

Value = TypeVar("Value")
Network = ipaddress.IPv4Network | ipaddress.IPv6Network


def required(environ: Mapping[str, str], variable: str) -> str:
    """Return a variable that has to be set."""
    value = environ.get(variable, "").strip()
    if not value:
        raise SettingsError(variable, "must be set")
    return value


def scheme(url: str) -> str:
    """Name a URL without its secrets."""
    return f"{url.partition(':')[0]}:…" if ":" in url else repr(url)


def networks(
    environ: Mapping[str, str], variable: str, default: tuple[Network, ...]
) -> tuple[Network, ...]:
    """Return addresses and networks, parted by commas."""
    value = environ.get(variable, "").strip()
    if not value:
        return default
    try:
        return tuple(
            ipaddress.ip_network(network.strip()) for network in value.split(",") if network.strip()
        )
    except ValueError as fault:
        raise SettingsError(variable, f"expected addresses or networks; {fault}") from None


def address(environ: Mapping[str, str], variable: str) -> str | None:
    """Return an email address, None if the variable is not set."""
    value = environ.get(variable, "").strip()
    if not value:
        return None
    try:
        return parse_address(value).typed
    except ValueError:
        raise SettingsError(variable, f"expected an email address, got {value!r}") from None


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
    """Return a variable as `read` understands it."""
    value = environ.get(variable, "").strip()
    try:
        return read(value) if value else default
    except ValueError as fault:
        raise SettingsError(variable, str(fault)) from None
