"""The sockets of the preview, and the addresses at which devices reach it."""

from __future__ import annotations

import errno
import ipaddress
import socket
from collections.abc import Sequence

from rapport.errors import UsageError

LOOPBACK = "127.0.0.1"
_ELSEWHERE = {socket.AF_INET: ("192.0.2.1", 9), socket.AF_INET6: ("2001:db8::1", 9)}
"""Documentation addresses (RFC 5737, RFC 3849): a route look-up for them sends no packets."""


def is_loopback(host: str) -> bool:
    """Return whether a host name or address is a loopback one."""
    try:
        return ipaddress.ip_address(host.strip("[]").partition("%")[0]).is_loopback
    except ValueError:
        return host == "localhost"


def listen(host: str, port: int) -> list[socket.socket]:
    """Return sockets on one port: at `host`, and at the loopback address for the author.

    Raises `UsageError` for a host or a port that can't be had.
    """
    first = _open(host, port)
    first_port = first.getsockname()[1]
    if is_loopback(host) or ipaddress.ip_address(first.getsockname()[0]).is_unspecified:
        return [first]
    try:
        return [first, _open(LOOPBACK, first_port)]
    except UsageError:
        first.close()
        raise


def also_as_localhost(sockets: Sequence[socket.socket]) -> list[socket.socket] | None:
    """Return the sockets for `localhost` as well.

    Browsers try `::1` first. None if another program listens there, which would hear in our place.
    """
    if sockets[0].getsockname()[0] != LOOPBACK:
        return None
    try:
        return [*sockets, _open("::1", sockets[0].getsockname()[1])]
    except UsageError as error:
        cause = error.__cause__
        is_taken = isinstance(cause, OSError) and cause.errno == errno.EADDRINUSE
        return None if is_taken else list(sockets)  # a machine without IPv6


def outside_addresses(sockets: Sequence[socket.socket]) -> list[str]:
    """Return every address at which another device reaches the preview: `192.168.1.5:8000`."""
    addresses = []
    for listening in sockets:
        host, port = listening.getsockname()[:2]
        if ipaddress.ip_address(host).is_unspecified:
            host = _own_address(listening.family)
        if host and not is_loopback(host):
            addresses.append(f"[{host}]:{port}" if ":" in host else f"{host}:{port}")
    return addresses


def _open(host: str, port: int) -> socket.socket:
    try:
        family, _, _, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
    except (OSError, UnicodeError) as error:
        message = f"`--host {host}` is not an address of this machine: try 0.0.0.0 for all of them."
        raise UsageError(message) from error
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind(address)
    except (OSError, OverflowError) as error:
        listening.close()
        reason = getattr(error, "strerror", None) or str(error)
        message = f"Port {port} of {host} can't be used: {reason}. Choose another with --port."
        raise UsageError(message) from error
    return listening


def _own_address(family: int) -> str:
    """Return the address of outgoing connections, empty if this machine has no network."""
    with socket.socket(family, socket.SOCK_DGRAM) as asking:
        try:
            asking.connect(_ELSEWHERE[socket.AddressFamily(family)])
        except OSError:
            return ""
        return str(asking.getsockname()[0])
