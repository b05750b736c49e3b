"""Which address is answered by whom."""

from __future__ import annotations

from starlette.routing import Route

from rapport_subscriptions.rules.links import ROOT
from rapport_subscriptions.web import (
    by_address,
    confirm,
    health,
    manage,
    moving,
    promise,
    publish_hook,
    receipts,
    sign_up_again,
    subscribe,
    unsubscribe,
)
from rapport_subscriptions.web.operator.routes import OPERATOR_ROUTES

ROUTES = [
    Route(ROOT, subscribe.subscribe, methods=["POST"]),
    Route(ROOT, subscribe.form_is_on_the_blog, methods=["GET"]),
    Route(f"{ROOT}/challenge", subscribe.challenge, methods=["GET"]),
    Route(f"{ROOT}/confirm/{{token}}", confirm.show, methods=["GET"]),
    Route(f"{ROOT}/confirm/{{token}}", confirm.confirm, methods=["POST"]),
    Route(f"{ROOT}/renew/{{token}}", confirm.show, methods=["GET"]),
    Route(f"{ROOT}/renew/{{token}}", confirm.renew, methods=["POST"]),
    Route(f"{ROOT}/refuse/{{token}}", confirm.show_refusal, methods=["GET"]),
    Route(f"{ROOT}/refuse/{{token}}", confirm.refuse, methods=["POST"]),
    Route(f"{ROOT}/unsubscribe", by_address.show_unsubscribing, methods=["GET"]),
    Route(f"{ROOT}/unsubscribe", by_address.ask_to_unsubscribe, methods=["POST"]),
    Route(f"{ROOT}/unsubscribe/{{token}}", unsubscribe.show, methods=["GET"]),
    Route(f"{ROOT}/unsubscribe/{{token}}", unsubscribe.unsubscribe, methods=["POST"]),
    # the names of these links until 2026: they stand in mails that are kept for years
    Route(f"{ROOT}/leave", by_address.show_unsubscribing, methods=["GET"]),
    Route(f"{ROOT}/leave", by_address.ask_to_unsubscribe, methods=["POST"]),
    Route(f"{ROOT}/leave/{{token}}", unsubscribe.show, methods=["GET"]),
    Route(f"{ROOT}/leave/{{token}}", unsubscribe.unsubscribe, methods=["POST"]),
    Route(f"{ROOT}/undo/{{token}}", unsubscribe.show_undo, methods=["GET"]),
    Route(f"{ROOT}/undo/{{token}}", unsubscribe.undo, methods=["POST"]),
    Route(f"{ROOT}/manage", by_address.show_managing, methods=["GET"]),
    Route(f"{ROOT}/manage", by_address.ask_to_manage, methods=["POST"]),
    Route(f"{ROOT}/manage/{{token}}", manage.show, methods=["GET"]),
    Route(f"{ROOT}/manage/{{token}}", manage.change, methods=["POST"]),
    Route(f"{ROOT}/account/{{token}}", manage.show_account, methods=["GET"]),
    Route(f"{ROOT}/account/{{token}}", manage.change_account, methods=["POST"]),
    Route(f"{ROOT}/account/{{token}}/download", receipts.download, methods=["GET"]),
    Route(f"{ROOT}/account/{{token}}/receipt", receipts.full_receipt, methods=["GET"]),
    Route(f"{ROOT}/receipt/{{token}}", receipts.receipt, methods=["GET"]),
    Route(f"{ROOT}/move/{{token}}", moving.show_move, methods=["GET"]),
    Route(f"{ROOT}/move/{{token}}", moving.move, methods=["POST"]),
    Route(f"{ROOT}/move-back/{{token}}", moving.show_moving_back, methods=["GET"]),
    Route(f"{ROOT}/move-back/{{token}}", moving.move_back, methods=["POST"]),
    Route(f"{ROOT}/change/{{token}}", sign_up_again.show, methods=["GET"]),
    Route(f"{ROOT}/change/{{token}}", sign_up_again.change, methods=["POST"]),
    Route(f"{ROOT}/erase/{{token}}", moving.show_erasure, methods=["GET"]),
    Route(f"{ROOT}/erase/{{token}}", moving.erase_person, methods=["POST"]),
    Route(f"{ROOT}/promise", promise.as_page, methods=["GET"]),
    Route(f"{ROOT}/promise.json", promise.as_json, methods=["GET"]),
    Route(f"{ROOT}/published", publish_hook.published, methods=["POST"]),
    Route(f"{ROOT}/assets/service.css", health.css, methods=["GET"]),
    Route("/healthz", health.healthz, methods=["GET"]),
    Route("/readyz", health.readyz, methods=["GET"]),
    Route("/metrics", health.metrics, methods=["GET"]),
    *OPERATOR_ROUTES,
]
