"""The counter at which a request meets the service: who asks, and what is answered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Concatenate, ParamSpec, TypeVar

from anyio import to_thread
from starlette.responses import JSONResponse, RedirectResponse, Response

from rapport_subscriptions.web.bodies import wants_json
from rapport_subscriptions.web.origin import origin_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.requests import Request

    from rapport_subscriptions.errors import TooManyRequestsError
    from rapport_subscriptions.mail.worker import Sender
    from rapport_subscriptions.rules.blog import Blog
    from rapport_subscriptions.rules.consent import Origin
    from rapport_subscriptions.rules.pending_request import Request as Asked
    from rapport_subscriptions.runtime.batcher import Batcher
    from rapport_subscriptions.service import Service
    from rapport_subscriptions.use_cases.confirm import Answer, Press
    from rapport_subscriptions.use_cases.unit_of_work import Desk

    Intake = Batcher[Asked, TooManyRequestsError | None]
    Presses = Batcher[Press, Answer]

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")


@dataclass(frozen=True)
class Counter:
    """One request's way to the service."""

    request: Request
    service: Service
    sender: Sender
    intake: Intake
    presses: Presses

    @property
    def token(self) -> str:
        """The token in the request's path."""
        return str(self.request.path_params["token"])

    @property
    def origin(self) -> Origin:
        """Where the request comes from."""
        return origin_of(self.request, self.service.settings.trusted_proxies)

    async def blog(self) -> Blog:
        """Answer the blog as it is published now."""
        manifest = self.service.manifest
        known = manifest.at_hand()
        if known is None:
            known = await to_thread.run_sync(manifest.blog)
        return known

    async def do(
        self,
        use_case: Callable[Concatenate[Desk, Arguments], Result],
        *args: Arguments.args,
        **kwargs: Arguments.kwargs,
    ) -> Result:
        """Run a use case that writes, and wake the sender."""

        def run() -> Result:
            return self.service.do(use_case, *args, **kwargs)

        result = await to_thread.run_sync(run)
        self.sender.wake()
        return result

    async def write_down(self, asked: Asked) -> None:
        """Write down what somebody asks, together with what arrives at the same time."""
        fault = await self.intake.do(asked)
        if fault:
            raise fault
        self.sender.wake()

    async def press(self, press: Press) -> Answer:
        """Confirm, together with others who press at the same time."""
        answer = await self.presses.do(press)
        self.sender.wake()
        return answer

    async def look(
        self,
        use_case: Callable[Concatenate[Desk, Arguments], Result],
        *args: Arguments.args,
        **kwargs: Arguments.kwargs,
    ) -> Result:
        """Run a use case that only reads."""

        def run() -> Result:
            return self.service.look(use_case, *args, **kwargs)

        return await to_thread.run_sync(run)

    async def sent_to(self, path: str, status: str, code: int = 200) -> Response:
        """Lead a browser to a page of the blog; say a status to a program."""
        if wants_json(self.request):
            return JSONResponse({"status": status}, code)
        return RedirectResponse((await self.blog()).page(path), 303)


def counter_of(request: Request) -> Counter:
    """Answer the counter for a request."""
    state = request.app.state
    return Counter(request, state.service, state.sender, state.intake, state.presses)
