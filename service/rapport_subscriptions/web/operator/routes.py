"""The routes of the operator's page; each is 404 unless the page is set up."""

from __future__ import annotations

from starlette.routing import Route

from rapport_subscriptions.rules.links import OPERATOR
from rapport_subscriptions.web.operator import mailings, overview, people, sign_in
from rapport_subscriptions.web.operator.session import done, shown

OPERATOR_ROUTES = [
    Route(OPERATOR, overview.without_slash, methods=["GET"]),
    Route(f"{OPERATOR}/", overview.start, methods=["GET"]),
    Route(f"{OPERATOR}/sign-in", sign_in.ask, methods=["POST"]),
    Route(f"{OPERATOR}/open/{{token}}", sign_in.show_button, methods=["GET"]),
    Route(f"{OPERATOR}/open/{{token}}", sign_in.open_page, methods=["POST"]),
    Route(f"{OPERATOR}/mailings", shown(mailings.show_mailings), methods=["GET"]),
    Route(f"{OPERATOR}/mailings/{{name}}", shown(mailings.show_mailing), methods=["GET"]),
    Route(f"{OPERATOR}/letters", done(mailings.command), methods=["POST"]),
    Route(f"{OPERATOR}/retry", done(mailings.retry), methods=["POST"]),
    Route(f"{OPERATOR}/test", done(mailings.test), methods=["POST"]),
    Route(f"{OPERATOR}/people", shown(people.show_form), methods=["GET"]),
    Route(f"{OPERATOR}/people", done(people.find), methods=["POST"]),
    Route(f"{OPERATOR}/people/export", done(people.export), methods=["POST"]),
    Route(f"{OPERATOR}/people/pause", done(people.pause), methods=["POST"]),
    Route(f"{OPERATOR}/people/unsubscribe", done(people.unsubscribe), methods=["POST"]),
    Route(f"{OPERATOR}/people/erase", done(people.erase), methods=["POST"]),
    Route(f"{OPERATOR}/sign-out", done(sign_in.sign_out), methods=["POST"]),
]
