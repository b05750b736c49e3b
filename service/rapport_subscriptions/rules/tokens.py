"""Links that only their recipient can have: derived tokens and signed ones.

A *derived* token (confirm, erase, …) is 256 bits made from a random seed and a secret key; the
database has only its SHA-256, so a stolen database opens nothing. A *signed* token (unsubscribe,
manage, …) needs no row and works as long as one of the keys is kept.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import secrets
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

ID_BYTES = 16
NUMBER_BYTES = 8
MAC_BYTES = 32
KEY_BYTES = 32
SHORT_MAC_BYTES = 8
MAIL, SUBSCRIPTION, LEAVING = "m", "b", "u"
"""The prefixes of the tags in our own addresses: for bounces, and for unsubscribing."""

MARK_LABELS = {
    MAIL: b"returned mail:",
    SUBSCRIPTION: b"return:",
    LEAVING: b"unsubscribe by mail:",
}


class Purpose(StrEnum):
    """The purpose of a token; it is valid for no other."""

    CONFIRM = "confirm"
    REFUSE = "refuse"
    UNSUBSCRIBE = "unsubscribe"
    UNDO = "undo"
    MANAGE = "manage"
    RECEIPT = "receipt"
    ACCOUNT = "account"  # freshly mailed: stored data, another address, erasing
    MOVE_BACK = "move-back"
    ERASE = "erase"
    MOVE = "move"
    CHANGE = "change"  # what a subscriber asked for by signing up once more
    SERIES = "series"  # the page of a reader's place in a series
    SERIES_CONFIRM = "series-confirm"
    OPERATOR = "operator"  # lets an operator in, once
    OPERATOR_FORM = "operator-form"  # stands in each form of the operator's page (CSRF)


SIGNED_AS = {Purpose.UNSUBSCRIBE: "leave"}
"""The name of a purpose in signatures, if its link had another one at first."""


@dataclass(frozen=True)
class Token:
    """A derived token in the database."""

    digest: str
    purpose: Purpose
    subscription_id: str
    expires_at: datetime
    consent_id: str | None = None
    payload: str = ""
    spent_at: datetime | None = None


@dataclass(frozen=True)
class Signed:
    """The content of a signed token."""

    subscription_id: str
    number: int


@dataclass(frozen=True)
class ReturnPath:
    """The content of a return path: an email; in the first releases, its subscription."""

    kind: str
    id: str


def new_id() -> str:
    """Return 128 random bits as 22 characters."""
    return _text(secrets.token_bytes(ID_BYTES))


def new_seed() -> str:
    """Return 256 random bits to derive tokens from."""
    return _text(secrets.token_bytes(KEY_BYTES))


def digest(token: str) -> str:
    """Return the SHA-256 under which a derived token is stored."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True, repr=False)
class Keyring:
    """The secret keys, newest first: the newest signs, all of them verify."""

    keys: tuple[bytes, ...]

    def derive(self, purpose: Purpose, seed: str) -> str:
        """Return the token of a seed under the newest key."""
        return self.candidates(purpose, seed)[0]

    def candidates(self, purpose: Purpose, seed: str) -> tuple[str, ...]:
        """Return the token of a seed under each key, newest first."""
        label = f"token:{purpose}:{seed}".encode()
        return tuple(_text(_mac(key, label)) for key in self.keys)

    def sign(self, purpose: Purpose, subscription_id: str, number: int = 0) -> str:
        """Return a signed token for a subscription; `number` may be a generation or a time."""
        head = _bytes(subscription_id) + number.to_bytes(NUMBER_BYTES, "big")
        return _text(head + _mac(self.keys[0], _link_label(purpose) + head))

    def read(self, purpose: Purpose, token: str) -> Signed | None:
        """Return the content of a signed token, or None if none of the keys signed it for this."""
        try:
            raw = _bytes(token)
        except ValueError:
            return None
        if len(raw) != ID_BYTES + NUMBER_BYTES + MAC_BYTES or _text(raw) != token:
            return None
        head, mac = raw[:-MAC_BYTES], raw[-MAC_BYTES:]
        label = _link_label(purpose) + head
        if not any([hmac.compare_digest(mac, _mac(key, label)) for key in self.keys]):  # noqa: C419 - the time must not tell which key
            return None
        return Signed(_text(head[:ID_BYTES]), int.from_bytes(head[ID_BYTES:], "big"))

    def return_path(self, mail_id: str) -> str:
        """Return the tag of an email's return path: lower case, as mail servers may change case."""
        return _return_path(self.keys[0], MAIL, _bytes(mail_id))

    def unsubscribe_mark(self, subscription_id: str) -> str:
        """Return the tag of the address to which a message unsubscribes."""
        return _return_path(self.keys[0], LEAVING, _bytes(subscription_id))

    def read_return_path(self, mark: str) -> ReturnPath | None:
        """Return which email bounced; None if none of the keys made the tag."""
        mark = mark.lower()
        kind = mark[:1]
        if kind not in MARK_LABELS:
            return None
        try:
            padded = mark[1:].upper() + "=" * (-len(mark[1:]) % 8)
            head = base64.b32decode(padded)[:ID_BYTES]
        except ValueError:
            return None
        known = (_return_path(key, kind, head) for key in self.keys)
        if len(head) != ID_BYTES or not any(
            hmac.compare_digest(mark, expected) for expected in known
        ):
            return None
        return ReturnPath(kind, _text(head))

    def secrets(self, kind: str) -> tuple[str, ...]:
        """Return a secret for one use under each key, newest first."""
        return tuple(_text(_mac(key, f"secret:{kind}".encode())) for key in self.keys)

    def hashes(self, kind: str, value: str) -> tuple[str, ...]:
        """Return the keyed hashes of an address or a network, newest key first."""
        label = f"hash:{kind}:{value}".encode("utf-8", "surrogatepass")
        return tuple(_mac(key, label).hex() for key in self.keys)


def _link_label(purpose: Purpose) -> bytes:
    return f"link:{SIGNED_AS.get(purpose, purpose.value)}:".encode()


def _return_path(key: bytes, kind: str, head: bytes) -> str:
    raw = head + _mac(key, MARK_LABELS[kind] + head)[:SHORT_MAC_BYTES]
    return kind + base64.b32encode(raw).decode("ascii").rstrip("=").lower()


def _mac(key: bytes, message: bytes) -> bytes:
    return hmac.digest(key, message, "sha256")


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode("ascii")


def _bytes(text: str) -> bytes:
    try:
        plain = text.encode("ascii")
        return base64.b64decode(plain + b"=" * (-len(plain) % 4), altchars=b"-_", validate=True)
    except (UnicodeEncodeError, binascii.Error) as error:
        raise ValueError("not base64url") from error
