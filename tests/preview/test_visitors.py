"""Who is shown what by a preview that another device may reach."""

from __future__ import annotations

import asyncio
import socket
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from rapport.errors import UsageError
from rapport.preview.listening import is_loopback, listen, outside_addresses
from rapport.preview.live_site import LiveSite
from rapport.preview.visitors import COOKIE, ENTRY, new_token
from rapport.preview.web import make_app

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from starlette.types import ASGIApp

TOKEN = "a-token-of-this-test"
PHONE = "192.168.1.77"
DESK = "192.168.1.5:8000"
PRIVATE = (
    "/inbox/",
    "/inbox",
    "/inbox/1/",
    "/inbox/letters/welcome/",
    "/subscriptions",
    "/subscriptions/leave",
    "/metrics",
    "/healthz",
)


def _say(_: Request) -> Response:
    return PlainTextResponse("the service")


SERVICE = Starlette(routes=[Route("/{path:path}", _say, methods=["GET", "POST"])])


@asynccontextmanager
async def _nothing_runs(_: Starlette) -> AsyncIterator[None]:
    yield


@pytest.fixture
def app(tmp_path: Path) -> Starlette:
    site = tmp_path / "site"
    (site / "articles").mkdir(parents=True)
    (site / "index.html").write_text("<html><body>Home</body></html>")
    (site / "articles/index.html").write_text("<html><body>Articles</body></html>")
    live = LiveSite("mkdocs.yml", site, "http://127.0.0.1:8000/")
    return make_app(live, SERVICE, tmp_path / "inbox", _nothing_runs, TOKEN)


class Client:
    """Somebody's browser, which keeps its cookies."""

    def __init__(self, app: ASGIApp, address: str, host: str) -> None:
        self._transport = httpx.ASGITransport(app, client=(address, 50000))
        self._cookies = httpx.Cookies()
        self._url = f"http://{host}"

    def get(self, path: str, **headers: str) -> httpx.Response:
        return asyncio.run(self._send("GET", path, headers))

    def post(self, path: str) -> httpx.Response:
        return asyncio.run(self._send("POST", path, {}))

    async def _send(self, method: str, path: str, headers: dict[str, str]) -> httpx.Response:
        async with httpx.AsyncClient(transport=self._transport, cookies=self._cookies) as client:
            answer = await client.request(method, f"{self._url}{path}", headers=headers)
            self._cookies = client.cookies
        return answer


@pytest.mark.parametrize("host", ["127.0.0.1:8000", "localhost:8000", "[::1]:8000"])
def test_this_machine_sees_everything_without_a_token(app: Starlette, host: str) -> None:
    near = Client(app, "127.0.0.1", host)
    assert near.get("/").status_code == 200
    assert near.get("/inbox/").status_code == 200
    assert near.get("/subscriptions").text == "the service"


def test_a_device_without_the_token_sees_nothing(app: Starlette) -> None:
    phone = Client(app, PHONE, DESK)
    for path in ("/", "/articles/", "/-/events", "/-/preview.js", *PRIVATE):
        assert phone.get(path).status_code == 403
    assert phone.get(f"{ENTRY}wrong/").status_code == 403
    assert phone.get("/", Cookie=f"{COOKIE}=wrong").status_code == 403
    assert phone.get("/", Cookie=f'{COOKIE}="').status_code == 403


def test_a_device_with_the_token_sees_the_site_and_no_mail(app: Starlette) -> None:
    phone = Client(app, PHONE, DESK)
    entered = phone.get(f"{ENTRY}{TOKEN}/")
    assert (entered.status_code, entered.headers["location"]) == (303, "/")
    cookie = entered.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert "Home" in phone.get("/").text
    assert "Articles" in phone.get("/articles/").text
    for path in PRIVATE:
        assert phone.get(path).status_code == 404
        assert "the service" not in phone.get(path).text
    assert phone.post("/subscriptions").status_code == 404
    assert TOKEN not in phone.get("/").text


@pytest.mark.parametrize("path", ["//inbox/", "/%69nbox/", "/./inbox/", "/-/../inbox/", "/INBOX/"])
def test_no_other_spelling_of_a_path_leads_to_the_mails(app: Starlette, path: str) -> None:
    phone = Client(app, PHONE, DESK)
    phone.get(f"{ENTRY}{TOKEN}/")
    answer = phone.get(path)
    assert answer.status_code == 404
    assert "No message yet" not in answer.text


def test_a_page_elsewhere_that_leads_its_name_here_is_not_taken_for_the_author(
    app: Starlette,
) -> None:
    rebound = Client(app, "127.0.0.1", "evil.example")
    assert rebound.get("/inbox/").status_code == 403


def test_on_this_machine_alone_nobody_else_is_let_in(tmp_path: Path) -> None:
    live = LiveSite("mkdocs.yml", tmp_path, "http://127.0.0.1:8000/")
    app = make_app(live, SERVICE, tmp_path / "inbox", _nothing_runs)
    assert Client(app, PHONE, DESK).get("/").status_code == 403
    assert Client(app, PHONE, DESK).get(ENTRY).status_code == 403
    assert Client(app, "127.0.0.1", "evil.example").get("/inbox/").status_code == 400


def test_no_two_previews_have_one_token() -> None:
    assert len({new_token() for _ in range(100)}) == 100
    assert min(len(new_token()) for _ in range(100)) >= 20


@pytest.mark.parametrize(
    ("host", "is_near"),
    [
        ("127.0.0.1", True),
        ("127.9.9.9", True),
        ("localhost", True),
        ("::1", True),
        ("[::1]", True),
        ("0.0.0.0", False),
        ("192.168.1.5", False),
        ("localhost.evil.example", False),
        ("127.0.0.1.evil.example", False),
        ("", False),
    ],
)
def test_only_loopback_addresses_are_this_machine(host: str, is_near: bool) -> None:
    assert is_loopback(host) is is_near


def test_the_author_reaches_a_preview_that_others_reach_too() -> None:
    sockets = listen("0.0.0.0", 0)
    try:
        port = sockets[0].getsockname()[1]
        sockets[0].listen()
        with socket.create_connection(("127.0.0.1", port), timeout=5):
            pass
        assert all(address.endswith(f":{port}") for address in outside_addresses(sockets))
        with pytest.raises(UsageError, match=f"Port {port} of 127.0.0.1 can't be used"):
            listen("127.0.0.1", port)
    finally:
        for listening in sockets:
            listening.close()


def test_on_loopback_there_is_no_address_for_others() -> None:
    sockets = listen("127.0.0.1", 0)
    assert outside_addresses(sockets) == []
    for listening in sockets:
        listening.close()
