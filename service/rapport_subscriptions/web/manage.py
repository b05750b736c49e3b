"""The manage page: topics, frequency, pause, and the ways to move, export and erase."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, time, timedelta, tzinfo
from typing import TYPE_CHECKING

from starlette.responses import JSONResponse

from rapport_subscriptions.errors import InvalidFormError
from rapport_subscriptions.rules.links import ROOT
from rapport_subscriptions.rules.phrases import cadences, form_errors_in_words, status_in_words
from rapport_subscriptions.rules.schedule import months_after
from rapport_subscriptions.rules.series_phrases import state_in_words
from rapport_subscriptions.rules.signup import read_choice, read_email
from rapport_subscriptions.rules.subscription import Status
from rapport_subscriptions.rules.texts import N_
from rapport_subscriptions.rules.tokens import Purpose
from rapport_subscriptions.use_cases import erase
from rapport_subscriptions.use_cases import manage as use
from rapport_subscriptions.use_cases.manage_series import SeriesPlace, places_of
from rapport_subscriptions.web.bodies import Form, read_form, wants_json
from rapport_subscriptions.web.context import RequestContext, context_of
from rapport_subscriptions.web.not_found import unknown
from rapport_subscriptions.web.pages import page
from rapport_subscriptions.web.quick_changes import quick_change

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.requests import Request
    from starlette.responses import Response

    from rapport_subscriptions.rules.blog import Blog
    from rapport_subscriptions.rules.subscription import Subscription

Action = Callable[[RequestContext, Purpose, Form], Awaitable[str | None]]

INVALID_FORM = 422
LONGEST_PAUSE = timedelta(days=2 * 366)
MONTHS = {"1": 1, "3": 3, "6": 6}


async def show(request: Request) -> Response:
    """Show what the reader gets and can change, or the one change that a link in a letter names."""
    context = context_of(request)
    change = request.query_params.get("do", "")
    if change:
        answer = await quick_change(context, change)
        if answer:
            return answer
    return await _page(context, Purpose.MANAGE)


async def show_account(request: Request) -> Response:
    """Show the same, with what only the owner of the mailbox may do."""
    return await _page(context_of(request), Purpose.ACCOUNT)


async def change(request: Request) -> Response:
    """Do one of the actions that a link in a letter allows; it takes effect at once."""
    return await _change(request, Purpose.MANAGE, ACTIONS)


async def change_account(request: Request) -> Response:
    """Do one of the actions that a freshly emailed link allows."""
    return await _change(request, Purpose.ACCOUNT, ACTIONS | ACCOUNT_ACTIONS)


async def _change(request: Request, purpose: Purpose, actions: Mapping[str, Action]) -> Response:
    context = context_of(request)
    form = await read_form(request, json_too=True)
    action = (form.get("action") or ["choose"])[-1]
    doer = actions.get(action)
    if doer is None:
        raise InvalidFormError({"action": "This is none of the page's actions."})
    try:
        done = await doer(context, purpose, form)
    except InvalidFormError as invalid:
        if wants_json(request):
            raise
        return await _page(context, purpose, errors=invalid.errors, form=form)
    if done is None:
        return unknown(await context.blog())
    if wants_json(request):
        return JSONResponse({"status": "done"})
    return await _page(context, purpose, done=done)


async def _choose(context: RequestContext, purpose: Purpose, form: Form) -> str | None:
    errors: dict[str, str] = {}
    choice = read_choice(form, await context.blog(), errors)
    if errors or choice is None:
        raise InvalidFormError(errors)
    good = await context.do(use.choose, purpose, context.token, choice, context.origin)
    return N_("Saved.") if good else None


async def _pause(context: RequestContext, purpose: Purpose, form: Form) -> str | None:
    zone = context.service.settings.letters.zone((await context.blog()).timezone)
    until = _until(form, context.service.clock.now(), zone)
    good = await context.do(use.pause, purpose, context.token, until, context.origin)
    return N_("Paused. We’ll start again on that day.") if good else None


async def _resume(context: RequestContext, purpose: Purpose, form: Form) -> str | None:
    del form
    good = await context.do(use.resume, purpose, context.token, context.origin)
    return N_("Resumed. You’ll get the next email.") if good else None


async def _move(context: RequestContext, purpose: Purpose, form: Form) -> str | None:
    del purpose  # only an account link gets here
    errors: dict[str, str] = {}
    email = read_email(form, errors)
    if email is None:
        raise InvalidFormError(errors)
    good = await context.do(use.ask_to_move, context.token, email)
    return (
        N_("If that address isn’t subscribed yet, we’ve sent it a confirmation link.")
        if good
        else None
    )


async def _erase(context: RequestContext, purpose: Purpose, form: Form) -> str | None:
    del form
    good = await context.do(erase.ask_to_erase, purpose, context.token)
    return N_("We’ve sent you an email with the link to delete your data.") if good else None


async def _account(context: RequestContext, purpose: Purpose, form: Form) -> str | None:
    del form
    good = await context.do(use.ask_for_account_link, purpose, context.token)
    return N_("We’ve sent you an email with a link to your data and address.") if good else None


ACTIONS: dict[str, Action] = {
    "choose": _choose,
    "pause": _pause,
    "resume": _resume,
    "account": _account,
    "erase": _erase,
}
ACCOUNT_ACTIONS: dict[str, Action] = {"move": _move}


def _until(form: Form, now: datetime, zone: tzinfo) -> datetime:
    """Return the end of a pause: the date if there is one, else a number of months from now."""
    date = (form.get("until") or [""])[-1]
    months = MONTHS.get((form.get("months") or [""])[-1])
    if months and not date:
        return months_after(now, months)
    try:
        day = datetime.strptime(date, "%Y-%m-%d").date()  # noqa: DTZ007 - a day
    except ValueError:
        raise InvalidFormError({"until": N_("Choose a date.")}) from None
    until = datetime.combine(day, time(), zone).astimezone(UTC)
    if not now < until <= now + LONGEST_PAUSE:
        raise InvalidFormError({"until": N_("Choose a date within the next two years.")})
    return until


async def _page(
    context: RequestContext,
    purpose: Purpose,
    *,
    done: str = "",
    errors: dict[str, str] | None = None,
    form: Form | None = None,
) -> Response:
    blog = await context.blog()
    subscription = await context.look(use.look, purpose, context.token)
    if subscription is None:
        return unknown(blog)
    now = context.service.clock.now()
    return page(
        "manage.html",
        blog,
        INVALID_FORM if errors else 200,
        **_values(context, purpose, subscription, now, blog),
        series=_series(context, await context.look(places_of, subscription), blog),
        done=blog.texts.gettext(done) if done else "",
        errors=form_errors_in_words(
            {name: (errors or {}).get(name, "") for name in FIELDS_WITH_ERRORS}, blog.texts
        ),
        new_email=((form or {}).get("email") or [""])[-1],
    )


def _series(context: RequestContext, places: list[SeriesPlace], blog: Blog) -> list[dict[str, str]]:
    links = context.service.links
    return [
        {
            "title": place.series.title if place.series else place.reader.series,
            "state": state_in_words(place.reader, blog.texts),
            "address": links.path(links.series(place.subscription, place.reader)),
        }
        for place in places
    ]


FIELDS_WITH_ERRORS = ("topics", "cadence", "until", "email")


def _values(
    context: RequestContext,
    purpose: Purpose,
    subscription: Subscription,
    now: datetime,
    blog: Blog,
) -> dict[str, object]:
    links = context.service.links
    is_owner = purpose is Purpose.ACCOUNT
    return {
        "email": subscription.email.typed if is_owner else subscription.email.shortened,
        "is_owner": is_owner,
        "state": status_in_words(subscription, now, blog.texts),
        "member": subscription.is_member(),
        "gets_articles": subscription.gets_articles,
        "paused": subscription.status_at(now) is Status.PAUSED,
        "topics": blog.current_topics(subscription.choice.topics),
        "cadence": subscription.choice.cadence.value,
        "cadences": {cadence.value: words for cadence, words in cadences(blog.texts).items()},
        "tomorrow": (now + timedelta(days=1)).date().isoformat(),
        "action": f"{ROOT}/{purpose.value}/{context.token}",
        "unsubscribe": links.path(links.unsubscribe(subscription)),
    }
