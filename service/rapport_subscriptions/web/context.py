"""What a web request needs: the service, its worker, and its origin."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, Concatenate, ParamSpec, TypeVar

from anyio import to_thread
from starlette.responses import JSONResponse, RedirectResponse, Response

from rapport_subscriptions.errors import DatabaseHangsError
from rapport_subscriptions.web.bodies import wants_json
from rapport_subscriptions.web.origin import origin_of

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from starlette.requests import Request

    from rapport_subscriptions.errors import TooManyRequestsError
    from rapport_subscriptions.mail.worker import MailWorker
    from rapport_subscriptions.rules.blog import Blog
    from rapport_subscriptions.rules.consent import Origin
    from rapport_subscriptions.rules.pending_request import PendingRequest
    from rapport_subscriptions.runtime.batcher import Batcher
    from rapport_subscriptions.service import Service
    from rapport_subscriptions.use_cases.confirm import Click
    from rapport_subscriptions.use_cases.link_result import LinkResult
    from rapport_subscriptions.use_cases.unit_of_work import UnitOfWork

    Intake = Batcher[PendingRequest, TooManyRequestsError | None]
    Confirmations = Batcher[Click, LinkResult]

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")


@dataclass(frozen=True)
class RequestContext:
    """The context of one request."""

    request: Request
    service: Service
    worker: MailWorker
    intake: Intake
    confirmations: Confirmations

    @property
    def token(self) -> str:
        """The token in the request's path."""
        return str(self.request.path_params["token"])

    @property
    def origin(self) -> Origin:
        """The origin of the request."""
        return origin_of(self.request, self.service.settings.trusted_proxies)

    async def blog(self) -> Blog:
        """Return the blog as it is published now."""
        manifest = self.service.manifest
        known = manifest.at_hand()
        if known is None:
            known = await to_thread.run_sync(manifest.blog)
        return known

    async def do(
        self,
        use_case: Callable[Concatenate[UnitOfWork, Arguments], Result],
        *args: Arguments.args,
        **kwargs: Arguments.kwargs,
    ) -> Result:
        """Run a use case that writes, and wake the worker."""

        def run() -> Result:
            return self.service.do(use_case, *args, **kwargs)

        result = await self._within(to_thread.run_sync(run, abandon_on_cancel=True))
        self.worker.wake()
        return result

    async def write_down(self, request: PendingRequest) -> None:
        """Store a request together with those that arrive at the same time."""
        error = await self._within(self.intake.do(request))
        if error:
            raise error
        self.worker.wake()

    async def confirm(self, click: Click) -> LinkResult:
        """Confirm together with other clicks that arrive at the same time."""
        answer = await self._within(self.confirmations.do(click))
        self.worker.wake()
        return answer

    async def look(
        self,
        use_case: Callable[Concatenate[UnitOfWork, Arguments], Result],
        *args: Arguments.args,
        **kwargs: Arguments.kwargs,
    ) -> Result:
        """Run a use case that only reads."""

        def run() -> Result:
            return self.service.look(use_case, *args, **kwargs)

        return await self._within(to_thread.run_sync(run, abandon_on_cancel=True))

    async def _within(self, answer: Awaitable[Result]) -> Result:
        """Wait for the database up to its timeout: no request hangs with it."""
        patience = self.service.store.patience
        try:
            async with asyncio.timeout(patience):
                return await answer
        except TimeoutError:
            raise DatabaseHangsError(patience) from None

    async def sent_to(self, path: str, status: str, code: int = 200) -> Response:
        """Redirect a browser to a page of the blog; return a status to a program."""
        if wants_json(self.request):
            return JSONResponse({"status": status}, code)
        return RedirectResponse((await self.blog()).page(path), 303)


def context_of(request: Request) -> RequestContext:
    """Return the context of a request."""
    state = request.app.state
    return RequestContext(
        request, state.service, state.mail_worker, state.intake, state.confirmations
    )
