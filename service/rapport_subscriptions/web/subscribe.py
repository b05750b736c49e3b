"""`POST /subscriptions`: the same response for every address."""

from __future__ import annotations

from typing import TYPE_CHECKING

from anyio import to_thread
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, RedirectResponse, Response

from rapport_subscriptions.errors import InvalidFormError
from rapport_subscriptions.rules import form_fields as fields
from rapport_subscriptions.rules.phrases import cadences, form_errors_in_words
from rapport_subscriptions.rules.proof_of_work import new_challenge, read_proof
from rapport_subscriptions.rules.series_phrases import pace_in_words
from rapport_subscriptions.rules.signup import read_signup
from rapport_subscriptions.rules.typos import suggestion
from rapport_subscriptions.use_cases import receive_requests
from rapport_subscriptions.use_cases.question_signup import count_honeypot, is_first_slip
from rapport_subscriptions.use_cases.rate_limit import admit
from rapport_subscriptions.web.bodies import Form, read_form, wants_json
from rapport_subscriptions.web.context import RequestContext, context_of
from rapport_subscriptions.web.pages import page

if TYPE_CHECKING:
    from starlette.requests import Request

    from rapport_subscriptions.rules.blog import Blog
    from rapport_subscriptions.rules.proof_of_work import Proof

INVALID_FORM = 422


async def subscribe(request: Request) -> Response:
    """Accept a sign-up; only the address's owner learns of the result, by email."""
    context = context_of(request)
    blog = await context.blog()
    form = await read_form(request, json_too=True)
    try:
        signup = read_signup(form, blog)
    except InvalidFormError as invalid:
        if fields.HONEYPOT in invalid.errors:
            await context.do(count_honeypot)
        return _invalid(request, blog, form, invalid.errors)
    meant = suggestion(signup.email)
    is_questioned: bool = bool(meant) and await context.do(is_first_slip, signup.email)
    if is_questioned:
        sentence = blog.texts.gettext(
            "Did you mean %(meant)s? If %(typed)s is right, send the form again.",
            meant=meant,
            typed=signup.email.typed,
        )
        return _invalid(request, blog, form, {fields.EMAIL: sentence})
    if context.service.settings.limits.altcha_cost:
        await context.do(admit, await _proof(context, form))
    now = context.service.clock.now()
    await context.write_down(receive_requests.signing_up(signup, context.origin, blog, now))
    if wants_json(request):
        return JSONResponse({"status": "check-your-inbox"}, 202)
    return RedirectResponse(blog.page("subscribe/check-your-inbox/"), 303)


async def challenge(request: Request) -> Response:
    """Return a challenge for ALTCHA's widget, and for the form of the blog."""
    service = context_of(request).service
    cost = service.settings.limits.altcha_cost
    if not cost:
        raise HTTPException(404)
    return JSONResponse(new_challenge(service.keys, cost, service.clock.now()))


async def form_is_on_the_blog(request: Request) -> Response:
    """Redirect to the blog's sign-up form if `/subscriptions` is opened by hand."""
    blog = await context_of(request).blog()
    return RedirectResponse(blog.page("subscribe/"), 303)


async def _proof(context: RequestContext, form: Form) -> Proof | None:
    proof, service = (form.get(fields.PROOF) or [""])[-1], context.service
    return await to_thread.run_sync(read_proof, service.keys, proof, service.clock.now())


def _paces(name: str, blog: Blog) -> dict[str, str]:
    """Return the paces that a series offers, with their words."""
    series = blog.series.get(name)
    return {pace.value: pace_in_words(pace, blog.texts) for pace in series.paces} if series else {}


def _invalid(request: Request, blog: Blog, form: Form, errors: dict[str, str]) -> Response:
    if wants_json(request):
        return JSONResponse({"errors": errors}, INVALID_FORM)

    def kept(field: str) -> str:
        return (form.get(field) or [""])[-1]

    return page(
        "signup.html",
        blog,
        INVALID_FORM,
        errors=form_errors_in_words(
            {field: errors.get(field, "") for field in (*fields.ALL, *fields.OF_SERIES)}, blog.texts
        ),
        email=kept(fields.EMAIL),
        topics=form.get(fields.TOPICS, []),
        cadence=kept(fields.CADENCE),
        cadences={cadence.value: words for cadence, words in cadences(blog.texts).items()},
        series=kept(fields.SERIES),
        pace=kept(fields.PACE),
        paces=_paces(kept(fields.SERIES), blog),
        wording=kept(fields.WORDING),
        page=kept(fields.PAGE),
        proof=kept(fields.PROOF),
    )
