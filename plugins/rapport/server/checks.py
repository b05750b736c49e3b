"""Check the preconditions of a set-up before anything is changed."""

from __future__ import annotations

import os
import re
import shutil
import socket
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from rapport.errors import UsageError
from rapport.server.machine import DEBIAN
from rapport.server.running import is_running

if TYPE_CHECKING:
    from collections.abc import Iterator

_NAME = re.compile(
    r"(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]"
)
_KEY = re.compile(r"(ssh|ecdsa|sk)-[\w@.-]+ [A-Za-z0-9+/=]+( .*)?")
_LEAST_DISK = 1_000_000_000
"""Bytes: Rapport with its packages takes 300 MB, and a blog with images grows."""
WEB_PORTS = (80, 443)


def read_domain(value: str) -> str:
    """Return a domain in DNS notation; raise UsageError if it is invalid."""
    try:
        name = value.strip().rstrip(".").encode("idna").decode().lower()
    except UnicodeError:
        name = ""
    if not _NAME.fullmatch(name):
        raise UsageError(
            f"--domain {value!r}: expected the name of a host alone, as blog.example.org"
        )
    return name


def read_mail_url(value: str) -> str:
    """Return a mail server's URL; raise UsageError, without its password, if it is invalid."""
    expected = "expected smtp://user:password@host:port?tls=starttls (or implicit, none)"
    if "#" in value or value.count("?") > 1:
        raise UsageError(f"--mail: {expected}; write `#` as %23 and `?` as %3F in a password")
    try:
        parts = urlsplit(value)
        is_usable = parts.scheme == "smtp" and bool(parts.hostname) and parts.port != 0
    except ValueError:
        is_usable = False
    if not is_usable or parts.query not in {"", "tls=starttls", "tls=implicit", "tls=none"}:
        raise UsageError(f"--mail: {expected}")
    return value


def read_keys(text: str, place: str) -> tuple[str, ...]:
    """Return the public SSH keys of a file, one per line; raise UsageError for anything else."""
    lines = [line.strip() for line in text.splitlines()]
    keys = tuple(line for line in lines if line and not line.startswith("#"))
    for number, line in enumerate(lines, 1):
        if "PRIVATE KEY" in line:
            raise UsageError(
                f"{place}:{number}: that is a private key; give the .pub file beside it"
            )
        if line in keys and not _KEY.fullmatch(line):
            raise UsageError(f"{place}:{number}: expected a public SSH key, as in id_ed25519.pub")
    if not keys:
        raise UsageError(f"{place}: there is no public SSH key in it")
    return keys


def check_machine() -> None:
    """Raise UsageError if this machine can't become the server; nothing has been changed."""
    if not DEBIAN.exists():
        raise UsageError(
            "`rapport server` sets up Debian and Ubuntu; elsewhere follow the manual with the "
            "samples of `rapport deploy`, or look at what it would write by --root DIR"
        )
    if os.geteuid() != 0:
        raise UsageError("setting up a server needs root: run it with sudo, or try --dry-run first")
    free = shutil.disk_usage("/").free
    if free < _LEAST_DISK:
        raise UsageError(
            f"the disk has {free // 1_000_000} MB left; {_LEAST_DISK // 10**6} are needed"
        )
    if not is_running("caddy"):
        for port in WEB_PORTS:
            _check_port(port)


def doubts(domain: str) -> Iterator[str]:
    """Yield warnings: the set-up can go on, but readers will not reach the blog."""
    try:
        resolved = {
            entry[4][0] for entry in socket.getaddrinfo(domain, 443, type=socket.SOCK_STREAM)
        }
    except OSError:
        yield f"{domain} is not in the DNS yet: Caddy gets no certificate until it leads here."
        return
    of_machine = set(_own_addresses())
    if not resolved & of_machine:
        there, here = ", ".join(sorted(map(str, resolved))), ", ".join(sorted(of_machine)) or "none"
        yield (
            f"{domain} leads to {there}, and this machine has {here}: unless something before it "
            "passes the ports 80 and 443 on, Caddy gets no certificate."
        )


def _check_port(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("", port))
        except OSError:
            raise UsageError(
                f"port {port} is in use by another program, which `ss -ltnp 'sport = :{port}'` "
                "names: stop it, then run this again"
            ) from None


def _own_addresses() -> Iterator[str]:
    """Yield this machine's addresses, which the system would use for outgoing packets."""
    for family, goal in ((socket.AF_INET, "192.0.2.1"), (socket.AF_INET6, "2001:db8::1")):
        with socket.socket(family, socket.SOCK_DGRAM) as probe:
            try:
                probe.connect((goal, 9))  # nobody's address (RFC 5737, RFC 3849); nothing is sent
            except OSError:
                continue
            yield str(probe.getsockname()[0])
