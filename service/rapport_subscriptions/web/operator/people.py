"""People: what is stored about an address, and what its owner may ask of the operator.

An address is never part of a URL, and nobody can be added here: only readers confirm.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse

from rapport_subscriptions.rules.form_fields import EMAIL
from rapport_subscriptions.rules.links import OPERATOR
from rapport_subscriptions.rules.phrases import (
    form_errors_in_words,
    status_in_words,
    subscription_in_words,
)
from rapport_subscriptions.rules.signup import read_email
from rapport_subscriptions.use_cases import operate_people as use
from rapport_subscriptions.web.operator.page import operator_page, time_in_words
from rapport_subscriptions.web.operator.series_values import places_in_words
from rapport_subscriptions.web.pages import PageLink, message
from rapport_subscriptions.web.subscriber_data import everything_json, receipt_entries

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from starlette.responses import Response

    from rapport_subscriptions.rules.blog import Blog
    from rapport_subscriptions.rules.mailing import Delivery
    from rapport_subscriptions.rules.texts import Texts
    from rapport_subscriptions.use_cases.erase import StoredData
    from rapport_subscriptions.web.operator.session import Visit

INVALID_FORM = 422
SUBSCRIPTION, SURE = "subscription", "sure"
"""Fields of the buttons: the person, and the confirmation of an erasure."""


async def show_form(visit: Visit) -> Response:
    """Show the form that finds a person."""
    return await _page(visit)


async def find(visit: Visit) -> Response:
    """Show what is stored about an address."""
    errors: dict[str, str] = {}
    email = read_email(visit.form, errors)
    if email is None:
        return await _page(visit, errors=errors)
    person = await visit.context.do(use.find, visit.session.operator, email)
    return await _page(visit, person=person)


async def export(visit: Visit) -> Response:
    """Return everything stored about a person, as the person would get it."""
    exported = await visit.context.do(use.export, visit.session.operator, visit.field(SUBSCRIPTION))
    if exported is None:
        raise HTTPException(404)
    blog, now = await visit.context.blog(), visit.context.service.clock.now()
    answer = JSONResponse(everything_json(exported, blog, now))
    answer.headers["content-disposition"] = 'attachment; filename="subscription.json"'
    return answer


async def pause(visit: Visit) -> Response:
    """Pause a person."""
    known = visit.field(SUBSCRIPTION)
    done = await visit.context.do(use.pause, visit.session.operator, known)
    _ = (await visit.context.blog()).texts.gettext
    sentence = _("No letter and no part of a series goes to them for three months.")
    return await _said(visit, _("Paused"), sentence, done=done)


async def unsubscribe(visit: Visit) -> Response:
    """Unsubscribe a person."""
    known = visit.field(SUBSCRIPTION)
    done = await visit.context.do(use.unsubscribe, visit.session.operator, known)
    _ = (await visit.context.blog()).texts.gettext
    return await _said(visit, _("Unsubscribed"), _("No further letter goes to them."), done=done)


async def erase(visit: Visit) -> Response:
    """Erase a person, if that was confirmed."""
    _ = (await visit.context.blog()).texts.gettext
    if visit.field(SURE) != "yes":
        raise HTTPException(422, _("Tick that you mean it: nothing was erased."))
    known = visit.field(SUBSCRIPTION)
    done = await visit.context.do(use.erase, visit.session.operator, known)
    sentence = _("Only a keyed hash of the address is left, so that no import brings it back.")
    return await _said(visit, _("Erased"), sentence, done=done)


async def _said(visit: Visit, title: str, sentence: str, *, done: bool) -> Response:
    if not done:
        raise HTTPException(404)
    blog = await visit.context.blog()
    links = [PageLink(blog.texts.gettext("People"), f"{OPERATOR}/people")]
    return message(title, sentence, blog=blog, links=links)


async def _page(
    visit: Visit, *, person: use.PersonRecord | None = None, errors: Mapping[str, str] | None = None
) -> Response:
    blog, now = await visit.context.blog(), visit.context.service.clock.now()
    stored = person.stored if person else None
    return operator_page(
        "people.html",
        visit,
        blog,
        INVALID_FORM if errors else 200,
        email=visit.field(EMAIL),
        errors=form_errors_in_words(errors or {EMAIL: ""}, blog.texts),
        is_asked=person is not None,
        stop=person.stop.value if person and person.stop else "",
        person=_values(stored, blog, now) if stored else None,
    )


def _values(stored: StoredData, blog: Blog, now: datetime) -> dict[str, object]:
    subscription, texts = stored.subscription, blog.texts
    return {
        "id": subscription.id,
        "email": subscription.email.typed,
        "standing": status_in_words(subscription, now, texts),
        "gets": subscription_in_words(subscription, now, blog),
        "is_member": subscription.is_member(),
        "series": places_in_words(stored.series, blog),
        "entries": receipt_entries(stored, blog),
        "letters": [
            (_fate(letter, texts), _titles(stored, letter)) for letter in reversed(stored.letters)
        ],
        "mails": [
            (time_in_words(mail.created_at, texts), mail.kind.value, mail.state.value, mail.reason)
            for mail in reversed(stored.mails)
        ],
    }


def _fate(letter: Delivery, texts: Texts) -> str:
    if letter.bounced_at:
        return texts.gettext("came back: %(time)s", time=time_in_words(letter.bounced_at, texts))
    if letter.sent_at:
        return texts.gettext("sent: %(time)s", time=time_in_words(letter.sent_at, texts))
    return texts.gettext("not sent yet")


def _titles(stored: StoredData, letter: Delivery) -> str:
    known = (stored.articles.get(article_id) for article_id in letter.articles)
    return "; ".join(article.article.title for article in known if article)
