"""The pages that operators see, and their menu."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING

from rapport_subscriptions.rules.links import OPERATOR
from rapport_subscriptions.rules.phrases import date_in_words
from rapport_subscriptions.web.pages import page

if TYPE_CHECKING:
    from datetime import tzinfo

    from starlette.responses import Response

    from rapport_subscriptions.rules.blog import Blog
    from rapport_subscriptions.rules.texts import Texts
    from rapport_subscriptions.web.operator.session import Visit


def operator_page(
    name: str, visit: Visit, blog: Blog, status: int = 200, **values: object
) -> Response:
    """Return a page of the operator's, made from a template."""
    return page(
        f"operator/{name}", blog, status, operator=OPERATOR, csrf=visit.csrf, here=name, **values
    )


def time_in_words(at: datetime, texts: Texts) -> str:
    """Return a time as operators read it, `2 November 2026, 09:00 UTC`."""
    return f"{date_in_words(at, texts)}, {at:%H:%M} UTC"


def local_time_in_words(at: datetime, zone: tzinfo, texts: Texts) -> str:
    """Return a time in the blog's time zone, `1 December 2026, 08:00 (Europe/Berlin)`."""
    local = at.astimezone(zone)
    return f"{date_in_words(local, texts)}, {local:%H:%M} ({zone})"


def day_in_words(day: date, texts: Texts) -> str:
    """Return a day of the calendar, `2 November 2026`."""
    return date_in_words(datetime.combine(day, time(), UTC), texts)
