"""The origin of a request, including behind a proxy that the operator trusts."""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING

from rapport_subscriptions.rules.consent import Origin

if TYPE_CHECKING:
    from collections.abc import Sequence

    from starlette.requests import Request

    from rapport_subscriptions.setting_values import Network


def origin_of(request: Request, trusted: Sequence[Network]) -> Origin:
    """Return network address and browser of a request.

    A proxy names its client in one of two headers. If both are there and disagree, one of them is
    the client's own, and nobody can tell which: then the peer counts.
    """
    peer = request.client.host if request.client else ""
    de_facto = ",".join(request.headers.getlist("x-forwarded-for"))
    standard = hops_of(",".join(request.headers.getlist("forwarded")))
    clients = {client_of(peer, hops, trusted) for hops in (de_facto, standard) if hops}
    client = clients.pop() if len(clients) == 1 else client_of(peer, "", trusted)
    return Origin(client, request.headers.get("user-agent", ""))


def hops_of(forwarded: str) -> str:
    """Return the `for` of each element of `Forwarded` (RFC 7239), as `X-Forwarded-For` has them.

    `for=192.0.2.60;proto=http, For="[2001:db8::17]:4711"` is `192.0.2.60,[2001:db8::17]:4711`.
    """
    return ",".join(_for(element) for element in _parted(forwarded, ",") if element.strip())


def _for(element: str) -> str:
    """Return the client of an element; `unknown` if it doesn't say."""
    for pair in _parted(element, ";"):
        name, _, value = pair.strip().partition("=")
        if name.strip().lower() == "for":
            plain = value.strip()
            if len(plain) > 1 and plain[0] == plain[-1] == '"':
                plain = plain[1:-1].replace("\\", "")
            return plain if "," not in plain else "unknown"
    return "unknown"


def _parted(text: str, mark: str) -> list[str]:
    """Split a header at commas or semicolons outside quotes."""
    parts, quoted = [""], False
    for before, character in zip(f" {text}", text, strict=False):
        quoted ^= character == '"' and before != "\\"
        if character == mark and not quoted:
            parts.append("")
        else:
            parts[-1] += character
    return parts


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
    """Return an address without the port that some proxies add, `192.0.2.7:5678`."""
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
