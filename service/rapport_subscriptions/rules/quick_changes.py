"""Changes that a letter offers: weekly instead, without a topic, a pause."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rapport_subscriptions.rules.subscription import Cadence

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from rapport_subscriptions.rules.blog import Blog
    from rapport_subscriptions.rules.subscription import Subscription

Fields = dict[str, str | list[str]]


def named_change(subscription: Subscription, blog: Blog, change: str) -> tuple[str, Fields] | None:
    """Return a change's label, and the fields of its form."""
    if not (subscription.is_member() and subscription.gets_articles):
        return None
    _ = blog.texts.gettext
    choice = subscription.choice
    topics = blog.current_topics(choice.topics)
    if change == "weekly":
        return _("Once a week instead"), _choose(topics, Cadence.WEEKLY)
    if change == "pause":
        return _("Pause for three months"), {"action": "pause", "months": "3"}
    topic = change.removeprefix("without-")
    if topic == change or topic not in blog.topics:
        return None
    others = [slug for slug in topics or blog.topics if slug != topic]
    if not others:
        return None  # nothing would be left, and an empty choice means everything
    words = _("No more about %(topic)s", topic=blog.topics[topic])
    return words, _choose(others, choice.cadence)


def _choose(topics: Sequence[str], cadence: Cadence) -> Fields:
    return {"action": "choose", "topics": list(topics), "cadence": cadence.value}


def quick_links(
    manage_url: str, subscription: Subscription, blog: Blog, topics: Sequence[str]
) -> Mapping[str, str]:
    """Return the labels and URLs of the changes that a letter offers."""
    changes = ["weekly"] if subscription.choice.cadence is Cadence.EACH else []
    changes += [f"without-{topic}" for topic in topics]
    changes.append("pause")
    named = {change: named_change(subscription, blog, change) for change in changes}
    return {name[0]: f"{manage_url}?do={change}" for change, name in named.items() if name}
