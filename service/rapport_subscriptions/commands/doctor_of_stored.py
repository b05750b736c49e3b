"""Checks of the database, the journal and the settings."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING

from rapport_subscriptions.errors import BlogUnknownError, SubscriptionsError
from rapport_subscriptions.manifest import settings_manifest
from rapport_subscriptions.rules.outbox import OPEN
from rapport_subscriptions.runtime.clock import SystemClock
from rapport_subscriptions.store.journal import FileJournal
from rapport_subscriptions.store.sql import schema
from rapport_subscriptions.store.sql.database import open_store
from rapport_subscriptions.use_cases.bounce_incidents import INCIDENT
from rapport_subscriptions.use_cases.handle_bounce import SENDER_BOUNCES
from rapport_subscriptions.use_cases.look_at_queue import longest_wait
from rapport_subscriptions.use_cases.notice_articles import ALL_HELD
from rapport_subscriptions.use_cases.tidy import LAPSED
from rapport_subscriptions.use_cases.unit_of_work import REFUSED

if TYPE_CHECKING:
    from rapport_subscriptions.settings import Settings

LONG_WAIT = timedelta(minutes=10)
"""The doctor warns if a sign-up has waited longer than this."""


def database(settings: Settings) -> str:
    """Query the database, at the version of this release."""
    store = open_store(settings.database_url)
    try:
        schema.prepare(store)
        store.check()
    finally:
        store.close()
    return f"version {schema.newest_version()}"


def letters(settings: Settings) -> str:
    """Say what is held, and in which time zone letters are scheduled."""
    blog = settings_manifest(settings).blog()
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
            f"{held[0]} articles and {held[1]} mailings are held until you release them: "
            "`rapport subscriptions letters`, then --send or --skip"
        )
    return f"weekly and monthly ones use the time zone {zone}; nothing is held"


def sending(settings: Settings) -> str:
    """Say why nothing is sent, in the mail server's words."""
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


def journal(settings: Settings) -> str:
    """Verify every line of the journal."""
    if settings.journal is None:
        raise SubscriptionsError(
            "RAPPORT_JOURNAL is not set: after a restore nobody can tell who unsubscribed since "
            "the backup"
        )
    entries = FileJournal(settings.journal).last()
    return f"{settings.journal} has the last choice of {len(entries)} addresses"


def sign_ups(settings: Settings) -> str:
    """Say how many sign-ups wait or were refused by a limit, and which setting raises it."""
    store = open_store(settings.database_url)
    now = SystemClock().now()
    try:
        with store.reading() as tx:
            refused = tx.counters.totals(REFUSED, now - timedelta(days=7))
            waited = longest_wait(tx.requests, now)
    finally:
        store.close()
    if waited > LONG_WAIT:
        raise SubscriptionsError(
            f"sign-ups wait for {waited.total_seconds() / 60:.0f} minutes, because more arrive "
            "than RAPPORT_MAILS_PER_HOUR lets out: `rapport subscriptions queue` shows where "
            "they come from, and drops what a flood brought"
        )
    numbers = {name.removeprefix(REFUSED): number for name, number in refused.items()}
    if numbers.get(LAPSED):
        raise SubscriptionsError(
            f"{numbers[LAPSED]} sign-ups waited for 14 days in the last week and were given up: "
            "raise RAPPORT_MAILS_PER_HOUR"
        )
    if numbers.get("network"):
        raise SubscriptionsError(
            f"{numbers['network']} requests were refused in the last week because too many came "
            "from one network: raise RAPPORT_SIGNUPS_PER_NETWORK, or check RAPPORT_TRUSTED_PROXIES"
        )
    listed = ", ".join(f"{cause} {number}" for cause, number in sorted(numbers.items()))
    return f"refused in the last week: {listed or 'nobody'}"


def topics(settings: Settings) -> str:
    """Count the subscribers of topics that the blog does not have: they get nothing."""
    blog = settings_manifest(settings).blog()
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


def imprint(settings: Settings) -> str:
    """Ask for the postal address that many countries require in every newsletter."""
    lines = settings.imprint or _postal_address(settings)
    if not lines:
        raise SubscriptionsError(
            "neither RAPPORT_MAIL_IMPRINT nor `postal_address` of rapport/look is set: many laws "
            "want your name and postal address in "
            "every newsletter (CAN-SPAM in the US, CASL in Canada, the imprint in Germany)"
        )
    return " | ".join(lines)


def _postal_address(settings: Settings) -> tuple[str, ...]:
    """Return the postal address in the blog's look; empty if the blog was not read yet."""
    try:
        return settings_manifest(settings).blog().look.postal_address
    except BlogUnknownError:
        return ()


def bounces(settings: Settings) -> str:
    """Say at which providers bounces wait for the operator's decision, and which we caused."""
    store = open_store(settings.database_url)
    try:
        with store.reading() as tx:
            incidents = tx.marks.named(INCIDENT)
            of_us = tx.counters.total(SENDER_BOUNCES, SystemClock().now() - timedelta(days=7))
    finally:
        store.close()
    if incidents:
        domain = min(incidents).removeprefix(INCIDENT)
        raise SubscriptionsError(
            f"many addresses at {domain} bounced at once, so no more are suppressed there: "
            f"`rapport subscriptions bounces --undo {domain}` restores those that were, "
            f"--accept {domain} lets bounces count again"
        )
    if of_us:
        raise SubscriptionsError(
            f"{of_us} emails bounced in the last week because of you, their sender; "
            "the log has the mail servers' words"
        )
    return "no incident"
