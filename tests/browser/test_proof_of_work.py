"""The form of a blog that asks for a proof of work: with scripts, without, and by keyboard."""

from __future__ import annotations

import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

import pytest
import yaml
from axe_playwright_python.sync_playwright import Axe

from tests.blog_folder import BlogFolder, article, configuration
from tests.ports import free_port
from tests.service.serving import environment, serving

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

COST = "200"
"""Rounds a try: enough to see it work, little enough for a slow machine."""


class Quiet(SimpleHTTPRequestHandler):
    """Serves files and says nothing."""

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name there
        pass


@pytest.fixture(scope="module")
def blog(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A built blog on one origin, with its policy; its service on another. One place an hour."""
    root = tmp_path_factory.mktemp("blog")
    folder, service_port = root / "site", free_port()
    for made in (folder, root / "service"):
        made.mkdir()
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    url = f"http://127.0.0.1:{server.server_port}/"
    endpoint = f"http://127.0.0.1:{service_port}"
    settings = yaml.safe_load(configuration(subscribe={"endpoint": endpoint, "altcha": True}))
    settings["site_url"] = url
    settings["plugins"].append("rapport/security")
    files = {
        "mkdocs.yml": yaml.safe_dump(settings),
        "docs/articles/a.md": article(title="A", date="2026-05-01"),
    }
    BlogFolder(root).write(files).build()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    environ = environment(
        root / "service",
        f"sqlite:///{root}/x.db",
        service_port,
        RAPPORT_SITE=str(folder),
        RAPPORT_ALTCHA_COST=COST,
        RAPPORT_MAILS_PER_HOUR="20",
    )
    with serving(environ, service_port):
        yield url
    server.shutdown()
    server.server_close()


def sign_up(page: Page, blog: str, name: str) -> None:
    page.goto(f"{blog}subscribe/")
    page.get_by_label("Your email address").fill(f"{name}@mail.example.org")
    page.get_by_role("button", name="Subscribe").press("Enter")


def test_with_scripts_the_form_always_works_and_without_them_in_quiet_times(
    browser: Browser, page: Page, blog: str
) -> None:
    plain = browser.new_context(java_script_enabled=False)
    without = plain.new_page()
    sign_up(without, blog, "quiet")
    without.wait_for_url(f"{blog}subscribe/check-your-inbox/")
    sign_up(without, blog, "flood")
    without.get_by_role("heading", name="Too many requests").wait_for()
    assert "Without it, try again in" in (without.text_content("main") or "")
    plain.close()
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text))
    for name in ("first", "second"):  # each does a sum of its own
        sign_up(page, blog, name)
        page.wait_for_url(f"{blog}subscribe/check-your-inbox/")
    assert complaints == []


def test_going_back_does_not_show_a_spent_proof_again(page: Page, blog: str) -> None:
    sign_up(page, blog, "third")
    page.wait_for_url(f"{blog}subscribe/check-your-inbox/")
    page.go_back()
    page.get_by_label("Your email address").fill("fourth@mail.example.org")
    page.get_by_role("button", name="Subscribe").click()
    page.wait_for_url(f"{blog}subscribe/check-your-inbox/")


def test_who_waits_is_told_so(page: Page, blog: str) -> None:
    page.route("**/subscriptions/challenge", lambda _: None)  # an answer that never comes
    sign_up(page, blog, "patient")
    said = page.get_by_role("status").filter(has_text="Checking that")
    said.wait_for()
    assert page.url == f"{blog}subscribe/"
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


def test_a_challenge_that_cannot_be_had_keeps_nobody_from_the_form(page: Page, blog: str) -> None:
    page.route("**/subscriptions/challenge", lambda route: route.abort())
    sign_up(page, blog, "unlucky")
    page.get_by_role("heading", name="Too many requests").wait_for()  # the one place is taken
    assert "/subscriptions" in page.url
