"""An email address: stored as typed, compared without case."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from email_validator import EmailNotValidError, validate_email

from rapport_subscriptions.rules.texts import N_

_RELAY = re.compile(r"%[\w.-]+$|^[\w.-]+!\w")
"""The old forms `jo%elsewhere@host` and `elsewhere!jo@host`: some servers send on what they get."""

LONGEST = 254
"""Octets of an address in a mail envelope (RFC 5321, 4.5.3.1.3)."""


@dataclass(frozen=True)
class EmailAddress:
    """An address such as `Jo+jobs@Example.org`, and its form for comparison."""

    typed: str
    key: str

    @property
    def is_international(self) -> bool:
        """Whether the part before the @ needs SMTPUTF8 (RFC 6531)."""
        return not self.typed.rpartition("@")[0].isascii()

    @property
    def mailbox(self) -> str:
        """The mailbox behind an address, for limits: without a `+tag`, at Gmail without dots."""
        local, _, domain = self.key.rpartition("@")
        local = local.partition("+")[0] or local
        if domain in {"gmail.com", "googlemail.com"}:
            local, domain = local.replace(".", ""), "gmail.com"
        return f"{local}@{domain}"

    @property
    def shortened(self) -> str:
        """The address on pages that others may open, too: `j…@example.org`."""
        local, _, domain = self.typed.rpartition("@")
        return f"{local[:1]}…@{domain}"

    @property
    def wire(self) -> str:
        """The address in an SMTP envelope: its domain in ASCII."""
        return f"{self.typed.rpartition('@')[0]}@{self.domain}"

    @property
    def domain(self) -> str:
        """The domain, in ASCII, as in DNS queries."""
        return self.key.rpartition("@")[2]


@lru_cache(maxsize=64)  # an envelope and its message ask for the same one
def parse_address(text: str, *, public: bool = True) -> EmailAddress:
    """Return the address in `text`; raise ValueError with a sentence for its owner.

    If it need not be `public`, `blog@localhost` is valid, too.
    """
    typed = text.strip()
    if not typed:
        raise ValueError(N_("Enter your email address."))
    if not public and typed.lower().endswith("@localhost"):
        return EmailAddress(typed, typed.lower())
    if len(typed.encode("utf-8", "surrogatepass")) > LONGEST:
        raise ValueError(f"This address is longer than the {LONGEST} bytes an address can have.")
    try:
        valid = validate_email(
            typed,
            check_deliverability=False,
            strict=True,  # at most 64 bytes before the @
            test_environment=True,  # RFC 6761 keeps `.test` for trying things out
            globally_deliverable=public,
        )
    except (EmailNotValidError, UnicodeError) as error:
        raise ValueError(f"This is not an email address we can write to: {_said(error)}") from None
    if public and _RELAY.search(valid.local_part):
        raise ValueError(N_("This is not an email address we can write to."))
    local = unicodedata.normalize("NFKC", valid.local_part).casefold()
    domain = (valid.ascii_domain or valid.domain).lower()
    return EmailAddress(typed=f"{valid.local_part}@{valid.domain}", key=f"{local}@{domain}")


def _said(error: Exception) -> str:
    if isinstance(error, EmailNotValidError):
        sentence = str(error)
        return sentence[0].lower() + sentence[1:]
    return "it has characters that no mail server takes."
