"""The overview: how many people there are, growth, sign-up pages and choices."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from starlette.responses import RedirectResponse

from rapport_subscriptions.rules.growth import chart_of, days_of
from rapport_subscriptions.rules.links import OPERATOR
from rapport_subscriptions.rules.operator import OperatorAct
from rapport_subscriptions.rules.phrases import cadences
from rapport_subscriptions.rules.subscription import Status
from rapport_subscriptions.rules.sums import ACT, CADENCE, PAGE, STATUS, TOPIC
from rapport_subscriptions.rules.texts import N_
from rapport_subscriptions.use_cases.keep_sums import KEPT_AT
from rapport_subscriptions.use_cases.operator_sign_in import who
from rapport_subscriptions.web.operator.page import day_in_words, operator_page, time_in_words
from rapport_subscriptions.web.operator.session import Visit, operator_context, visit_of
from rapport_subscriptions.web.operator.sign_in import show_form

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from starlette.requests import Request
    from starlette.responses import Response

    from rapport_subscriptions.rules.blog import Blog
    from rapport_subscriptions.rules.operator import AuditLine
    from rapport_subscriptions.rules.texts import Texts
    from rapport_subscriptions.use_cases.unit_of_work import UnitOfWork

ACTS_SHOWN = 20
PAGES_SHOWN = 10
SPANS = (30, 90, 365)
"""The most days that can be shown."""

ACTS = {
    OperatorAct.SIGNED_IN: N_("Signed in"),
    OperatorAct.SIGNED_OUT: N_("Signed out"),
    OperatorAct.HELD: N_("Held letters"),
    OperatorAct.RELEASED: N_("Let letters go"),
    OperatorAct.SKIPPED: N_("Skipped letters"),
    OperatorAct.RETRIED: N_("Had the mail server tried again"),
    OperatorAct.TESTED: N_("Mailed a test"),
    OperatorAct.LOOKED_UP: N_("Looked somebody up"),
    OperatorAct.EXPORTED: N_("Downloaded what is stored about somebody"),
    OperatorAct.PAUSED: N_("Paused somebody"),
    OperatorAct.UNSUBSCRIBED: N_("Unsubscribed somebody"),
    OperatorAct.ERASED: N_("Erased somebody"),
}
STATUSES = {
    Status.CONFIRMED: N_("Subscribed"),
    Status.PAUSED: N_("Paused"),
    Status.PENDING: N_("Not confirmed yet"),
    Status.UNSUBSCRIBED: N_("Unsubscribed"),
    Status.SUPPRESSED: N_("Stopped"),
}


@dataclass(frozen=True)
class Seen:
    """The stored data of the page: sums, and the latest actions of operators."""

    people: Mapping[str, int]
    counted_at: datetime | None
    acts: Mapping[tuple[str, str], int]
    pages: Mapping[str, int]
    topics: Mapping[str, int]
    cadences: Mapping[str, int]
    audit: Sequence[AuditLine]
    names: Mapping[str, str]
    """The addresses of operators, by their hashes."""


async def without_slash(request: Request) -> Response:
    """Redirect a hand-typed URL to the page."""
    operator_context(request)
    return RedirectResponse(f"{OPERATOR}/", 303)


async def start(request: Request) -> Response:
    """Show the overview, or the form to sign in."""
    context = operator_context(request)
    visit = await visit_of(context)
    return await _overview(visit) if visit else await show_form(context)


async def _overview(visit: Visit) -> Response:
    days_given = visit.context.request.query_params.get("days", "")
    span = int(days_given) if days_given in {str(offered) for offered in SPANS} else SPANS[0]
    last = visit.context.service.clock.now().date()
    first = last - timedelta(days=span - 1)
    seen = await visit.context.look(_look, first)
    blog = await visit.context.blog()
    days = days_of(seen.acts, first, last)
    return operator_page(
        "overview.html",
        visit,
        blog,
        span=span,
        spans=SPANS,
        people=_people(seen, blog.texts) if seen.counted_at else [],
        counted_at=time_in_words(seen.counted_at, blog.texts) if seen.counted_at else "",
        chart=chart_of(days),
        first=day_in_words(first, blog.texts),
        last=day_in_words(last, blog.texts),
        days=[
            (day_in_words(day.day, blog.texts), day) for day in reversed(days) if not day.is_empty
        ],
        pages=_most(seen.pages)[:PAGES_SHOWN],
        topics=_topics(seen.topics, blog),
        cadences=_cadences(seen.cadences, blog.texts),
        acts=[_act(line, seen, blog.texts) for line in seen.audit],
    )


def _look(work: UnitOfWork, first: date) -> Seen:
    since = first.isoformat()
    counted_at = work.tx.marks.get(KEPT_AT)
    day = counted_at.date().isoformat() if counted_at else since
    people = work.tx.sums.by_day(STATUS, day)
    audit = work.tx.operators.newest_acts(ACTS_SHOWN)
    known = {line.operator: who(work, line.operator) for line in audit}
    return Seen(
        people={name: number for (at, name), number in people.items() if at == day},
        counted_at=counted_at,
        acts=work.tx.sums.by_day(ACT, since),
        pages=work.tx.sums.total(PAGE, since),
        topics=work.tx.sums.total(TOPIC, since),
        cadences=work.tx.sums.total(CADENCE, since),
        audit=audit,
        names={operator: email.typed for operator, email in known.items() if email},
    )


def _people(seen: Seen, texts: Texts) -> list[tuple[str, int]]:
    return [
        (texts.gettext(words), seen.people.get(status.value, 0))
        for status, words in STATUSES.items()
    ]


def _topics(numbers: Mapping[str, int], blog: Blog) -> list[tuple[str, int]]:
    every = blog.texts.gettext("every article")
    return [
        (blog.topic_names((slug,))[0] if slug else every, number)
        for slug, number in _most(numbers)[:PAGES_SHOWN]
    ]


def _cadences(numbers: Mapping[str, int], texts: Texts) -> list[tuple[str, int]]:
    rows = ((words, numbers.get(cadence.value, 0)) for cadence, words in cadences(texts).items())
    return [(words, number) for words, number in rows if number]


def _act(line: AuditLine, seen: Seen, texts: Texts) -> dict[str, str]:
    return {
        "at": time_in_words(line.at, texts),
        "words": texts.gettext(ACTS[line.act]),
        "about": line.about,
        "who": seen.names.get(line.operator, ""),
    }


def _most(numbers: Mapping[str, int]) -> list[tuple[str, int]]:
    return sorted(numbers.items(), key=lambda item: (-item[1], item[0]))
