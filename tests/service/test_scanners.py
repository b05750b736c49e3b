"""Mail scanners of every kind open every link; hours later the person presses the button."""

from __future__ import annotations

import asyncio
import re
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING

import httpx
import pytest
import uvicorn

from rapport_subscriptions.store.memory.database import MemoryStore
from tests.chromium import chromium
from tests.ports import free_port
from tests.service.service_under_test import BLOG, START, ServiceUnderTest, form, settings_for_tests

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Page

JO = "jo@mail.example.org"


@pytest.fixture
def service() -> Iterator[ServiceUnderTest]:
    """A service on a port, whose clock can be moved."""
    port = free_port()
    running = ServiceUnderTest(
        MemoryStore(), settings_for_tests(public_url=f"http://127.0.0.1:{port}")
    )
    running.manifest.known = replace(BLOG, url=f"http://127.0.0.1:{port}/")  # one that answers
    config = uvicorn.Config(running.app, port=port, log_config=None, lifespan="off")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield running
    server.should_exit = True
    thread.join()


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    with chromium() as browser:
        yield browser.new_page()


def head(address: str) -> None:
    assert httpx.head(address).status_code == 200


def get(address: str) -> None:
    assert httpx.get(address).status_code == 200


def get_with_all_that_is_on_the_page(address: str) -> None:
    """Follow what a page holds as well: links, style sheets, where its forms lead."""
    answer = httpx.get(address)
    for link in re.findall(r'(?:href|action)="([^"]+)"', answer.text):
        if link.startswith("/"):
            assert httpx.get(httpx.URL(address).join(link)).status_code < 500


def profiles(page: Page) -> dict[str, Callable[[str], None]]:
    def browse(address: str) -> None:
        page.goto(address)
        page.mouse.move(200, 200)
        page.wait_for_timeout(300)
        page.goto("about:blank")

    return {
        "HEAD": head,
        "GET": get,
        "crawler": get_with_all_that_is_on_the_page,
        "browser": browse,
    }


def every_link(service: ServiceUnderTest) -> list[str]:
    links = []
    for _, letter in service.mailbox.letters:
        for kind in ("plain", "html"):
            body = letter.get_body((kind,))
            assert body is not None
            links += re.findall(r"http://127\.0\.0\.1:\d+/[^\s\"<>]+", body.get_content())
    return sorted(set(links))


@pytest.mark.parametrize("profile", ["HEAD", "GET", "crawler", "browser"])
def test_what_scanners_open_changes_nothing_and_the_person_comes_hours_later(
    service: ServiceUnderTest, page: Page, profile: str
) -> None:
    scan = profiles(page)[profile]
    sign_up(service)
    before = service.subscription()
    links = every_link(service)
    assert {link.split("/")[4] for link in links} == {"confirm", "refuse"}
    for link in links * 2:
        scan(link)
    assert service.subscription() == before
    assert len(service.mailbox.letters) == 1
    service.clock.forward(hours=7)
    press(page, next(link for link in links if "/confirm/" in link), "Confirm")
    assert service.subscription().status == "confirmed"
    assert service.subscription().confirmed_at == service.clock.now()
    assert (service.clock.now() - START).total_seconds() == 7 * 3_600
    send(service)
    confirmed = service.subscription()
    links = every_link(service)
    assert {link.split("/")[4] for link in links} >= {"manage", "receipt", "unsubscribe"}
    for link in links:
        scan(link)
    assert service.subscription() == confirmed, "no scanner ends a subscription either"
    assert len(service.mailbox.letters) == 2
    service.clock.forward(hours=7)
    press(page, next(link for link in links if "/unsubscribe/" in link), "Unsubscribe")
    assert service.subscription().status == "unsubscribed"


def sign_up(service: ServiceUnderTest) -> None:
    answer = httpx.post(f"{service.settings.public_url}/subscriptions", data=form())
    assert answer.status_code == 303
    send(service)


def send(service: ServiceUnderTest) -> None:
    """Work off what waits, in a thread, as the browser's own loop runs in this one."""
    with ThreadPoolExecutor(1) as pool:
        pool.submit(asyncio.run, service.send()).result()


def press(page: Page, address: str, words: str) -> None:
    page.goto(address)
    page.get_by_role("button", name=words, exact=True).click()
    page.wait_for_load_state()
