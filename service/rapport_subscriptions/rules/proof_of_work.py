"""ALTCHA's proof of work, version 2: a browser computes, so that a flood costs its sender.

A challenge is signed and needs no row. A solved one is valid for one request, so whoever accepts it
records that.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import altcha

if TYPE_CHECKING:
    from rapport_subscriptions.rules.tokens import Keyring

ALGORITHM = "PBKDF2/SHA-256"
"""The functions that every browser has built in (W3C Web Cryptography)."""

WITHIN = timedelta(minutes=20)
LONGEST = 4_000


@dataclass(frozen=True)
class Proof:
    """A solved challenge: its id, and until when it could be used again."""

    nonce: str
    expires_at: datetime


def new_challenge(keys: Keyring, cost: int, now: datetime) -> dict[str, Any]:
    """Return a challenge as ALTCHA's widget reads it: `cost` rounds a try, some 256 tries."""
    created = altcha.create_challenge(
        ALGORITHM, cost, expires_at=now + WITHIN, hmac_secret=keys.secrets("altcha")[0]
    )
    challenge: dict[str, Any] = created.to_dict()
    return challenge


def read_proof(keys: Keyring, text: str, now: datetime) -> Proof | None:
    """Return the proof in a form's field; None if it is invalid, expired, or not ours."""
    if not text or len(text) > LONGEST:
        return None
    try:
        payload = altcha.Payload.from_base64(text)
        verified = any(
            altcha.verify_solution(payload, secret).verified for secret in keys.secrets("altcha")
        )
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None
    parameters = payload.challenge.parameters
    if not verified or parameters.expires_at is None:
        return None
    expires_at = datetime.fromtimestamp(parameters.expires_at, UTC)
    return Proof(parameters.nonce, expires_at) if now < expires_at else None
