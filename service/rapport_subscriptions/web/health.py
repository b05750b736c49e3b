"""Health checks and metrics, for operators and their machines."""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, PlainTextResponse, Response

from rapport_subscriptions.errors import BlogUnknownError, DatabaseError
from rapport_subscriptions.rules.article import ArticleState
from rapport_subscriptions.rules.look import OUR_LOOK
from rapport_subscriptions.rules.mailing import MailingState
from rapport_subscriptions.rules.outbox import MailState
from rapport_subscriptions.rules.subscription import Status
from rapport_subscriptions.use_cases.look_at_queue import longest_wait
from rapport_subscriptions.use_cases.readiness import is_silent, probe
from rapport_subscriptions.use_cases.unit_of_work import FAILED, REFUSED, STEP
from rapport_subscriptions.web.context import context_of
from rapport_subscriptions.web.origin import is_in
from rapport_subscriptions.web.pages import stylesheet

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from starlette.requests import Request

    from rapport_subscriptions.rules.sending_hold import SendingHold
    from rapport_subscriptions.use_cases.unit_of_work import UnitOfWork


LEAST_ROOM = 100_000_000
"""Free bytes that an SQLite database needs for its next hours."""


async def healthz(request: Request) -> Response:
    """Say that this process is alive, without querying anything."""
    del request
    return JSONResponse({"status": "ok"})


async def readyz(request: Request) -> Response:
    """Say whether the service can do its work, to the networks that may see metrics."""
    context = context_of(request)
    if not is_in(context.origin.network, context.service.settings.metrics_for):
        raise HTTPException(404)
    now = context.service.clock.now()
    states: dict[str, str] = {"manifest": _manifest(context.service.manifest.read_at(), now)}
    is_ready = True
    try:
        last_beat = await context.do(probe)
        states["database"] = "takes writes"
        is_ready = not is_silent(last_beat, now)
        states["mail worker"] = _heard(last_beat, now)
    except DatabaseError as error:
        is_ready, states["database"] = False, str(error)
    free = room_of(context.service.settings.database_url)
    if free is not None:
        states["free disk"] = f"{free / 1e6:,.0f} MB"
        is_ready = is_ready and free >= LEAST_ROOM
    answer = {"status": "ready" if is_ready else "not ready", **states}
    return JSONResponse(answer, 200 if is_ready else 503)


def room_of(database_url: str) -> int | None:
    """Return the free bytes of an SQLite database's disk; None for a server's."""
    kind, _, path = database_url.partition(":///")
    if kind != "sqlite":
        return None
    try:
        return shutil.disk_usage(Path(path).absolute().parent).free
    except OSError:
        return None


def _heard(last_beat: datetime | None, now: datetime) -> str:
    if last_beat is None:
        return "not heard of yet"
    return f"heard of {max(0, (now - last_beat).total_seconds()):,.0f} s ago"


def _manifest(read_at: datetime | None, now: datetime) -> str:
    if read_at is None:
        return "the saved copy: the blog could not be read since the start"
    return f"read {max(0, (now - read_at).total_seconds()):,.0f} s ago"


async def metrics(request: Request) -> Response:
    """Return metrics in Prometheus' format, to the networks that the operator names."""
    context = context_of(request)
    if not is_in(context.origin.network, context.service.settings.metrics_for):
        raise HTTPException(404)
    numbers, hold, counted, waited = await context.look(gather)
    lines = [
        "# HELP rapport_subscriptions Subscriptions by status.",
        "# TYPE rapport_subscriptions gauge",
        *(_line("subscriptions", "status", status, numbers) for status in Status),
        "# HELP rapport_mails Mails by state.",
        "# TYPE rapport_mails gauge",
        *(_line("mails", "state", state, numbers) for state in MailState),
        "# HELP rapport_articles Articles by state; only what is released is mailed.",
        "# TYPE rapport_articles gauge",
        *(_line("articles", "state", state, numbers) for state in ArticleState),
        "# HELP rapport_mailings Mailings of articles by state.",
        "# TYPE rapport_mailings gauge",
        *(_line("mailings", "state", state, numbers) for state in MailingState),
        "# HELP rapport_requests Requests waiting to be processed.",
        "# TYPE rapport_requests gauge",
        f"rapport_requests {numbers.get('requests', 0)}",
        "# HELP rapport_signup_waiting_seconds How long the oldest sign-up waits for room.",
        "# TYPE rapport_signup_waiting_seconds gauge",
        f"rapport_signup_waiting_seconds {waited.total_seconds():.0f}",
        "# HELP rapport_sending_held Whether all email is held: the mail server refuses us.",
        "# TYPE rapport_sending_held gauge",
        f"rapport_sending_held {int(hold is not None and hold.is_on)}",
        *_counted("rapport_refused_last_week", "Requests refused", "cause", REFUSED, counted),
        *_counted("rapport_failed_last_week", "Emails failed", "cause", FAILED, counted),
        *_counted("rapport_steps_last_week", "Sign-ups by step", "step", STEP, counted),
    ]
    return PlainTextResponse("\n".join(lines) + "\n", media_type="text/plain; version=0.0.4")


def gather(
    work: UnitOfWork,
) -> tuple[dict[str, int], SendingHold | None, Mapping[str, int], timedelta]:
    """Return all numbers of the metrics."""
    week = work.now - timedelta(days=7)
    counted = {
        name: number
        for prefix in (REFUSED, FAILED, STEP)
        for name, number in work.tx.counters.totals(prefix, week).items()
    }
    return (
        work.tx.numbers(),
        work.tx.outbox.hold(),
        counted,
        longest_wait(work.tx.requests, work.now),
    )


def _counted(
    metric: str, what: str, label: str, prefix: str, counted: Mapping[str, int]
) -> list[str]:
    names = sorted(name for name in counted if name.startswith(prefix))
    return [
        f"# HELP {metric} {what} in the last seven days.",
        f"# TYPE {metric} gauge",
        *(f'{metric}{{{label}="{name.removeprefix(prefix)}"}} {counted[name]}' for name in names),
    ]


async def css(request: Request) -> Response:
    """Return the stylesheet of the service's pages, in the blog's look if it is known."""
    try:
        blog = request.app.state.service.manifest.at_hand()
    except BlogUnknownError:
        blog = None
    return stylesheet(blog.look if blog else OUR_LOOK)


def _line(table: str, label: str, value: str, numbers: dict[str, int]) -> str:
    return f'rapport_{table}{{{label}="{value}"}} {numbers.get(f"{table}.{value}", 0)}'
