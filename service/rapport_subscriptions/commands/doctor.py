"""The checks of deliverability, and how to fix what they find."""

from __future__ import annotations

from dataclasses import dataclass
from email import message_from_bytes
from typing import TYPE_CHECKING, Protocol

import dkim
import dns.exception
import dns.resolver
from aiosmtplib.errors import SMTPException

from rapport_subscriptions.commands import doctor_of_stored as stored
from rapport_subscriptions.errors import SubscriptionsError
from rapport_subscriptions.mail.dkim_mailer import Signature
from rapport_subscriptions.mail.smtp import SmtpMailer, read_smtp_url

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from rapport_subscriptions.settings import Settings

SAMPLE = (
    b"From: <blog@example.org>\r\nTo: <reader@example.org>\r\nSubject: A sample\r\n"
    b"Date: Mon, 02 Nov 2026 09:00:00 +0000\r\nMessage-ID: <sample@example.org>\r\n"
    b"List-Unsubscribe: <https://example.org/leave>\r\n"
    b"List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n\r\nA sample.\r\n"
)


@dataclass(frozen=True)
class ServiceFinding:
    """The result of one check: `ok`, or how to fix it."""

    about: str
    ok: bool
    message: str


class Resolver(Protocol):
    """Asks the DNS for text records."""

    def texts(self, name: str) -> Sequence[str]:
        """Return the text records of a name, or an empty sequence."""
        ...


class DnsResolver:
    """Asks the machine's resolver."""

    def texts(self, name: str) -> Sequence[str]:
        """Return the text records of a name."""
        try:
            answer = dns.resolver.resolve(name, "TXT", lifetime=10)
        except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
            return ()
        except dns.exception.DNSException as error:
            raise SubscriptionsError(f"the DNS doesn't answer for {name}: {error}") from error
        return [b"".join(record.strings).decode("utf-8", "replace") for record in answer]


async def examine(settings: Settings, resolver: Resolver) -> list[ServiceFinding]:
    """Check everything on an email's way."""
    return [
        _checked("public URL", lambda: _public_url(settings)),
        _checked("database", lambda: stored.database(settings)),
        _checked("letters", lambda: stored.letters(settings)),
        await _mail_server(settings),
        _checked("sending", lambda: stored.sending(settings)),
        _checked("bounces", lambda: stored.bounces(settings)),
        _checked("journal", lambda: stored.journal(settings)),
        _checked("imprint", lambda: stored.imprint(settings)),
        _checked("topics", lambda: stored.topics(settings)),
        _checked("sign-ups", lambda: stored.sign_ups(settings)),
        *_names(settings, resolver),
    ]


def _public_url(settings: Settings) -> str:
    if not settings.public_url.startswith("https://"):
        raise SubscriptionsError(
            "RAPPORT_PUBLIC_URL is not https; one-click unsubscribe (RFC 8058) needs it"
        )
    return settings.public_url


async def _mail_server(settings: Settings) -> ServiceFinding:
    about = "mail server"
    if settings.mail_url.startswith("maildir:"):
        return ServiceFinding(about, ok=False, message="emails go to a Maildir, not to subscribers")
    server = read_smtp_url(settings.mail_url)
    mailer = SmtpMailer(server, timeout=20)
    try:
        greeting = await mailer.check()
    except (SMTPException, OSError, TimeoutError) as error:
        complaint = f"{server.host}:{server.port} can't be used: {type(error).__name__} {error}"
        return ServiceFinding(about, ok=False, message=complaint)
    plain = server.tls == "none" and server.host not in {"localhost", "127.0.0.1", "::1"}
    if plain:
        return ServiceFinding(
            about, ok=False, message="no TLS to another machine; use ?tls=starttls"
        )
    return ServiceFinding(
        about, ok=True, message=f"{server.host}:{server.port} answers as {greeting}"
    )


def _names(settings: Settings, resolver: Resolver) -> Iterator[ServiceFinding]:
    domain = settings.sender.domain
    envelope = (settings.bounces_to or settings.sender.typed).rpartition("@")[2]
    yield _checked("SPF", lambda: _spf(envelope, resolver))
    if settings.dkim_key:
        signature = Signature(domain, settings.dkim_selector, settings.dkim_key.read_bytes())
        yield _checked("DKIM", lambda: _dkim(signature, resolver))
    else:
        advice = "we don't sign; your mail server has to, both List-Unsubscribe headers included"
        yield ServiceFinding("DKIM", ok=False, message=f"RAPPORT_DKIM_KEY is not set: {advice}")
    yield _checked("DMARC", lambda: _dmarc(domain, resolver))


def _spf(domain: str, resolver: Resolver) -> str:
    records = [record for record in resolver.texts(domain) if record.lower().startswith("v=spf1")]
    if not records:
        raise SubscriptionsError(f"publish a TXT record at {domain}: v=spf1 a mx -all")
    if len(records) > 1:
        raise SubscriptionsError(f"{domain} has {len(records)} SPF records; only one may stay")
    return records[0]


def _dkim(signature: Signature, resolver: Resolver) -> str:
    signed = signature.sign(SAMPLE)
    name = f"{signature.selector}._domainkey.{signature.domain}"
    records = resolver.texts(name)
    if not records:
        raise SubscriptionsError(f"publish the public key as a TXT record at {name}")

    def answer(_name: bytes, timeout: int = 5) -> bytes:
        del timeout
        return records[0].encode()

    if not dkim.verify(signed, dnsfunc=answer):
        raise SubscriptionsError(f"the public key at {name} doesn't belong to the private one")
    covered = str(message_from_bytes(signed)["DKIM-Signature"]).lower()
    fields = {field.strip() for field in covered.partition("h=")[2].partition(";")[0].split(":")}
    if not {"list-unsubscribe", "list-unsubscribe-post"} <= fields:
        raise SubscriptionsError("the signature doesn't cover both List-Unsubscribe headers")
    return f"{name} verifies, both List-Unsubscribe headers are covered"


def _dmarc(domain: str, resolver: Resolver) -> str:
    wanted = f"_dmarc.{domain}"
    while domain.count("."):
        records = [
            record
            for record in resolver.texts(f"_dmarc.{domain}")
            if record.replace(" ", "").lower().startswith("v=dmarc1")
        ]
        if records:
            return records[0]
        domain = domain.partition(".")[2]
    raise SubscriptionsError(f"publish a TXT record at {wanted}: v=DMARC1; p=none")


def _checked(about: str, look: Callable[[], str]) -> ServiceFinding:
    try:
        return ServiceFinding(about, ok=True, message=look())
    except SubscriptionsError as error:
        return ServiceFinding(about, ok=False, message=str(error))
