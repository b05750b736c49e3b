"""What a reader has opened is there without a network, where the blog has `rapport/offline`."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.blog_folder import BlogFolder, article, configuration
from tests.browser.reading.conftest import sample_server
from tests.nginx import running_nginx
from tests.ports import free_port

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Page

    from tests.browser.reading.conftest import Served, Watch

KEPT = "caches.open('rapport.offline').then((kept) => kept.keys())"
PATHS = f"() => {KEPT}.then((keys) => keys.map(({{ url }}) => new URL(url).pathname))"


class Server:
    """nginx on the blog of a folder, which can be put out and on again at the same address."""

    def __init__(self, folder: BlogFolder) -> None:
        self.folder, self.port = folder, free_port()
        self.url = f"http://127.0.0.1:{self.port}/"
        self._running = ExitStack()

    def build(self, **offline: object) -> Path:
        settings = configuration(offline=offline, search={}, security={})
        files = {
            f"docs/articles/{name}.md": article(title=name.upper(), date="2026-05-01")
            for name in "ab"
        }
        settings = settings.replace("https://blog.example/", self.url)
        return self.folder.write({"mkdocs.yml": settings, **files}).build().folder

    def start(self, site: Path) -> None:
        self._running.enter_context(
            running_nginx(self.folder.root, sample_server(site, self.port), self.port)
        )

    def stop(self) -> None:
        self._running.close()


@pytest.fixture
def server(blog_folder: BlogFolder) -> Iterator[Server]:
    server = Server(blog_folder)
    server.start(server.build())
    yield server
    server.stop()


def begin(page: Page, server: Server) -> None:
    """Open the home page, and wait until the browser keeps it with all that it shows."""
    page.goto(server.url)
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.wait_for_function(f"async () => (await ({PATHS})()).includes('/')")
    page.wait_for_function(f"async () => (await ({PATHS})()).some((one) => one.endsWith('.css'))")


def test_what_was_opened_is_read_without_a_network_and_the_rest_is_said_to_be_missing(
    page: Page, server: Server, watch: Watch
) -> None:
    begin(page, server)
    page.goto(server.url + "articles/a/")
    page.wait_for_load_state("networkidle")
    assert watch.complaints == []
    server.stop()
    page.goto(server.url + "articles/a/#somewhere")
    expect(page.get_by_role("heading", level=1)).to_have_text("A")
    assert page.locator(".site-header").evaluate("one => getComputedStyle(one).display") == "block"
    page.goto(server.url)
    expect(page.get_by_role("heading", level=1)).to_have_text("The Blog")
    page.goto(server.url + "articles/b/")
    expect(page.get_by_role("heading", level=1)).to_have_text("You’re offline")


def test_the_network_goes_first(page: Page, server: Server) -> None:
    begin(page, server)
    page.goto(server.url + "articles/a/")
    new = article(title="Changed", date="2026-05-01")
    server.folder.write({"docs/articles/a.md": new}).build()
    page.goto(server.url + "articles/a/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Changed")


def test_neither_questions_nor_the_service_are_kept(page: Page, server: Server) -> None:
    begin(page, server)
    page.goto(server.url + "search/?q=secret")
    page.goto(server.url + "subscriptions/manage/token")
    page.goto(server.url)
    urls = page.evaluate(f"() => {KEPT}.then((keys) => keys.map(({{ url }}) => url))")
    assert f"{server.url}search/" in urls
    assert not [url for url in urls if "secret" in url or "/subscriptions" in url]


def test_who_forgets_what_they_read_forgets_the_pages_too(page: Page, server: Server) -> None:
    begin(page, server)
    page.goto(server.url + "articles/a/")
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    page.evaluate(
        """() => { const key = Object.keys(localStorage).find((k) => k.includes("reading"));
          const kept = JSON.parse(localStorage[key]); kept.since = 1;
          localStorage[key] = JSON.stringify(kept); }"""
    )
    page.goto(server.url)
    page.get_by_role("button", name="Clear my reading history").click()
    page.wait_for_function("() => caches.has('rapport.offline').then((is) => !is)")


def test_a_blog_that_ends_it_has_browsers_forget(page: Page, server: Server) -> None:
    begin(page, server)
    server.build(end=True)
    page.goto(server.url)
    page.evaluate("navigator.serviceWorker.getRegistration().then((one) => one.update())")
    page.wait_for_function(
        "() => navigator.serviceWorker.getRegistrations().then((found) => !found.length)"
    )
    page.wait_for_function("() => caches.has('rapport.offline').then((is) => !is)")
    assert page.locator("script[src*=offline]").count() == 0


def test_a_blog_without_it_has_no_worker_and_no_script_of_it(page: Page, site: Served) -> None:
    page.goto(site.url, wait_until="networkidle")
    assert page.locator("script[src*=offline]").count() == 0
    assert not (site.folder / "offline-worker.js").exists()
    assert (
        page.evaluate("navigator.serviceWorker.getRegistrations().then((all) => all.length)") == 0
    )
