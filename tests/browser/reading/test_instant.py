"""Our own blog where `navigation.instant` swaps pages: title, focus, place and marks follow."""

from __future__ import annotations

import re
import shutil
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.blog_folder import BlogFolder
from tests.browser.reading.conftest import ROOT, Served, sample_server
from tests.nginx import running_nginx
from tests.ports import free_port

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page

    from tests.browser.reading.conftest import Watch


@pytest.fixture(scope="module")
def instant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("instant")
    shutil.copytree(ROOT / "docs", folder / "docs")
    shutil.copytree(ROOT / "overrides", folder / "overrides")
    port = free_port()
    settings = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    settings = settings.replace("  features:\n", "  features:\n    - navigation.instant\n")
    settings = settings.replace("https://known-sender.example/", f"http://127.0.0.1:{port}/")
    (folder / "mkdocs.yml").write_text(settings, encoding="utf-8")
    built = BlogFolder(folder).build()
    with running_nginx(folder, sample_server(built.folder, port), port) as url:
        yield Served(built.folder, url + "/")


@pytest.fixture
def home(page: Page, instant: Served) -> Page:
    page.goto(instant.url)
    page.wait_for_load_state("networkidle")
    page.evaluate("window.stayed = true")
    return page


LETTER = "From the advertisement to the letter"


def follow(page: Page, name: str) -> None:
    page.get_by_role("link", name=name, exact=True).first.click()
    expect(page).to_have_title(f"{name} · Known Sender")
    assert page.evaluate("window.stayed") is True


def follow_the_letter_from_far_down(home: Page) -> float:
    """Follows a link far down the home page; returns where that was left, in pixels."""
    home.get_by_role("link", name=LETTER, exact=True).first.scroll_into_view_if_needed()
    home.wait_for_function("() => scrollY > innerHeight / 2")
    before: float = home.evaluate("scrollY")
    # The theme notes the place a moment after the last scroll.
    home.wait_for_function("before => Math.abs((history.state?.y ?? -1) - before) < 1", arg=before)
    follow(home, LETTER)
    home.wait_for_function("() => scrollY === 0")
    return before


def go_home(page: Page) -> None:
    page.get_by_role("link", name="Articles", exact=True).first.click()
    expect(page).to_have_title(re.compile("^Known Sender: "))
    expect(page.locator("reading-return")).to_be_attached()


def test_the_title_and_the_mark_of_the_present_page_follow(home: Page) -> None:
    follow(home, "Archive")
    expect(home.locator(".site-header__nav [aria-current]")).to_have_text("Archive")
    expect(home.get_by_role("heading", level=1)).to_have_text("Archive")


def test_the_focus_goes_to_the_new_page_and_the_next_press_of_tab_into_it(home: Page) -> None:
    follow(home, "Leaving a job well")
    expect(home.locator("#__content")).to_be_focused()
    home.keyboard.press("Tab")
    assert home.locator(":focus").evaluate("one => Boolean(one.closest('#__content'))")
    assert home.evaluate("scrollY") == 0


def test_going_back_leads_to_title_and_place(home: Page) -> None:
    before = follow_the_letter_from_far_down(home)
    home.go_back()
    expect(home).to_have_title(re.compile("^Known Sender: "))
    home.wait_for_function("() => scrollY > 300")
    assert abs(home.evaluate("scrollY") - before) < 40


def test_an_article_opened_from_far_down_a_list_and_left_unread_is_not_one_to_continue(
    home: Page,
) -> None:
    follow_the_letter_from_far_down(home)
    go_home(home)
    assert home.locator(".left-off a").count() == 0


def test_an_article_left_halfway_is_one_to_continue_at_once(home: Page) -> None:
    follow_the_letter_from_far_down(home)
    home.evaluate("scrollTo(0, innerHeight)")
    home.evaluate("() => new Promise(requestAnimationFrame)")
    home.evaluate("() => new Promise(requestAnimationFrame)")
    go_home(home)
    expect(home.locator(".left-off a")).to_have_text(LETTER)


def test_nothing_of_it_breaks_the_policy(home: Page, watch: Watch, instant: Served) -> None:
    for name in ("Checklists", "Feeds", "Subscribe"):
        follow(home, name)
    assert watch.complaints == []
    assert watch.foreign(instant) == []
