"""The receipt: a reader's consents, as values for a page and as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rapport_subscriptions.rules.consent import Act
from rapport_subscriptions.rules.phrases import cadence_in_words, date_in_words, topics_in_words
from rapport_subscriptions.rules.series import Pace
from rapport_subscriptions.rules.series_phrases import pace_in_words
from rapport_subscriptions.rules.texts import N_
from rapport_subscriptions.rules.timestamps import rfc3339

if TYPE_CHECKING:
    from datetime import datetime

    from rapport_subscriptions.rules.article import KnownArticle
    from rapport_subscriptions.rules.blog import Blog
    from rapport_subscriptions.rules.consent import Consent
    from rapport_subscriptions.rules.series import SeriesReader
    from rapport_subscriptions.rules.subscription import Subscription
    from rapport_subscriptions.use_cases.erase import StoredData

ACTS = {
    Act.ASKED: N_("Requested"),
    Act.CONFIRMED: N_("Confirmed"),
    Act.CHANGED: N_("Changed"),
    Act.PAUSED: N_("Paused"),
    Act.RESUMED: N_("Resumed"),
    Act.MOVED: N_("Moved to another address"),
    Act.UNSUBSCRIBED: N_("Unsubscribed"),
    Act.RETURNED: N_("Resubscribed"),
    Act.IMPORTED: N_("Imported from an earlier list"),
    Act.SUPPRESSED: N_("Stopped: emails bounced or were reported as spam"),
    Act.ALLOWED: N_("Unblocked"),
    Act.SERIES_ASKED: N_("Requested a series"),
    Act.SERIES_CONFIRMED: N_("Confirmed a series"),
    Act.SERIES_CHANGED: N_("Changed the pace of a series"),
    Act.SERIES_PAUSED: N_("Paused a series"),
    Act.SERIES_RESUMED: N_("Went on with a series"),
    Act.SERIES_STOPPED: N_("Stopped a series"),
}


def receipt_entries(stored: StoredData, blog: Blog) -> list[dict[str, str]]:
    """Return the ledger in words, oldest first."""
    texts = blog.texts
    return [
        {
            "words": texts.gettext(ACTS[line.act]),
            "date": date_in_words(line.at, texts),
            "at": rfc3339(line.at),
            "text": line.text,
            "wording": line.wording,
            **_choice(line, blog),
            "page": line.page,
        }
        for line in stored.ledger
    ]


def _choice(line: Consent, blog: Blog) -> dict[str, str]:
    """Return what a line of the ledger is about, and how often that comes, in words."""
    if not line.series:
        texts = blog.texts
        return {
            "topics": topics_in_words(line.choice, blog),
            "cadence": cadence_in_words(line.choice, texts),
        }
    series = blog.series.get(line.series)
    pace = pace_in_words(Pace(line.pace), blog.texts)
    return {"topics": series.title if series else line.series, "cadence": pace}


def receipt_json(
    stored: StoredData, blog: Blog, now: datetime, *, is_owner: bool
) -> dict[str, Any]:
    """Return the receipt for programs."""
    email = stored.subscription.email
    return {
        **_head(stored.subscription, now),
        "email": email.typed if is_owner else email.shortened,
        "agreements": [_line(line, blog) for line in stored.ledger],
    }


def everything_json(stored: StoredData, blog: Blog, now: datetime) -> dict[str, Any]:
    """Return everything stored, for the reader to keep."""
    history = stored.history
    return {
        **_head(stored.subscription, now),
        "last_asked_by_mail_at": rfc3339(history.mailed_at) or None,
        "ledger": [
            {
                **_line(line, blog),
                "network": line.origin.network,
                "user_agent": line.origin.user_agent,
            }
            for line in stored.ledger
        ],
        "letters": [
            {
                "sent_at": rfc3339(letter.sent_at) or None,
                "bounced_at": rfc3339(letter.bounced_at) or None,
                "articles": [
                    _article(stored.articles.get(article_id), article_id)
                    for article_id in letter.articles
                ],
            }
            for letter in stored.letters
        ],
        "series": [_series(reader) for reader in stored.series],
        "mails": [
            {
                "kind": mail.kind.value,
                "created_at": rfc3339(mail.created_at),
                "state": mail.state.value,
                "message_id": mail.message_id,
            }
            for mail in stored.mails
        ],
    }


def _series(reader: SeriesReader) -> dict[str, Any]:
    return {
        "series": reader.series,
        "state": reader.state.value,
        "pace": reader.pace.value,
        "joined_at": rfc3339(reader.joined_at),
        "stopped_at": rfc3339(reader.stopped_at) or None,
        "next_at": rfc3339(reader.next_at) or None,
        "parts": reader.mailed_titles,
    }


def _article(known: KnownArticle | None, article_id: str) -> dict[str, str]:
    if known is None:
        return {"id": article_id}
    article = known.article
    return {"id": article.id, "title": article.title, "url": article.url}


def _head(subscription: Subscription, now: datetime) -> dict[str, Any]:
    return {
        "email": subscription.email.typed,
        "status": subscription.status_at(now).value,
        "topics": list(subscription.choice.topics),
        "cadence": subscription.choice.cadence.value,
        "asked_at": rfc3339(subscription.asked_at),
        "confirmed_at": rfc3339(subscription.confirmed_at) or None,
        "unsubscribed_at": rfc3339(subscription.unsubscribed_at) or None,
        "paused_until": rfc3339(subscription.paused_until) or None,
    }


def _line(line: Consent, blog: Blog) -> dict[str, Any]:
    return {
        "act": line.act.value,
        "at": rfc3339(line.at),
        "wording": {"version": line.wording, "text": line.text},
        "topics": [
            {"slug": slug, "name": blog.topics.get(slug, slug)} for slug in line.choice.topics
        ],
        "cadence": line.choice.cadence.value,
        **({"series": line.series, "pace": line.pace} if line.series else {}),
        "page": line.page,
    }
