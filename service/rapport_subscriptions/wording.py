"""What mails and pages say of a subscription, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rapport_subscriptions.subscription import Cadence, Choice, Status, Subscription
from rapport_subscriptions.tokens import Purpose
from rapport_subscriptions.use_cases.deliver import TOKEN_OF, Dispatch

if TYPE_CHECKING:
    from datetime import datetime

    from rapport_subscriptions.blog import Blog
    from rapport_subscriptions.links import Links

CADENCES = {
    Cadence.EACH: "with each new article",
    Cadence.WEEKLY: "once a week",
    Cadence.MONTHLY: "once a month",
}


def topics_in_words(choice: Choice, blog: Blog) -> str:
    """Answer the topics as a phrase: `Interviews and Networking`, or `every article`."""
    names = blog.topic_names(choice.topics)
    if not names:
        return "every article"
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def cadence_in_words(choice: Choice) -> str:
    """Answer the cadence as a phrase: `once a week`."""
    return CADENCES[choice.cadence]


def status_in_words(subscription: Subscription, now: datetime) -> str:
    """Answer where a subscription stands: `paused until 2 January 2026`."""
    match subscription.status_at(now):
        case Status.PENDING:
            return "not confirmed yet"
        case Status.CONFIRMED:
            return "you're in"
        case Status.PAUSED if subscription.paused_until:
            return f"paused until {date_in_words(subscription.paused_until)}"
        case Status.PAUSED:
            return "paused"
        case Status.LEFT:
            return "you have left"
        case Status.SUPPRESSED:
            return "no mail, because this address returned it or complained"


def date_in_words(at: datetime) -> str:
    """Answer a day as a phrase: `2 January 2026`."""
    return f"{at.day} {at:%B %Y}"


def letter_values(dispatch: Dispatch, blog: Blog, links: Links) -> dict[str, object]:
    """Answer what a mail's template may use, as it was when the mail was written down."""
    subscription = dispatch.subscription
    purpose = TOKEN_OF.get(dispatch.mail.kind, Purpose.CONFIRM)
    return {
        "blog": blog.title,
        "blog_url": blog.url,
        "topics": topics_in_words(dispatch.choice, blog),
        "cadence": cadence_in_words(dispatch.choice),
        "action_url": links.to(purpose, dispatch.token) if dispatch.token else "",
        "refuse_url": links.refuse(subscription),
        "leave_url": links.leave(subscription),
        "manage_url": links.manage(subscription),
        "receipt_url": links.receipt(subscription),
        "payload": dispatch.mail.payload,
        "today": date_in_words(dispatch.mail.created_at),
    }
