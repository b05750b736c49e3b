"""A reader's consent: one line of the ledger, never changed afterwards."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from rapport_subscriptions.rules.subscription import Choice

SHORT_V4 = 24
SHORT_V6 = 48


class Act(StrEnum):
    """What the reader did."""

    ASKED = "asked"
    CONFIRMED = "confirmed"
    CHANGED = "changed"
    PAUSED = "paused"
    RESUMED = "resumed"
    MOVED = "moved"
    UNSUBSCRIBED = "unsubscribed"
    RETURNED = "returned"
    IMPORTED = "imported"
    SUPPRESSED = "suppressed"  # the address bounced or complained
    ALLOWED = "allowed"  # the operator lifted a suppression
    SERIES_ASKED = "series asked"
    SERIES_CONFIRMED = "series confirmed"
    SERIES_CHANGED = "series changed"  # another pace
    SERIES_PAUSED = "series paused"
    SERIES_RESUMED = "series resumed"
    SERIES_STOPPED = "series stopped"


PERMITS = (Act.CONFIRMED, Act.IMPORTED)
"""Acts that permit letters: a confirmation here, or an imported record of one."""


@dataclass(frozen=True)
class Origin:
    """The origin of a request, as far as it is proof: network address and browser."""

    network: str = ""
    user_agent: str = ""


@dataclass(frozen=True)
class Consent:
    """One act of one reader, with the exact consent text."""

    id: str
    subscription_id: str
    act: Act
    wording: str
    text: str
    choice: Choice
    page: str
    at: datetime
    origin: Origin
    series: str = ""
    """The series that it is about; empty for what is about articles, or about everything."""
    pace: str = ""


def shortened(network: str) -> str:
    """Return the network without its host part: `192.0.2.0/24`, `2001:db8:1::/48`."""
    try:
        address = ipaddress.ip_interface(network.partition("%")[0])
    except ValueError:
        return ""
    mapped = address.ip.ipv4_mapped if isinstance(address, ipaddress.IPv6Interface) else None
    ip = mapped or address.ip
    length = SHORT_V4 if isinstance(ip, ipaddress.IPv4Address) else SHORT_V6
    return str(ipaddress.ip_network((ip, length), strict=False))
