"""A sign-up in a form or JSON, checked field by field."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rapport_subscriptions.errors import InvalidFormError
from rapport_subscriptions.rules import form_fields as fields
from rapport_subscriptions.rules.email_address import EmailAddress, parse_address
from rapport_subscriptions.rules.subscription import CADENCES, NO_ARTICLES, Cadence, Choice
from rapport_subscriptions.rules.texts import N_

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from rapport_subscriptions.rules.blog import Blog

LONGEST_PAGE = 1_000


@dataclass(frozen=True)
class SignUp:
    """A valid sign-up."""

    email: EmailAddress
    choice: Choice
    wording: str
    page: str
    series: str = ""
    """The series that is asked for, in place of articles."""
    pace: str = ""


def read_signup(form: Mapping[str, Sequence[str]], blog: Blog) -> SignUp:
    """Return the sign-up in a form, or raise with a sentence for each invalid field."""
    errors: dict[str, str] = {}
    email = read_email(form, errors)
    series, pace = _one(form, fields.SERIES), _one(form, fields.PACE)
    choice = _read_series(series, pace, blog, errors) if series else read_choice(form, blog, errors)
    wording = _one(form, fields.WORDING)
    if wording not in blog.wordings_of(series) and fields.SERIES not in errors:
        errors[fields.WORDING] = N_(
            "This blog doesn’t know the text you agreed to. Reload the page and try again."
        )
    page = read_page(form, errors)
    if _one(form, fields.HONEYPOT):
        errors[fields.HONEYPOT] = N_("Leave this field empty. It is a trap for bots.")
    if errors or email is None or choice is None:
        raise InvalidFormError(errors)
    return SignUp(email, choice, wording, page, series, pace if series else "")


def _read_series(name: str, pace: str, blog: Blog, errors: dict[str, str]) -> Choice:
    """Return the choice of who signs up for a series: no articles."""
    series = blog.series.get(name)
    if series is None:
        errors[fields.SERIES] = N_("This blog has no such series by email.")
    elif pace not in series.paces:
        errors[fields.PACE] = N_("Choose how often the next part comes.")
    return NO_ARTICLES


def read_email(form: Mapping[str, Sequence[str]], errors: dict[str, str]) -> EmailAddress | None:
    """Return the address in a form; an error goes into `errors`."""
    try:
        return parse_address(_one(form, fields.EMAIL))
    except ValueError as error:
        errors[fields.EMAIL] = str(error)
        return None


def read_choice(
    form: Mapping[str, Sequence[str]], blog: Blog, errors: dict[str, str]
) -> Choice | None:
    """Return topics and frequency in a form, topics in the blog's order."""
    wanted = {topic for topic in form.get(fields.TOPICS, ()) if topic}
    if not wanted <= set(blog.topics):
        errors[fields.TOPICS] = N_("One of these topics doesn’t exist on this blog.")
    cadence = _one(form, fields.CADENCE)
    if cadence not in CADENCES:
        errors[fields.CADENCE] = N_(
            "Choose how often you want emails: with each article, weekly or monthly."
        )
        return None
    return Choice(tuple(topic for topic in blog.topics if topic in wanted), Cadence(cadence))


def read_page(form: Mapping[str, Sequence[str]], errors: dict[str, str]) -> str:
    """Return the page with the form, a URL or a path."""
    page = _one(form, fields.PAGE)
    if len(page) > LONGEST_PAGE:
        errors[fields.PAGE] = f"The page's address is longer than {LONGEST_PAGE} characters."
    elif any(unicodedata.category(character) in {"Cc", "Cs"} for character in page):
        errors[fields.PAGE] = N_("The page’s address contains characters that are not allowed.")
    return page


def _one(form: Mapping[str, Sequence[str]], field: str) -> str:
    values = form.get(field, ())
    return values[-1].strip() if values else ""
