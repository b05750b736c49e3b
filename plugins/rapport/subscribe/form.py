"""The sign-up form: the contract with the subscription service."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

from rapport.blog.output import NewPage
from rapport.blog.tag import Tag
from rapport.blog.texts import Texts

EMAIL = "email"
TOPICS = "topics"
CADENCE = "cadence"
WORDING = "wording"
PAGE = "page"
TRAP = "website"
"""A field that people never see; what fills it in is a program."""

FIELDS = (EMAIL, TOPICS, CADENCE, WORDING, PAGE, TRAP)

CADENCES = ("each", "weekly", "monthly")
"""The values of the field `cadence`."""


@dataclass(frozen=True, slots=True)
class Form:
    """Everything that the form's template shows; `action` is an absolute URL or path."""

    action: str
    wording: str
    wording_version: str
    topics: tuple[Tag, ...]
    cadences: tuple[tuple[str, str], ...]
    page_url: str = "subscribe/"


def make_form(endpoint: str, wording: str, topics: Iterable[Tag], texts: Texts) -> Form:
    """Return the form that posts to the service at `endpoint`; empty is the site's own origin."""
    return Form(
        action=endpoint.rstrip("/") + "/subscriptions",
        wording=wording,
        wording_version=wording_version(wording),
        topics=tuple(topics),
        cadences=tuple(zip(CADENCES, _cadence_labels(texts), strict=True)),
    )


def _cadence_labels(texts: Texts) -> tuple[str, ...]:
    return (
        texts.gettext("As each article appears"),
        texts.gettext("Once a week"),
        texts.gettext("Once a month"),
    )


def default_wording(texts: Texts) -> str:
    """Return what a subscriber agrees to, unless the blog says otherwise."""
    return texts.gettext(
        "Send me new articles from {site_name} on the topics and as often as I chose here. "
        "Nothing is sent until I confirm by e-mail, and I can leave with one click."
    )


def wording_version(wording: str) -> str:
    """Return the version of a wording, `w-` and 12 hex digits: other words, another version."""
    return "w-" + sha256(wording.encode()).hexdigest()[:12]


def subscribe_pages(texts: Texts) -> tuple[NewPage, ...]:
    """Return the page of the form, and those to which the service leads a reader back."""
    return (
        NewPage(
            "subscribe/",
            "subscribe.html",
            texts.gettext("Subscribe"),
            description=texts.gettext(
                "New articles by e-mail or feed, on the topics and as often as you choose."
            ),
            is_in_nav=True,
        ),
        NewPage(
            "subscribe/check-your-inbox/",
            "check-your-inbox.html",
            texts.gettext("Check your inbox"),
        ),
        NewPage("subscribe/confirmed/", "confirmed.html", texts.gettext("You are in")),
        NewPage("subscribe/left/", "left.html", texts.gettext("You have left")),
    )
