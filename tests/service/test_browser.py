"""The service's pages in a real browser: for eyes, for keyboards, and against eager scanners."""

from __future__ import annotations

import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.chromium import USUAL, chromium, in_all_faces
from tests.ports import free_port
from tests.service.service_under_test import form
from tests.service.serving import environment, run, serving
from tests.service.test_commands import links

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

    from tests.service.serving import Server


@pytest.fixture(scope="module")
def browser(request: pytest.FixtureRequest) -> Iterator[Browser]:
    """Chromium with the usual faces, or with those that `in_all_faces` asks for."""
    with chromium(getattr(request, "param", USUAL)) as opened:
        yield opened


class Quiet(SimpleHTTPRequestHandler):
    """Serves files and says nothing."""

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name there
        pass


@pytest.fixture
def blog(tmp_path: Path) -> Iterator[str]:
    """A blog on an origin of its own."""
    welcome = tmp_path / "site" / "subscribe" / "confirmed" / "index.html"
    welcome.parent.mkdir(parents=True)
    welcome.write_text("<!doctype html><title>In</title><link rel=icon href=data:,>You're in.")
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(tmp_path / "site")))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


@pytest.fixture
def server(tmp_path: Path, blog: str) -> Iterator[Server]:
    port = free_port()
    environ = environment(tmp_path, f"sqlite:///{tmp_path}/x.db", port, blog)
    with serving(environ, port) as running:
        running.client.post("/subscriptions", data=form())
        yield running


@pytest.fixture(params=["light", "dark"])
def page(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    context = browser.new_context(
        viewport={"width": 320, "height": 640}, color_scheme=request.param
    )
    opened = context.new_page()
    yield opened
    context.close()


@in_all_faces
@pytest.mark.usefixtures("server")
def test_a_reader_gets_in_changes_and_leaves_by_keyboard(
    page: Page, blog: str, tmp_path: Path
) -> None:
    confirm = links(tmp_path, "confirm")
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text))
    page.goto(confirm)
    page.wait_for_timeout(500)
    assert "pending" in status(tmp_path), "a browser that runs scripts confirms nothing"
    judge(page)
    press(page, "Confirm")
    page.wait_for_url(f"{blog}subscribe/confirmed/")
    assert "confirmed" in status(tmp_path)
    page.goto(links(tmp_path, "manage"))
    judge(page)
    page.get_by_label("Once a month").check()
    press(page, "Save")
    page.get_by_role("status").wait_for()
    assert "monthly" in status(tmp_path)
    page.goto(links(tmp_path, "receipt"))
    judge(page)
    page.goto(links(tmp_path, "unsubscribe"))
    judge(page)
    press(page, "Unsubscribe")
    page.get_by_role("heading", name="You’re unsubscribed").wait_for()
    judge(page)
    assert "unsubscribed" in status(tmp_path)
    press(page, "Undo (I clicked by mistake)")
    page.get_by_role("heading", name="You’re subscribed again").wait_for()
    assert "confirmed" in status(tmp_path)
    assert complaints == []


def test_an_invalid_form_can_be_corrected_where_it_stands(server: Server, page: Page) -> None:
    page.goto(f"http://127.0.0.1:{server.port}/subscriptions/unsubscribe")
    page.get_by_label("Your email address").fill("jo@")
    press(page, "Send me the unsubscribe link")
    page.locator("input[aria-invalid='true']").wait_for()
    field = page.get_by_label("Your email address")
    assert field.input_value() == "jo@"
    assert field.get_attribute("aria-invalid") == "true"
    judge(page)
    field.fill("jo@mail.example.org")
    press(page, "Send me the unsubscribe link")
    page.get_by_role("heading", name="Check your inbox").wait_for()
    judge(page)


def test_an_invalid_sign_up_is_corrected_on_an_accessible_page_without_a_visible_honeypot(
    server: Server, page: Page
) -> None:
    page.goto(f"http://127.0.0.1:{server.port}/subscriptions/unsubscribe")
    page.evaluate(
        """() => document.body.insertAdjacentHTML("beforeend", `<form method="post"
          action="/subscriptions"><input name="email" value="nobody"><button>Go</button></form>`)"""
    )
    press(page, "Go")
    page.get_by_role("heading", name="Please check your entry").wait_for()
    judge(page)
    honeypot = page.locator("#empty").evaluate(
        """(one) => { const { width, height } = one.parentElement.getBoundingClientRect();
          return width <= 1 && height <= 1 && getComputedStyle(one.parentElement).clipPath; }"""
    )
    assert honeypot == "inset(50%)"


def press(page: Page, words: str) -> None:
    page.get_by_role("button", name=words, exact=True).focus()
    page.keyboard.press("Enter")


def judge(page: Page) -> None:
    """Nothing wider than the screen, nothing axe complains about."""
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


def status(folder: Path) -> str:
    environ = {"RAPPORT_DATABASE_URL": f"sqlite:///{folder}/x.db"}
    return run(environ, "export").stdout.decode()
