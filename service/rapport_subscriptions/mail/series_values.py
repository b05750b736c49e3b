"""What the templates of a series' mails may use, beside what every mail's may."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rapport_subscriptions.mail.article_blocks import written_blocks
from rapport_subscriptions.rules.phrases import date_in_words
from rapport_subscriptions.rules.series import Pace
from rapport_subscriptions.rules.series_phrases import pace_in_words, quick_changes

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rapport_subscriptions.rules.blog import Blog
    from rapport_subscriptions.rules.links import Links
    from rapport_subscriptions.use_cases.deliver_mail import Dispatch
    from rapport_subscriptions.use_cases.mail_series import DuePart


def series_values(dispatch: Dispatch, blog: Blog, links: Links) -> Mapping[str, object]:
    """Return what the mail of a part may use, or the one that asks to confirm a series."""
    if dispatch.part:
        return _of_part(
            dispatch.part, blog, links.series(dispatch.subscription, dispatch.part.reader)
        )
    consent = dispatch.consent
    series = blog.series.get(consent.series) if consent else None
    if consent is None or not consent.series:
        return {}
    return {
        "series": series.title if series else consent.series,
        "parts": len(series.parts) if series else 0,
        "pace": pace_in_words(Pace(consent.pace), blog.texts),
        "is_member": dispatch.subscription.is_member(),
    }


def _of_part(due: DuePart, blog: Blog, series_url: str) -> Mapping[str, object]:
    part, series, texts = due.part, due.series, blog.texts
    changes = quick_changes(due.reader, series, texts) if due.following else {}
    return {
        "series": series.title,
        "number": series.number(part) if part else 0,
        "of": len(series.parts),
        "title": part.title if part else "",
        "part_url": part.url if part else "",
        "letter": written_blocks(part.blocks) if part else (),
        "missing": [gone.title for gone in due.missing],
        "following": due.following.title if due.following else "",
        "following_on": date_in_words(due.due.astimezone(due.zone), texts) if due.due else "",
        "pace": pace_in_words(due.reader.pace, texts),
        "quick_links": {words: f"{series_url}?do={change}" for change, words in changes.items()},
        "since": date_in_words(due.reader.joined_at, texts),
    }
