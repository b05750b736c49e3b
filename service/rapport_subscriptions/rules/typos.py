"""Addresses that were probably mistyped: `jo@gmial.com` waits for an email that can't come."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rapport_subscriptions.rules.email_address import EmailAddress

PROVIDERS = (
    "gmail.com", "googlemail.com", "yahoo.com", "yahoo.co.uk", "yahoo.de", "yahoo.es", "yahoo.fr",
    "hotmail.com", "hotmail.co.uk", "hotmail.de", "hotmail.es", "hotmail.fr", "outlook.com",
    "outlook.de", "outlook.es", "live.com", "icloud.com", "aol.com", "proton.me",
    "protonmail.com", "gmx.de", "gmx.net", "web.de", "t-online.de", "freenet.de", "orange.fr",
    "wanadoo.fr", "laposte.net", "libero.it",
)  # fmt: skip
REAL = frozenset(
    {"mail.com", "ymail.com", "gmx.com", "gmx.at", "gmx.ch", "gmx.es", "gmx.fr", "email.com"}
    | {"live.de", "live.fr", "live.co.uk", "aol.de", "aol.fr", "yahoo.ca", "yahoo.in", "yahoo.it"}
)
"""Domains that exist although they look mistyped."""

ENDINGS = {"con": "com", "comm": "com", "cmo": "com", "ocm": "com", "vom": "com", "xom": "com"}


def suggestion(email: EmailAddress) -> str:
    """Return the address that was probably meant, `""` if this one looks right."""
    local, _, domain = email.typed.rpartition("@")
    domain = domain.lower()
    if domain in REAL or domain in PROVIDERS:
        return ""
    name, _, ending = domain.rpartition(".")
    candidate = f"{name}.{ENDINGS.get(ending, ending)}"
    meant = next(
        (provider for provider in PROVIDERS if is_one_slip(candidate, provider)), candidate
    )
    return f"{local}@{meant}" if meant != domain else ""


def is_one_slip(typed: str, meant: str) -> bool:
    """Whether at most one letter is missing, superfluous, wrong or swapped with its neighbour."""
    if typed == meant:
        return True
    if abs(len(typed) - len(meant)) > 1:
        return False
    start = next(
        (place for place, (a, b) in enumerate(zip(typed, meant, strict=False)) if a != b),
        min(len(typed), len(meant)),
    )
    rest, other = typed[start:], meant[start:]
    return (
        rest[1:] == other
        or rest == other[1:]
        or rest[1:] == other[1:]
        or (rest[:2] == other[1::-1] and len(other) > 1 and rest[2:] == other[2:])
    )
