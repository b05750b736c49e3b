"""The operator's page in a real browser, through a real sign-in: a mail in a Maildir, a click."""

from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe

from rapport_subscriptions.rules.article import ArticleState, KnownArticle
from rapport_subscriptions.store.sql.database import open_store
from rapport_subscriptions.store.sql.schema import prepare
from tests.chromium import chromium
from tests.ports import free_port
from tests.service.service_under_test import START, article
from tests.service.serving import environment, serving

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, BrowserContext, Page

ANN = "ann@blog.example.org"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as opened:
        yield opened


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("operator")


@pytest.fixture(scope="module")
def url(folder: Path) -> Iterator[str]:
    """The operator's page of a service of its own."""
    port = free_port()
    environ = environment(folder, f"sqlite:///{folder}/x.db", port, RAPPORT_OPERATORS=ANN)
    store = open_store(environ["RAPPORT_DATABASE_URL"])
    prepare(store)
    with store.transaction() as tx:
        held = article("a-title-that-is-long-enough-to-be-wider-than-a-phone")
        tx.articles.put(KnownArticle(held, ArticleState.HELD, START))
    store.close()
    with serving(environ, port):
        yield f"http://127.0.0.1:{port}/operator/"


@pytest.fixture(scope="module")
def signed_in(browser: Browser, url: str, folder: Path) -> Iterator[BrowserContext]:
    """A browser without scripts in which an operator has signed in."""
    context = browser.new_context(
        viewport={"width": 320, "height": 640}, color_scheme="dark", java_script_enabled=False
    )
    page = context.new_page()
    page.goto(url)
    page.get_by_label("Your email address").fill(ANN)
    page.get_by_role("button", name="Send me the link").click()
    page.get_by_role("heading", name="Check your inbox").wait_for()
    page.goto(mailed_link(folder))
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("heading", name="Overview").wait_for()
    yield context
    context.close()


def mailed_link(folder: Path) -> str:
    """Return the link of the mail that a worker is about to put into the Maildir."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        for file in (folder / "inbox").glob("new/*"):
            text = file.read_text("utf-8").replace("=\n", "")
            found = re.search(r"http://\S+/operator/open/[\w-]{43}", text)
            if found:
                return found[0]
        time.sleep(0.05)
    raise AssertionError("no link was mailed")


def judge(page: Page) -> None:
    """Nothing wider than the screen, nothing axe complains about."""
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


def test_an_operator_signs_in_without_scripts_and_nobody_else_does(
    signed_in: BrowserContext, browser: Browser, url: str
) -> None:
    page = signed_in.new_page()
    page.goto(url)
    assert page.get_by_role("button", name="Sign out").is_visible()
    other = browser.new_page()
    other.goto(url)
    assert other.get_by_role("button", name="Send me the link").is_visible()


@pytest.mark.parametrize("path", ["", "mailings", "people"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_each_page_fits_a_phone_and_has_nothing_that_axe_complains_about(
    signed_in: BrowserContext, browser: Browser, url: str, path: str, scheme: str
) -> None:
    state = signed_in.storage_state()
    context = browser.new_context(
        viewport={"width": 320, "height": 640},
        color_scheme=scheme,  # type: ignore[arg-type]
        storage_state=state,
    )
    complaints: list[str] = []
    page = context.new_page()
    page.on("console", lambda said: complaints.append(said.text))
    page.goto(url + path)
    assert page.get_by_role("button", name="Sign out").is_visible()
    judge(page)
    context.close()
    assert complaints == [], "nothing is blocked by the policy, nothing fails to load"
