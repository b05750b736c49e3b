"""What keeps emails from arriving, and how to fix it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from email import message_from_bytes
from typing import TYPE_CHECKING, Protocol

import dkim
import dns.exception
import dns.resolver
from aiosmtplib.errors import SMTPException

from rapport_subscriptions.errors import SubscriptionsError
from rapport_subscriptions.mail.dkim_mailer import Signature
from rapport_subscriptions.mail.smtp import SmtpMailer, read_smtp_url
from rapport_subscriptions.manifest import open_manifest
from rapport_subscriptions.rules.outbox import OPEN
from rapport_subscriptions.runtime.clock import SystemClock
from rapport_subscriptions.store.journal import FileJournal
from rapport_subscriptions.store.sql import schema
from rapport_subscriptions.store.sql.database import open_store
from rapport_subscriptions.use_cases.bounce_incidents import INCIDENT
from rapport_subscriptions.use_cases.handle_bounce import SENDER_BOUNCES
from rapport_subscriptions.use_cases.notice_articles import ALL_HELD
from rapport_subscriptions.use_cases.unit_of_work import REFUSED

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
class Finding:
    """One thing looked at: `ok`, or how to fix it."""

    about: str
    ok: bool
    message: str


class Resolver(Protocol):
    """Asks the DNS for text records."""

    def texts(self, name: str) -> Sequence[str]:
        """Return the text records of a name, none if there are none."""
        ...


class DnsResolver:
    """Asks the machine's resolver."""

    def texts(self, name: str) -> Sequence[str]:
        """Return the text records of a name."""
        try:
            answer = dns.resolver.resolve(name, "TXT", lifetime=10)
        except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
            return ()
        except dns.exception.DNSException as fault:
            raise SubscriptionsError(f"the DNS doesn't answer for {name}: {fault}") from fault
        return [b"".join(record.strings).decode("utf-8", "replace") for record in answer]


async def examine(settings: Settings, resolver: Resolver) -> list[Finding]:
    """Look at everything a mail meets on its way."""
    return [
        _checked("public URL", lambda: _public_url(settings)),
        _checked("database", lambda: _database(settings)),
        _checked("letters", lambda: _letters(settings)),
        await _mail_server(settings),
        _checked("sending", lambda: _sending(settings)),
        _checked("bounces", lambda: _bounces(settings)),
        _checked("journal", lambda: _journal(settings)),
        _checked("imprint", lambda: _imprint(settings)),
        _checked("topics", lambda: _topics(settings)),
        _checked("sign-ups", lambda: _sign_ups(settings)),
        *_names(settings, resolver),
    ]


def _public_url(settings: Settings) -> str:
    if not settings.public_url.startswith("https://"):
        raise SubscriptionsError(
            "RAPPORT_PUBLIC_URL is not https; one-click unsubscribe (RFC 8058) needs it"
        )
    return settings.public_url


def _database(settings: Settings) -> str:
    store = open_store(settings.database_url)
    try:
        schema.prepare(store)
        store.check()
    finally:
        store.close()
    return f"version {schema.newest_version()}"


def _letters(settings: Settings) -> str:
    blog = open_manifest(settings.site, url=settings.site_url).blog()
    named = settings.letters.timezone or blog.timezone
    zone = settings.letters.zone(blog.timezone)
    if named and str(zone) != named:
        raise SubscriptionsError(f"the blog's time zone {named!r} is unknown here; install tzdata")
    store = open_store(settings.database_url)
    try:
        with store.reading() as tx:
            numbers = tx.numbers()
            all_held = tx.marks.get(ALL_HELD)
    finally:
        store.close()
    if all_held:
        raise SubscriptionsError(
            f"all letters are held since {all_held:%Y-%m-%d %H:%M} UTC: "
            "`rapport subscriptions letters` lists them, then --send or --skip"
        )
    held = numbers.get("articles.held", 0), numbers.get("mailings.held", 0)
    if any(held):
        raise SubscriptionsError(
            f"{held[0]} articles and {held[1]} mailings are held for your word: "
            "`rapport subscriptions letters`, then --send or --skip"
        )
    return f"weekly and monthly ones go by the time of {zone}; nothing is held"


def _sending(settings: Settings) -> str:
    """Say why nothing goes out, in the mail server's words."""
    store = open_store(settings.database_url)
    try:
        with store.reading() as tx:
            hold, numbers = tx.outbox.hold(), tx.numbers()
    finally:
        store.close()
    waiting = sum(numbers.get(f"mails.{state}", 0) for state in OPEN)
    if hold and hold.is_on:
        raise SubscriptionsError(
            f"{waiting} emails are held since {hold.since:%Y-%m-%d %H:%M} UTC, because the mail "
            f"server says: {hold.reason}. They go by themselves once it accepts them; after you "
            "have fixed the cause, run `rapport subscriptions retry`"
        )
    return f"{waiting} emails wait"


def _journal(settings: Settings) -> str:
    """Check every line of the journal."""
    if settings.journal is None:
        raise SubscriptionsError(
            "RAPPORT_JOURNAL is not set: after a restore nobody can tell who unsubscribed since "
            "the backup"
        )
    entries = FileJournal(settings.journal).last()
    return f"{settings.journal} has the last word of {len(entries)} addresses"


def _sign_ups(settings: Settings) -> str:
    """Say how many people were refused because of a limit, and which setting raises it."""
    store = open_store(settings.database_url)
    try:
        with store.reading() as tx:
            week = SystemClock().now() - timedelta(days=7)
            refused = tx.counters.totals(REFUSED, week)
    finally:
        store.close()
    numbers = {name.removeprefix(REFUSED): number for name, number in refused.items()}
    if numbers.get("network"):
        raise SubscriptionsError(
            f"{numbers['network']} requests were refused in the last week because too many came "
            "from one network: raise RAPPORT_SIGNUPS_PER_NETWORK, or check RAPPORT_TRUSTED_PROXIES"
        )
    listed = ", ".join(f"{cause} {number}" for cause, number in sorted(numbers.items()))
    return f"refused in the last week: {listed or 'nobody'}"


def _topics(settings: Settings) -> str:
    """Count the subscribers of topics that the blog does not have: they wait for nothing."""
    blog = open_manifest(settings.site, url=settings.site_url).blog()
    unknown: Counter[str] = Counter()
    store = open_store(settings.database_url)
    try:
        with store.reading() as tx:
            for subscription in tx.subscriptions.all():
                if subscription.is_member():
                    topics = blog.current_topics(subscription.choice.topics)
                    unknown.update(slug for slug in topics if slug not in blog.topics)
    finally:
        store.close()
    if unknown:
        named = ", ".join(f"{slug} ({number})" for slug, number in unknown.most_common(5))
        raise SubscriptionsError(
            f"subscribers have chosen topics that the blog does not have: {named}. If a topic was "
            "renamed, keep its former slug among its synonyms"
        )
    return "every chosen topic exists"


def _imprint(settings: Settings) -> str:
    """Ask for what the law of many countries wants in every newsletter."""
    if not settings.imprint:
        raise SubscriptionsError(
            "RAPPORT_MAIL_IMPRINT is not set: many laws want your name and postal address in "
            "every newsletter (CAN-SPAM in the US, CASL in Canada, the imprint in Germany)"
        )
    return " | ".join(settings.imprint)


def _bounces(settings: Settings) -> str:
    """Say at which providers bounces wait for the operator's word, and which were our fault."""
    store = open_store(settings.database_url)
    try:
        with store.reading() as tx:
            found = tx.marks.named(INCIDENT)
            of_us = tx.counters.total(SENDER_BOUNCES, SystemClock().now() - timedelta(days=7))
    finally:
        store.close()
    if found:
        domain = min(found).removeprefix(INCIDENT)
        raise SubscriptionsError(
            f"many addresses at {domain} bounced at once, so no more are suppressed there: "
            f"`rapport subscriptions bounces --undo {domain}` restores those that were, "
            f"--accept {domain} lets bounces count again"
        )
    if of_us:
        raise SubscriptionsError(
            f"{of_us} emails came back in the last week because of you as their sender; "
            "the log has the mail servers' words"
        )
    return "no incident"


async def _mail_server(settings: Settings) -> Finding:
    about = "mail server"
    if settings.mail_url.startswith("maildir:"):
        return Finding(about, ok=False, message="emails go to a Maildir, not to subscribers")
    server = read_smtp_url(settings.mail_url)
    mailer = SmtpMailer(server, timeout=20)
    try:
        greeting = await mailer.check()
    except (SMTPException, OSError, TimeoutError) as fault:
        said = f"{server.host}:{server.port} can't be used: {type(fault).__name__} {fault}"
        return Finding(about, ok=False, message=said)
    plain = server.tls == "none" and server.host not in {"localhost", "127.0.0.1", "::1"}
    if plain:
        return Finding(about, ok=False, message="no TLS to another machine; use ?tls=starttls")
    return Finding(about, ok=True, message=f"{server.host}:{server.port} answers as {greeting}")


def _names(settings: Settings, resolver: Resolver) -> Iterator[Finding]:
    domain = settings.sender.domain
    envelope = (settings.bounces_to or settings.sender.typed).rpartition("@")[2]
    yield _checked("SPF", lambda: _spf(envelope, resolver))
    if settings.dkim_key:
        signature = Signature(domain, settings.dkim_selector, settings.dkim_key.read_bytes())
        yield _checked("DKIM", lambda: _dkim(signature, resolver))
    else:
        said = "we don't sign; your mail server has to, both List-Unsubscribe headers included"
        yield Finding("DKIM", ok=False, message=f"RAPPORT_DKIM_KEY is not set: {said}")
    yield _checked("DMARC", lambda: _dmarc(domain, resolver))


def _spf(domain: str, resolver: Resolver) -> str:
    found = [record for record in resolver.texts(domain) if record.lower().startswith("v=spf1")]
    if not found:
        raise SubscriptionsError(f"publish a TXT record at {domain}: v=spf1 a mx -all")
    if len(found) > 1:
        raise SubscriptionsError(f"{domain} has {len(found)} SPF records; only one may stay")
    return found[0]


def _dkim(signature: Signature, resolver: Resolver) -> str:
    signed = signature.sign(SAMPLE)
    name = f"{signature.selector}._domainkey.{signature.domain}"
    found = resolver.texts(name)
    if not found:
        raise SubscriptionsError(f"publish the public key as a TXT record at {name}")

    def answer(_name: bytes, timeout: int = 5) -> bytes:
        del timeout
        return found[0].encode()

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
        found = [
            record
            for record in resolver.texts(f"_dmarc.{domain}")
            if record.replace(" ", "").lower().startswith("v=dmarc1")
        ]
        if found:
            return found[0]
        domain = domain.partition(".")[2]
    raise SubscriptionsError(f"publish a TXT record at {wanted}: v=DMARC1; p=none")


def _checked(about: str, look: Callable[[], str]) -> Finding:
    try:
        return Finding(about, ok=True, message=look())
    except SubscriptionsError as fault:
        return Finding(about, ok=False, message=str(fault))
