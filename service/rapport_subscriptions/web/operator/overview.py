"""The first page: who is signed in, and what operators did last."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rapport_subscriptions.rules.operator import OperatorAct
from rapport_subscriptions.rules.phrases import date_in_words
from rapport_subscriptions.rules.texts import N_
from rapport_subscriptions.use_cases.operator_sign_in import who
from rapport_subscriptions.web.operator.page import operator_page
from rapport_subscriptions.web.operator.session import Visit, operator_context, visit_of
from rapport_subscriptions.web.operator.sign_in import show_form

if TYPE_CHECKING:
    from collections.abc import Sequence

    from starlette.requests import Request
    from starlette.responses import Response

    from rapport_subscriptions.rules.operator import AuditLine
    from rapport_subscriptions.use_cases.unit_of_work import UnitOfWork

ACTS_SHOWN = 20
ACTS = {
    OperatorAct.SIGNED_IN: N_("Signed in"),
    OperatorAct.SIGNED_OUT: N_("Signed out"),
}


@dataclass(frozen=True)
class Seen:
    """What the page shows, as it is stored."""

    acts: Sequence[AuditLine]
    names: dict[str, str]
    """The addresses of those who acted, by their hashes."""


async def start(request: Request) -> Response:
    """Show the overview, or the form to sign in."""
    context = operator_context(request)
    visit = await visit_of(context)
    return await _overview(visit) if visit else await show_form(context)


async def _overview(visit: Visit) -> Response:
    seen = await visit.context.look(_look)
    blog = await visit.context.blog()
    acts = [
        {
            "at": f"{date_in_words(line.at, blog.texts)}, {line.at:%H:%M} UTC",
            "words": blog.texts.gettext(ACTS[line.act]),
            "about": line.about,
            "who": seen.names.get(line.operator, ""),
        }
        for line in seen.acts
    ]
    return operator_page("overview.html", visit, blog, acts=acts)


def _look(work: UnitOfWork) -> Seen:
    acts = work.tx.operators.newest_acts(ACTS_SHOWN)
    known = {line.operator: who(work, line.operator) for line in acts}
    return Seen(acts, {operator: email.typed for operator, email in known.items() if email})
