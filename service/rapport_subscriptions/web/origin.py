"""Where a request comes from, also behind a proxy the operator trusts."""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING

from rapport_subscriptions.rules.consent import Origin

if TYPE_CHECKING:
    from collections.abc import Sequence

    from starlette.requests import Request

    from rapport_subscriptions.setting_values import Network


def origin_of(request: Request, trusted: Sequence[Network]) -> Origin:
    """Return network address and browser of a request."""
    client = request.client.host if request.client else ""
    forwarded = ",".join(request.headers.getlist("x-forwarded-for"))
    return Origin(client_of(client, forwarded, trusted), request.headers.get("user-agent", ""))


def client_of(peer: str, forwarded: str, trusted: Sequence[Network]) -> str:
    """Return the nearest address that isn't a trusted proxy's; `""` if there is none.

    Only what trusted proxies wrote is believed: `X-Forwarded-For` is read from its end.
    """
    hops = [_without_port(hop.strip()) for hop in forwarded.split(",") if hop.strip()]
    client = peer
    while hops and is_in(client, trusted):
        client = hops.pop()
    # what can't be read is counted for the peer that said so, not for nobody
    return _plain(client) or _plain(peer)


def _plain(address: str) -> str:
    try:
        return str(ipaddress.ip_address(address.partition("%")[0]))
    except ValueError:
        return ""


def _without_port(hop: str) -> str:
    """Return an address as some proxies write it, `192.0.2.7:5678` or `[2001:db8::1]:443`."""
    if hop.startswith("["):
        return hop[1:].partition("]")[0]
    return hop.rpartition(":")[0] if hop.count(":") == 1 else hop


def is_in(address: str, networks: Sequence[Network]) -> bool:
    """Whether an address is in one of the networks."""
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    return any(ip in network for network in networks)
