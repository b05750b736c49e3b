"""The values for an email's template."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rapport_subscriptions.mail.article_blocks import (
    article_blocks,
    letters_blocks,
    subject_of,
    written_blocks,
)
from rapport_subscriptions.rules.phrases import (
    cadence_in_words,
    date_in_words,
    subscription_in_words,
    topics_in_words,
)
from rapport_subscriptions.rules.quick_changes import quick_links
from rapport_subscriptions.rules.tokens import Purpose
from rapport_subscriptions.use_cases.deliver_mail import TOKEN_OF

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rapport_subscriptions.rules.article import Article
    from rapport_subscriptions.rules.blog import Blog
    from rapport_subscriptions.rules.letter import Letter
    from rapport_subscriptions.rules.links import Links
    from rapport_subscriptions.rules.subscription import Subscription
    from rapport_subscriptions.use_cases.deliver_mail import Dispatch


def letter_values(dispatch: Dispatch, blog: Blog, links: Links) -> dict[str, object]:
    """Return the values for an email's template, as they were when the email was recorded."""
    subscription = dispatch.subscription
    purpose = TOKEN_OF.get(dispatch.mail.kind, Purpose.CONFIRM)
    texts = blog.texts
    return {
        "_": texts.gettext,
        "language": texts.language,
        "blog": blog.title,
        "blog_url": blog.url,
        "topics": topics_in_words(dispatch.choice, blog),
        "cadence": cadence_in_words(dispatch.choice, texts),
        "current": subscription_in_words(subscription, dispatch.mail.created_at, blog),
        "action_url": links.to(purpose, dispatch.token) if dispatch.token else "",
        "refuse_url": links.refuse(subscription),
        "unsubscribe_url": links.unsubscribe(subscription),
        "manage_url": links.manage(subscription),
        "receipt_url": links.receipt(subscription),
        "today": date_in_words(dispatch.mail.created_at, texts),
    }


def written_values(letter: Letter | None) -> dict[str, object]:
    """Return the values of an author's letter for a template, if there is one."""
    return {
        "letter_subject": letter.subject if letter else "",
        "letter": written_blocks(letter.blocks) if letter else (),
    }


def article_values(dispatch: Dispatch, blog: Blog, manage_url: str) -> dict[str, object]:
    """Return the values for the template of a letter, besides those of every email."""
    articles, subscription = dispatch.articles, dispatch.subscription
    above = letters_blocks(dispatch.letters, is_digest=bool(articles))
    return {
        "subject": subject_of(dispatch.letters, articles, blog),
        "articles": (*above, *article_blocks(articles, blog)),
        "quick_links": quick_links(manage_url, subscription, blog, _topics(articles, blog)),
        "since": since_in_words(subscription, blog),
    }


def since_in_words(subscription: Subscription, blog: Blog) -> str:
    """Return the day on which a reader confirmed."""
    return date_in_words(subscription.confirmed_at or subscription.asked_at, blog.texts)


def _topics(articles: Sequence[Article], blog: Blog) -> tuple[str, ...]:
    """Return the topic to mute in a letter about one article; with several, none is offered."""
    if len(articles) != 1:
        return ()
    return tuple(tag for tag in articles[0].tags if tag in blog.topics)[:1]
