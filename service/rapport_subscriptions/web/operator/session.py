"""Operators' sessions: cookies, and protection against forged requests (CSRF)."""

from __future__ import annotations

import hmac
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse

from rapport_subscriptions.rules.links import OPERATOR
from rapport_subscriptions.rules.operator import SESSION_WITHIN
from rapport_subscriptions.rules.tokens import Purpose
from rapport_subscriptions.use_cases.operator_sign_in import OperatorSession, session_of
from rapport_subscriptions.web.bodies import Form, read_form
from rapport_subscriptions.web.context import RequestContext, context_of

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from starlette.requests import Request
    from starlette.responses import Response

    from rapport_subscriptions.service import Service
    from rapport_subscriptions.settings import Settings

    Endpoint = Callable[[Request], Awaitable[Response]]

BROWSER, SESSION = "rapport-browser", "rapport-operator"
"""The secret of the browser that asks for a link, and that of a session in it.

A session opens with both, so a stolen session cookie alone is useless.
"""
SECRET = re.compile(r"[A-Za-z0-9_-]{43}")
"""256 bits, as `new_seed` writes them."""
CSRF = "form"
"""The field in every form of the page, derived from a secret that no other site knows."""


@dataclass(frozen=True)
class Visit:
    """A request of a signed-in operator."""

    context: RequestContext
    session: OperatorSession
    csrf: str
    form: Form

    def field(self, name: str) -> str:
        """Return the value of a form's field."""
        return (self.form.get(name) or [""])[-1]


def operator_context(request: Request) -> RequestContext:
    """Return the context of a request; raise 404 if there is no operator's page."""
    context = context_of(request)
    if not context.service.settings.operators:
        raise HTTPException(404)
    return context


async def visit_of(context: RequestContext) -> Visit | None:
    """Return the operator's visit; None if nobody is signed in."""
    secret, browser = cookie(context, SESSION), cookie(context, BROWSER)
    session = await context.look(session_of, secret, browser) if secret and browser else None
    return Visit(context, session, form_token(context.service, secret), {}) if session else None


def shown(page: Callable[[Visit], Awaitable[Response]]) -> Endpoint:
    """Return the endpoint of a page for operators only; others are redirected to sign in."""

    async def endpoint(request: Request) -> Response:
        visit = await visit_of(operator_context(request))
        return await page(visit) if visit else _sign_in_first()

    return endpoint


def done(act: Callable[[Visit], Awaitable[Response]]) -> Endpoint:
    """Return the endpoint of a button that an operator clicked on our own page."""

    async def endpoint(request: Request) -> Response:
        context = operator_context(request)
        visit = await visit_of(context)
        if visit is None:
            return _sign_in_first()
        form = await read_own_form(context, cookie(context, SESSION))
        return await act(Visit(context, visit.session, visit.csrf, form))

    return endpoint


async def read_own_form(context: RequestContext, secret: str) -> Form:
    """Return a form that our own page sent; raise 403 for a forged one."""
    form = await read_form(context.request)
    given = (form.get(CSRF) or [""])[-1].encode("utf-8", "surrogatepass")
    expected = context.service.keys.candidates(Purpose.OPERATOR_FORM, secret)
    is_ours = any(hmac.compare_digest(given, token.encode()) for token in expected)
    site = context.request.headers.get("sec-fetch-site", "same-origin")
    if not secret or not is_ours or site != "same-origin":
        texts = (await context.blog()).texts
        raise HTTPException(403, texts.gettext("This form is too old. Load the page again."))
    return form


def form_token(service: Service, secret: str) -> str:
    """Return the CSRF token for the owner of a secret."""
    return service.keys.derive(Purpose.OPERATOR_FORM, secret)


def cookie(context: RequestContext, name: str) -> str:
    """Return the secret in a cookie, `""` if there is none of ours."""
    given = context.request.cookies.get(_named(context.service.settings, name), "")
    return given if SECRET.fullmatch(given) else ""


def set_cookie(response: Response, settings: Settings, name: str, value: str) -> None:
    """Set a cookie that no script can read and no other site can send."""
    response.set_cookie(
        _named(settings, name),
        value,
        max_age=round(SESSION_WITHIN.total_seconds()),
        path="/",
        secure=_is_secure(settings),
        httponly=True,
        samesite="strict",
    )


def _named(settings: Settings, name: str) -> str:
    """Return a cookie's name; with `__Host-`, no other host and no page without TLS can set it.

    A preview has no TLS, and browsers refuse the prefix there, so its cookies have none. It listens
    on this machine only, where cookies ignore ports: the name distinguishes previews.
    """
    if _is_secure(settings):
        return f"__Host-{name}"
    return f"{name}-{urlsplit(settings.public_url).port or 80}"


def _is_secure(settings: Settings) -> bool:
    return settings.public_url.startswith("https://")


def _sign_in_first() -> Response:
    return RedirectResponse(f"{OPERATOR}/", 303)
