"""Links for people without an old email at hand: type the address, get one email."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import JSONResponse

from rapport_subscriptions.errors import InvalidFormError
from rapport_subscriptions.rules.form_fields import EMAIL
from rapport_subscriptions.rules.pending_request import RequestKind
from rapport_subscriptions.rules.phrases import form_errors_in_words
from rapport_subscriptions.rules.signup import read_email
from rapport_subscriptions.rules.texts import N_
from rapport_subscriptions.use_cases import receive_requests
from rapport_subscriptions.web.bodies import read_form, wants_json
from rapport_subscriptions.web.context import context_of
from rapport_subscriptions.web.pages import message, page

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

INVALID_FORM = 422
TEMPLATES = {
    RequestKind.UNSUBSCRIBE: "unsubscribe_by_address.html",
    RequestKind.MANAGE: "manage_by_address.html",
}
INBOX = {
    RequestKind.UNSUBSCRIBE: N_(
        "If this address is subscribed, we’ve sent it an email with the unsubscribe link."
    ),
    RequestKind.MANAGE: N_("If this address is subscribed, we’ve sent it an email with your link."),
}


async def show_unsubscribing(request: Request) -> Response:
    """Show the form for unsubscribing."""
    return await _show(request, RequestKind.UNSUBSCRIBE)


async def show_managing(request: Request) -> Response:
    """Show the form for managing."""
    return await _show(request, RequestKind.MANAGE)


async def ask_to_unsubscribe(request: Request) -> Response:
    """Have the unsubscribe link emailed to a typed address."""
    return await _ask(request, RequestKind.UNSUBSCRIBE)


async def ask_to_manage(request: Request) -> Response:
    """Have the manage link emailed to a typed address."""
    return await _ask(request, RequestKind.MANAGE)


async def _show(request: Request, kind: RequestKind) -> Response:
    blog = await context_of(request).blog()
    return page(TEMPLATES[kind], blog, email="", errors={EMAIL: ""})


async def _ask(request: Request, kind: RequestKind) -> Response:
    context = context_of(request)
    blog = await context.blog()
    form = await read_form(request, json_too=True)
    errors: dict[str, str] = {}
    email = read_email(form, errors)
    if email is None:
        if wants_json(request):
            raise InvalidFormError(errors)
        typed = (form.get(EMAIL) or [""])[-1]
        return page(
            TEMPLATES[kind],
            blog,
            INVALID_FORM,
            email=typed,
            errors=form_errors_in_words(errors, blog.texts),
        )
    now = context.service.clock.now()
    await context.write_down(receive_requests.asking_for_link(kind, email, context.origin, now))
    if wants_json(request):
        return JSONResponse({"status": "check-your-inbox"}, 202)
    return message(
        blog.texts.gettext("Check your inbox"),
        blog.texts.gettext(INBOX[kind]),
        blog=blog,
    )
