"""The manage page, the receipt, the move to another address, and erasing."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING

from starlette.responses import JSONResponse

from rapport_subscriptions.errors import FieldFaultsError
from rapport_subscriptions.intake import Wish
from rapport_subscriptions.links import ROOT
from rapport_subscriptions.receipt import everything_json, receipt_entries, receipt_json
from rapport_subscriptions.signup import read_choice, read_email
from rapport_subscriptions.subscription import Status
from rapport_subscriptions.tokens import Purpose
from rapport_subscriptions.use_cases import ask, erase
from rapport_subscriptions.use_cases import manage as use
from rapport_subscriptions.web.bodies import Form, read_form, wants_json
from rapport_subscriptions.web.counter import Counter, counter_of
from rapport_subscriptions.web.pages import Button, Link, message, page
from rapport_subscriptions.wording import CADENCES, status_in_words

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from rapport_subscriptions.blog import Blog
    from rapport_subscriptions.subscription import Subscription

FAULTY_FORM = 422
MONTH = timedelta(days=30)
LONGEST_PAUSE = timedelta(days=2 * 366)
MONTHS = {"1": 1, "3": 3, "6": 6}


async def show(request: Request) -> Response:
    """Show what the reader gets and can change."""
    counter = counter_of(request)
    return await _page(counter)


async def change(request: Request) -> Response:
    """Do one of the page's actions; it takes effect at once."""
    counter = counter_of(request)
    form = await read_form(request, json_too=True)
    action = (form.get("action") or ["choose"])[-1]
    doer = ACTIONS.get(action)
    if doer is None:
        raise FieldFaultsError({"action": "This is none of the page's actions."})
    try:
        done = await doer(counter, form)
    except FieldFaultsError as faulty:
        if wants_json(request):
            raise
        return await _page(counter, faults=faulty.faults, form=form)
    if done is None:
        return _unknown(await counter.blog())
    if wants_json(request):
        return JSONResponse({"status": "done"})
    return await _page(counter, done=done)


async def download(request: Request) -> Response:
    """Answer everything stored about the reader."""
    counter = counter_of(request)
    blog = await counter.blog()
    stored = await counter.look(erase.everything, Purpose.MANAGE, counter.token)
    if stored is None:
        return _unknown(blog)
    answer = JSONResponse(everything_json(stored, blog, counter.service.clock.now()))
    answer.headers["content-disposition"] = 'attachment; filename="subscription.json"'
    return answer


async def receipt(request: Request) -> Response:
    """Show what was agreed to; JSON for a program."""
    counter = counter_of(request)
    blog, now = await counter.blog(), counter.service.clock.now()
    stored = await counter.look(erase.everything, Purpose.RECEIPT, counter.token)
    if stored is None:
        return _unknown(blog)
    if wants_json(request):
        return JSONResponse(receipt_json(stored, blog, now))
    return page(
        "receipt.html",
        blog,
        email=stored.subscription.email.typed,
        standing=status_in_words(stored.subscription, now),
        entries=receipt_entries(stored, blog),
    )


async def show_by_address(request: Request) -> Response:
    """Show the form that has the manage link mailed."""
    blog = await counter_of(request).blog()
    return page("manage_by_address.html", blog, email="", faults={"email": ""})


async def by_address(request: Request) -> Response:
    """Have the manage link mailed to a typed address; the same answer for every address."""
    counter = counter_of(request)
    blog = await counter.blog()
    form = await read_form(request, json_too=True)
    faults: dict[str, str] = {}
    email = read_email(form, faults)
    if email is None:
        if wants_json(request):
            raise FieldFaultsError(faults)
        typed = (form.get("email") or [""])[-1]
        return page("manage_by_address.html", blog, FAULTY_FORM, email=typed, faults=faults)
    await counter.do(ask.ask_for_link, Wish.MANAGE, email, counter.origin)
    if wants_json(request):
        return JSONResponse({"status": "check-your-inbox"}, 202)
    return message(
        "Look into your inbox",
        "If this address gets our mails, one more is on its way, with your link.",
        blog=blog,
    )


async def show_move(request: Request) -> Response:
    """Show the button that carries a subscription to another address."""
    counter = counter_of(request)
    blog = await counter.blog()
    found = await counter.look(use.look_at_move, counter.token)
    if found is None:
        return _unknown(blog)
    return message(
        "Get it here from now on",
        f"{blog.title} then comes to {found[0].payload}, and no longer to the old address.",
        blog=blog,
        buttons=[Button("Yes, send it here", f"{ROOT}/move/{counter.token}")],
    )


async def move(request: Request) -> Response:
    """Carry a subscription to another address."""
    counter = counter_of(request)
    blog = await counter.blog()
    moved = await counter.do(use.move, counter.token, counter.origin)
    if moved is None:
        return _unknown(blog)
    return message(
        "Moved",
        f"{blog.title} comes to {moved.email.typed} from now on.",
        blog=blog,
        links=[Link("Back to the blog", blog.url)],
    )


async def show_erasure(request: Request) -> Response:
    """Show the button that erases."""
    counter = counter_of(request)
    blog = await counter.blog()
    subscription = await counter.look(erase.look_at_erasure, counter.token)
    if subscription is None:
        return _unknown(blog)
    return message(
        "Erase everything",
        f"All that is stored about {subscription.email.typed} goes, for good. What stays is a "
        "fingerprint that can't be turned back into the address; it keeps an import from "
        "bringing it back.",
        blog=blog,
        buttons=[Button("Erase everything", f"{ROOT}/erase/{counter.token}")],
    )


async def erase_person(request: Request) -> Response:
    """Erase the person."""
    counter = counter_of(request)
    blog = await counter.blog()
    if not await counter.do(erase.erase, counter.token):
        return _unknown(blog)
    if wants_json(request):
        return JSONResponse({"status": "erased"})
    return message("Erased", "Nothing is stored about this address any more.", blog=blog)


async def _choose(counter: Counter, form: Form) -> str | None:
    faults: dict[str, str] = {}
    choice = read_choice(form, await counter.blog(), faults)
    if faults or choice is None:
        raise FieldFaultsError(faults)
    good = await counter.do(use.choose, counter.token, choice, counter.origin)
    return "Saved. It counts from now on." if good else None


async def _pause(counter: Counter, form: Form) -> str | None:
    until = _until(form, counter.service.clock.now())
    good = await counter.do(use.pause, counter.token, until, counter.origin)
    return "Paused. It ends by itself." if good else None


async def _resume(counter: Counter, form: Form) -> str | None:
    del form
    good = await counter.do(use.resume, counter.token, counter.origin)
    return "It goes on from now." if good else None


async def _move(counter: Counter, form: Form) -> str | None:
    faults: dict[str, str] = {}
    email = read_email(form, faults)
    if email is None:
        raise FieldFaultsError(faults)
    good = await counter.do(use.ask_to_move, counter.token, email)
    return "If that address is free, a mail with one button is on its way there." if good else None


async def _erase(counter: Counter, form: Form) -> str | None:
    del form
    good = await counter.do(erase.ask_to_erase, counter.token)
    return "A mail with the button that erases is on its way." if good else None


ACTIONS = {
    "choose": _choose,
    "pause": _pause,
    "resume": _resume,
    "move": _move,
    "erase": _erase,
}


def _until(form: Form, now: datetime) -> datetime:
    months = MONTHS.get((form.get("months") or [""])[-1])
    if months:
        return now + months * MONTH
    try:
        day = datetime.strptime((form.get("until") or [""])[-1], "%Y-%m-%d").date()  # noqa: DTZ007 - a day
    except ValueError:
        raise FieldFaultsError({"until": "Choose a day."}) from None
    until = datetime.combine(day, time(), UTC)
    if not now < until <= now + LONGEST_PAUSE:
        raise FieldFaultsError({"until": "Choose a day within the next two years."})
    return until


async def _page(
    counter: Counter,
    *,
    done: str = "",
    faults: dict[str, str] | None = None,
    form: Form | None = None,
) -> Response:
    blog = await counter.blog()
    subscription = await counter.look(use.look, Purpose.MANAGE, counter.token)
    if subscription is None:
        return _unknown(blog)
    now = counter.service.clock.now()
    return page(
        "manage.html",
        blog,
        FAULTY_FORM if faults else 200,
        **_values(counter, subscription, now),
        done=done,
        faults={name: (faults or {}).get(name, "") for name in FAULTY},
        new_email=((form or {}).get("email") or [""])[-1],
    )


FAULTY = ("topics", "cadence", "until", "email")


def _values(counter: Counter, subscription: Subscription, now: datetime) -> dict[str, object]:
    links = counter.service.links
    return {
        "email": subscription.email.typed,
        "standing": status_in_words(subscription, now),
        "member": subscription.is_member(),
        "paused": subscription.status_at(now) is Status.PAUSED,
        "topics": subscription.choice.topics,
        "cadence": subscription.choice.cadence.value,
        "cadences": {cadence.value: words for cadence, words in CADENCES.items()},
        "tomorrow": (now + timedelta(days=1)).date().isoformat(),
        "action": f"{ROOT}/manage/{counter.token}",
        "receipt": links.path(links.receipt(subscription)),
        "leave": links.path(links.leave(subscription)),
    }


def _unknown(blog: Blog) -> Response:
    return message(
        "This link leads nowhere",
        "It may be too old, used up, or cut in two by a mail program. A fresh one is a mail away.",
        blog=blog,
        status=404,
        links=[Link("Mail me my link", f"{ROOT}/manage")],
    )
