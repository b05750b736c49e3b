"""A message of headers, a text and an HTML part (RFC 5322, 2046), composed fast.

`email.message` parses every header, which takes 1.5 ms an email. Plain ASCII on one line needs none
of that; only other headers are left to it.
"""

from __future__ import annotations

import binascii
from email.policy import SMTP, SMTPUTF8
from functools import lru_cache
from secrets import token_hex

LINE = 76
LONGEST = 900
"""Characters of a header that can't be folded; a line has room for 998 (RFC 5322, 2.1.1)."""


class MimeMessage:
    """Headers as they are set, then a text and an HTML part with the same content."""

    def __init__(self, *, international: bool) -> None:
        self._international = international
        self._headers: list[bytes] = []

    def __setitem__(self, name: str, value: str) -> None:
        """Add a header; raise ValueError if its value could start another one."""
        self._headers.append(_header(name, value, international=self._international))

    def as_bytes(self, text: bytes, html: bytes) -> bytes:
        """Return the message as it goes over the wire, of parts that are `encoded`."""
        boundary = f"==={token_hex(16)}"  # so random that no text holds it
        self["MIME-Version"] = "1.0"
        parted = f'Content-Type: multipart/alternative;\r\n boundary="{boundary}"\r\n'
        self._headers.append(parted.encode())  # folded here: too long for one line
        between = f"\r\n--{boundary}\r\n".encode()
        parts = [_part("plain", text), _part("html", html)]
        end = f"\r\n--{boundary}--\r\n".encode()
        return b"".join([*self._headers, between, between.join(parts), end])


def encoded(text: str) -> bytes:
    """Return text as quoted-printable (RFC 2045, 6.7); each line by itself gives the same."""
    body = binascii.b2a_qp(text.replace("\r\n", "\n").encode(), istext=True)
    return body.replace(b"\n", b"\r\n")


def _part(subtype: str, body: bytes) -> bytes:
    head = f'Content-Type: text/{subtype}; charset="utf-8"\r\n'
    return head.encode() + b"Content-Transfer-Encoding: quoted-printable\r\n\r\n" + body


def _header(name: str, value: str, *, international: bool) -> bytes:
    line = f"{name}: {value}"
    is_plain = value.isascii() and value.isprintable()
    if is_plain and (len(line) <= LINE or (" " not in value and len(line) <= LONGEST)):
        return line.encode() + b"\r\n"
    return _by_the_book(name, value, international=international)


@lru_cache(maxsize=64)
def _by_the_book(name: str, value: str, *, international: bool) -> bytes:
    policy = SMTPUTF8 if international else SMTP
    return policy.fold_binary(*policy.header_store_parse(name, value))
