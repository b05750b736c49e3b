"""Which address of the operator's page is answered by whom; each is 404 unless it is set up."""

from __future__ import annotations

from starlette.routing import Route

from rapport_subscriptions.rules.links import OPERATOR
from rapport_subscriptions.web.operator import overview, sign_in
from rapport_subscriptions.web.operator.session import done

OPERATOR_ROUTES = [
    Route(f"{OPERATOR}/", overview.start, methods=["GET"]),
    Route(f"{OPERATOR}/sign-in", sign_in.ask, methods=["POST"]),
    Route(f"{OPERATOR}/open/{{token}}", sign_in.show_button, methods=["GET"]),
    Route(f"{OPERATOR}/open/{{token}}", sign_in.open_page, methods=["POST"]),
    Route(f"{OPERATOR}/sign-out", done(sign_in.sign_out), methods=["POST"]),
]
