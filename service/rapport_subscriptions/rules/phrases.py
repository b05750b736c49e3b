"""Phrases about a subscription, for emails and pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rapport_subscriptions.rules.subscription import Cadence, Choice, Status, Subscription
from rapport_subscriptions.rules.texts import ENGLISH, N_, Texts

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from rapport_subscriptions.rules.blog import Blog


def cadences(texts: Texts = ENGLISH) -> dict[Cadence, str]:
    """Return what readers of articles choose from, with its words: `once a week`."""
    return {
        Cadence.EACH: texts.gettext("with each new article"),
        Cadence.WEEKLY: texts.gettext("once a week"),
        Cadence.MONTHLY: texts.gettext("once a month"),
    }


def topics_in_words(choice: Choice, blog: Blog) -> str:
    """Return the topics as a phrase: `Interviews and Networking`, or `every article`."""
    if choice.cadence is Cadence.NONE:
        return blog.texts.gettext("no articles")
    names = blog.topic_names(choice.topics)
    if not names:
        return blog.texts.gettext("every article")
    if len(names) == 1:
        return names[0]
    return blog.texts.gettext(
        "%(topics)s and %(topic)s", topics=", ".join(names[:-1]), topic=names[-1]
    )


def cadence_in_words(choice: Choice, texts: Texts = ENGLISH) -> str:
    """Return the frequency as a phrase: `once a week`."""
    if choice.cadence is Cadence.NONE:
        return texts.gettext("only series")
    return cadences(texts)[choice.cadence]


def status_in_words(subscription: Subscription, now: datetime, texts: Texts = ENGLISH) -> str:
    """Return the status as a phrase: `paused until 2 January 2026`."""
    match subscription.status_at(now):
        case Status.PENDING:
            return texts.gettext("not confirmed yet")
        case Status.CONFIRMED:
            return texts.gettext("subscribed")
        case Status.PAUSED if subscription.paused_until:
            day = date_in_words(subscription.paused_until, texts)
            return texts.gettext("paused until %(day)s", day=day)
        case Status.PAUSED:
            return texts.gettext("paused")
        case Status.UNSUBSCRIBED:
            return texts.gettext("unsubscribed")
        case Status.SUPPRESSED:
            return texts.gettext("no emails, because they bounced or were reported as spam")


def subscription_in_words(subscription: Subscription, now: datetime, blog: Blog) -> str:
    """Return what a subscriber gets: `Networking, once a week (paused until 2 January 2026)`."""
    choice, texts = subscription.choice, blog.texts
    sentence = f"{topics_in_words(choice, blog)}, {cadence_in_words(choice, texts)}"
    if subscription.status_at(now) is not Status.PAUSED:
        return sentence
    return f"{sentence} ({status_in_words(subscription, now, texts)})"


def date_in_words(at: datetime, texts: Texts = ENGLISH) -> str:
    """Return a day as a phrase: `2 January 2026`."""
    return texts.day(at)


_NO_ADDRESS = N_("This is not an email address we can write to.")
"""In English a reason follows, from the library that parses addresses."""


def form_error_in_words(error: str, texts: Texts) -> str:
    """Return the error of a field; if it has no translation of its own, a general one."""
    sentence = texts.gettext(error)
    general, colon, _ = error.partition(": ")
    if sentence != error or not colon:
        return sentence
    in_general = texts.gettext(_NO_ADDRESS)
    return in_general if f"{general}." == _NO_ADDRESS != in_general else error


def form_errors_in_words(errors: Mapping[str, str], texts: Texts) -> dict[str, str]:
    """Return what is wrong with each field in the blog's language."""
    return {name: error and form_error_in_words(error, texts) for name, error in errors.items()}
