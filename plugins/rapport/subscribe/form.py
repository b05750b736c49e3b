"""The sign-up form: the contract with the subscription service."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

from rapport.blog.output import NewPage
from rapport.blog.tag import Tag

EMAIL = "email"
TOPICS = "topics"
CADENCE = "cadence"
WORDING = "wording"
PAGE = "page"
TRAP = "website"
"""A field that people never see; what fills it in is a program."""

FIELDS = (EMAIL, TOPICS, CADENCE, WORDING, PAGE, TRAP)

CADENCES = (
    ("each", "As each article appears"),
    ("weekly", "Once a week"),
    ("monthly", "Once a month"),
)
"""The values of the field `cadence`, each with its label."""

DEFAULT_WORDING = (
    "Send me new articles from {site_name} on the topics and as often as I chose here. "
    "Nothing is sent until I confirm by e-mail, and I can leave with one click."
)


@dataclass(frozen=True, slots=True)
class Form:
    """Everything that the form's template shows; `action` is an absolute URL or path."""

    action: str
    wording: str
    wording_version: str
    topics: tuple[Tag, ...]
    cadences: tuple[tuple[str, str], ...] = CADENCES
    page_url: str = "subscribe/"


def make_form(endpoint: str, wording: str, topics: Iterable[Tag]) -> Form:
    """Return the form that posts to the service at `endpoint`; empty is the site's own origin."""
    return Form(
        action=endpoint.rstrip("/") + "/subscriptions",
        wording=wording,
        wording_version=wording_version(wording),
        topics=tuple(topics),
    )


def wording_version(wording: str) -> str:
    """Return the version of a wording, `w-` and 12 hex digits: other words, another version."""
    return "w-" + sha256(wording.encode()).hexdigest()[:12]


def subscribe_pages() -> tuple[NewPage, ...]:
    """Return the page of the form, and those to which the service leads a reader back."""
    return (
        NewPage(
            "subscribe/",
            "subscribe.html",
            "Subscribe",
            description="New articles by e-mail or feed, on the topics and as often as you choose.",
            is_in_nav=True,
        ),
        NewPage("subscribe/check-your-inbox/", "check-your-inbox.html", "Check your inbox"),
        NewPage("subscribe/confirmed/", "confirmed.html", "You are in"),
        NewPage("subscribe/left/", "left.html", "You have left"),
    )
