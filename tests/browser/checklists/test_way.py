"""The way to checklists, where a link with ticks lands, and what comes at a list's end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.browser.checklists.test_take import link

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import BrowserContext, Page, ViewportSize

PHONE: ViewportSize = {"width": 360, "height": 180}


def test_away_from_the_list_the_way_to_it_says_how_far_it_is(letter: Page) -> None:
    letter.set_viewport_size(PHONE)
    way = letter.locator("check-list-way")
    expect(way.get_by_role("link")).to_have_text("Checklist: 1 of 10")
    letter.locator("#why").check()
    letter.evaluate("scrollTo({ top: 0, behavior: 'instant' })")
    expect(way.get_by_role("link")).to_have_text("Checklist: 2 of 10")
    way.get_by_role("link").click()
    expect(letter.locator("check-list").first).to_be_in_viewport()
    expect(way).to_be_hidden()


def test_a_finished_list_says_so_and_leads_to_the_next(letter: Page) -> None:
    first = letter.locator("check-list").first
    end = first.locator(".check-list__end")
    for box in first.get_by_role("checkbox").all():
        expect(end).to_be_hidden()
        box.check()
    expect(end).to_have_text("All 8 done. Next: Afterwards")
    end.get_by_role("link", name="Afterwards").click()
    second = letter.locator("check-list").nth(1)
    expect(second).to_be_in_viewport()
    for box in second.get_by_role("checkbox").all():
        box.check()
    expect(second.locator(".check-list__end")).to_have_text('All 2 done. Next: A talk & "more" <b>')
    first.get_by_role("checkbox").first.uncheck()
    expect(end).to_be_hidden()


def test_a_link_with_ticks_lands_at_the_list(
    device: Callable[..., BrowserContext], letter: Page
) -> None:
    letter.locator("#why").check()
    address = link(letter)
    page = device(viewport=PHONE).new_page()
    page.goto(address)
    expect(page.locator("#why")).to_be_checked()
    page.wait_for_function("() => scrollY > 100")
    expect(page.locator("#why")).to_be_in_viewport()
