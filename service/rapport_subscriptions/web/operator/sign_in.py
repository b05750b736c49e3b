"""Signing in and out: a form, an emailed link, and the button behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import RedirectResponse

from rapport_subscriptions.rules.form_fields import EMAIL
from rapport_subscriptions.rules.links import OPERATOR
from rapport_subscriptions.rules.phrases import form_errors_in_words
from rapport_subscriptions.rules.signup import read_email
from rapport_subscriptions.rules.tokens import new_seed
from rapport_subscriptions.use_cases import operator_sign_in as use
from rapport_subscriptions.web.operator.session import (
    BROWSER,
    SESSION,
    Visit,
    cookie,
    form_token,
    operator_context,
    read_own_form,
    set_cookie,
)
from rapport_subscriptions.web.pages import Button, PageLink, message, page

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.requests import Request
    from starlette.responses import Response

    from rapport_subscriptions.web.context import RequestContext

INVALID_FORM = 422


async def show_form(
    context: RequestContext, typed: str = "", errors: Mapping[str, str] | None = None
) -> Response:
    """Show the form that asks for a link, and give the browser the secret that binds it."""
    browser = cookie(context, BROWSER) or new_seed()
    response = page(
        "operator/sign_in.html",
        await context.blog(),
        INVALID_FORM if errors else 200,
        csrf=form_token(context.service, browser),
        email=typed,
        errors=errors or {EMAIL: ""},
    )
    set_cookie(response, context.service.settings, BROWSER, browser)
    return response


async def ask(request: Request) -> Response:
    """Have a link emailed to an operator; the response is the same for every address."""
    context = operator_context(request)
    browser = cookie(context, BROWSER)
    form = await read_own_form(context, browser)
    errors: dict[str, str] = {}
    email = read_email(form, errors)
    blog = await context.blog()
    if email is None:
        typed = (form.get(EMAIL) or [""])[-1]
        return await show_form(context, typed, form_errors_in_words(errors, blog.texts))
    await context.do(use.ask_for_link, email, browser, context.origin)
    return message(
        blog.texts.gettext("Check your inbox"),
        blog.texts.gettext(
            "If this address is an operator’s, we’ve sent it a link. Open it in this browser "
            "within ten minutes."
        ),
        blog=blog,
    )


async def show_button(request: Request) -> Response:
    """Show the button behind an emailed link; opening the page uses nothing up."""
    context = operator_context(request)
    blog = await context.blog()
    token = request.path_params["token"]
    return message(
        blog.texts.gettext("Sign in"),
        blog.texts.gettext("This opens the operator’s page in the browser that asked for it."),
        blog=blog,
        buttons=[Button(blog.texts.gettext("Sign in"), f"{OPERATOR}/open/{token}")],
    )


async def open_page(request: Request) -> Response:
    """Sign in with an emailed link: its secret and the browser's are the proof (no CSRF token)."""
    context = operator_context(request)
    token, browser = str(request.path_params["token"]), cookie(context, BROWSER)
    secret = await context.do(use.open_session, token, browser, context.origin)
    if secret is None:
        blog = await context.blog()
        _ = blog.texts.gettext
        sentence = _(
            "It works once, for ten minutes, and only in the browser that asked for it. Ask for a "
            "new one here, and open it here."
        )
        links = [PageLink(_("Sign in"), f"{OPERATOR}/")]
        return message(_("This link doesn’t work"), sentence, blog=blog, status=404, links=links)
    response = RedirectResponse(f"{OPERATOR}/", 303)
    set_cookie(response, context.service.settings, BROWSER, browser)
    set_cookie(response, context.service.settings, SESSION, secret)
    return response


async def sign_out(visit: Visit) -> Response:
    """End the session."""
    await visit.context.do(use.sign_out, visit.session)
    response = RedirectResponse(f"{OPERATOR}/", 303)
    set_cookie(response, visit.context.service.settings, SESSION, "")
    return response
