"""Which address is answered by whom."""

from __future__ import annotations

from starlette.routing import Route

from rapport_subscriptions.links import ROOT
from rapport_subscriptions.web import (
    by_address,
    confirm,
    leave,
    manage,
    moving,
    operating,
    papers,
    published,
    subscribe,
)

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
    Route(f"{ROOT}/leave", by_address.show_leaving, methods=["GET"]),
    Route(f"{ROOT}/leave", by_address.ask_to_leave, methods=["POST"]),
    Route(f"{ROOT}/leave/{{token}}", leave.show, methods=["GET"]),
    Route(f"{ROOT}/leave/{{token}}", leave.leave, methods=["POST"]),
    Route(f"{ROOT}/undo/{{token}}", leave.show_undo, methods=["GET"]),
    Route(f"{ROOT}/undo/{{token}}", leave.undo, methods=["POST"]),
    Route(f"{ROOT}/manage", by_address.show_managing, methods=["GET"]),
    Route(f"{ROOT}/manage", by_address.ask_to_manage, methods=["POST"]),
    Route(f"{ROOT}/manage/{{token}}", manage.show, methods=["GET"]),
    Route(f"{ROOT}/manage/{{token}}", manage.change, methods=["POST"]),
    Route(f"{ROOT}/manage/{{token}}/download", papers.download, methods=["GET"]),
    Route(f"{ROOT}/receipt/{{token}}", papers.receipt, methods=["GET"]),
    Route(f"{ROOT}/move/{{token}}", moving.show_move, methods=["GET"]),
    Route(f"{ROOT}/move/{{token}}", moving.move, methods=["POST"]),
    Route(f"{ROOT}/erase/{{token}}", moving.show_erasure, methods=["GET"]),
    Route(f"{ROOT}/erase/{{token}}", moving.erase_person, methods=["POST"]),
    Route(f"{ROOT}/published", published.published, methods=["POST"]),
    Route(f"{ROOT}/assets/service.css", operating.css, methods=["GET"]),
    Route("/healthz", operating.healthz, methods=["GET"]),
    Route("/metrics", operating.metrics, methods=["GET"]),
]
