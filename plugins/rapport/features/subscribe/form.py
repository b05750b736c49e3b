"""The sign-up form: the contract with the subscription service."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from msgspec import Struct

from rapport.blog.output import NewPage
from rapport.blog.tag import Tag
from rapport.blog.texts import Texts
from rapport.blog.wording import wording_version
from rapport.features.subscribe.providers import Provider

EMAIL = "email"
TOPICS = "topics"
CADENCE = "cadence"
WORDING = "wording"
PAGE = "page"
HONEYPOT = "leave_this_empty"
"""The honeypot: people never see it, so whatever fills it in is a program."""

PROOF = "altcha"
"""A solved challenge, only if a proof of work is required; ALTCHA's name for the field."""

FIELDS = (EMAIL, TOPICS, CADENCE, WORDING, PAGE, HONEYPOT)

CADENCES = ("each", "weekly", "monthly")
"""The values of the field `cadence`, which is the frequency."""

USUAL_CADENCE = "weekly"
"""The frequency that is selected by default."""


class TopicField(Struct, frozen=True):
    """A checkbox for a topic."""

    tag: Tag
    name: str
    value: str


class SignupForm(Struct, frozen=True):
    """Everything that the form's template shows; `action` is an absolute URL or path.

    `email`, `page_field` and `honeypot` are names of fields, `""` for none. `keeper` is the company
    that stores the addresses, if that is not our own service. `challenge` is the URL of the proof
    of work. `promise_url` is a page of the site that says what subscribers are promised.
    """

    action: str
    wording: str
    topics: tuple[Tag, ...]
    topic_fields: tuple[TopicField, ...]
    cadences: tuple[tuple[str, str], ...] = ()
    email: str = EMAIL
    page_field: str = ""
    honeypot: str = ""
    hidden: tuple[tuple[str, str], ...] = ()
    keeper: str = ""
    challenge: str = ""
    page_url: str = "subscribe/"
    promise_url: str = ""
    usual_cadence: str = USUAL_CADENCE

    def offers(self, tag: Tag) -> bool:
        """Whether this topic can be chosen by itself."""
        return any(field.tag == tag for field in self.topic_fields)


def make_form(
    endpoint: str, wording: str, topics: Iterable[Tag], texts: Texts, *, altcha: bool = False
) -> SignupForm:
    """Return the form that posts to the service at `endpoint`; empty is the site's own origin."""
    action = endpoint.rstrip("/") + "/subscriptions"
    tags = tuple(topics)
    return SignupForm(
        action=action,
        wording=wording,
        topics=tags,
        topic_fields=tuple(TopicField(tag, TOPICS, tag.slug) for tag in tags),
        cadences=tuple(zip(CADENCES, _cadence_labels(texts), strict=True)),
        page_field=PAGE,
        honeypot=HONEYPOT,
        hidden=((WORDING, wording_version(wording)),),
        challenge=f"{action}/challenge" if altcha else "",
    )


def make_provider_form(
    provider: Provider,
    endpoint: str,
    wording: str,
    topics: Iterable[Tag],
    values: Mapping[str, str],
    hidden: Iterable[tuple[str, str]],
) -> SignupForm:
    """Return the form that posts to another provider, with `values` for topics by slug."""
    tags = tuple(topics)
    fields = [(tag, provider.topic(tag.slug, values.get(tag.slug, ""))) for tag in tags]
    return SignupForm(
        action=endpoint,
        wording=wording,
        topics=tags,
        topic_fields=tuple(TopicField(tag, *field) for tag, field in fields if field),
        email=provider.email,
        honeypot=provider.honeypot(endpoint),
        hidden=(*provider.hidden, *hidden),
        keeper=provider.title,
    )


def _cadence_labels(texts: Texts) -> tuple[str, ...]:
    return (
        texts.gettext("As soon as it’s published"),
        texts.gettext("Once a week"),
        texts.gettext("Once a month"),
    )


def default_wording(texts: Texts, *, is_ours: bool = True) -> str:
    """Return the consent text, unless the blog sets its own.

    If the service is not ours (`is_ours`), it promises only what every provider does.
    """
    if not is_ours:
        return texts.gettext("Send me new articles from {site_name} by email.")
    return texts.gettext(
        "Send me new articles from {site_name} on the topics and as often as I chose here. "
        "Nothing is sent until I confirm by email, and every email has a link to unsubscribe."
    )


def previous_default_texts(texts: Texts) -> tuple[str, ...]:
    """Return the default consent texts of earlier releases: pages still open may contain them."""
    first = (
        "Send me new articles from {site_name} on the topics and as often as I chose here. "
        "Nothing is sent until I confirm by e-mail, and I can leave with one click."
    )
    return (
        first,
        texts.gettext(
            "Send me new articles from {site_name} on the topics and as often as I chose here. "
            "Nothing is sent until I confirm by email, and I can unsubscribe in one click."
        ),
    )


def subscribe_pages(texts: Texts, *, is_ours: bool = True) -> tuple[NewPage, ...]:
    """Return the page of the form, and the pages that our service redirects to."""
    form_page = NewPage(
        "subscribe/",
        "subscribe.html",
        texts.gettext("Subscribe"),
        description=_form_description(texts, is_ours=is_ours),
        is_in_nav=True,
    )
    if not is_ours:
        return (form_page,)
    return (
        form_page,
        NewPage(
            "subscribe/check-your-inbox/",
            "check-your-inbox.html",
            texts.gettext("Check your inbox"),
        ),
        NewPage("subscribe/confirmed/", "confirmed.html", texts.gettext("You’re subscribed")),
        NewPage("subscribe/left/", "unsubscribed.html", texts.gettext("You’re unsubscribed")),
    )


def _form_description(texts: Texts, *, is_ours: bool) -> str:
    if not is_ours:
        return texts.gettext("New articles by email or feed.")
    return texts.gettext("New articles by email or feed, on the topics and as often as you choose.")
