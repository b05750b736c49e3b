"""The key that signs emails (DKIM, RFC 6376), and the DNS records that belong to a server."""

from __future__ import annotations

import base64
import subprocess
from dataclasses import dataclass

from rapport.errors import UsageError

_BITS = 2048
"""RFC 8301: signers must use at least 1024 bits, and should use 2048."""
_NOT_FOUND = 127
"""The exit code of `env` for a missing command (POSIX)."""


@dataclass(frozen=True, slots=True)
class DnsRecord:
    """A DNS record that the owner of a domain publishes."""

    name: str
    kind: str
    value: str

    def __str__(self) -> str:
        return f"{self.name}  {self.kind}  {self.value}"


def new_private_key() -> str:
    """Return a new RSA key as PEM, created by OpenSSL; raise UsageError without OpenSSL."""
    return _openssl("genrsa", str(_BITS), given="")


def dkim_record(domain: str, selector: str, private_key: str) -> DnsRecord:
    """Return the TXT record with the public half of a key (RFC 6376 section 3.6.1)."""
    pem = _openssl("rsa", "-pubout", given=private_key)
    lines = [line for line in pem.splitlines() if not line.startswith("-----")]
    public = base64.b64encode(base64.b64decode("".join(lines))).decode()
    return DnsRecord(f"{selector}._domainkey.{domain}", "TXT", f"v=DKIM1; k=rsa; p={public}")


def dns_records(domain: str, sender_domain: str, dkim: DnsRecord) -> list[DnsRecord]:
    """Return the DNS records for a blog that sends emails, in the order of a set-up."""
    return [
        DnsRecord(domain, "A", "<the IPv4 address of this server>"),
        DnsRecord(domain, "AAAA", "<its IPv6 address, if it has one>"),
        dkim,
        DnsRecord(sender_domain, "TXT", "v=spf1 a mx include:<your mail provider's> -all"),
        DnsRecord(f"_dmarc.{sender_domain}", "TXT", "v=DMARC1; p=none"),
    ]


def _openssl(*words: str, given: str) -> str:
    done = subprocess.run(  # noqa: S603 - no shell; the key goes by a pipe, not as an argument
        ("/usr/bin/env", "openssl", *words),
        input=given,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode == _NOT_FOUND:
        raise UsageError("`openssl` is not installed; it is needed to make a key")
    if done.returncode:
        complaint = (done.stderr.strip().splitlines() or ["nothing was said"])[-1]
        raise UsageError(f"`openssl {words[0]}` failed: {complaint}")
    return done.stdout
