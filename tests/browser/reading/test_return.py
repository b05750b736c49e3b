"""What a browser remembers of its reader, and what it makes of a record it did not write."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from tests.browser.reading.test_weight import SHIFTS

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from tests.browser.reading.conftest import Served, Watch

ARTICLE = "articles/sending-to-everyone-reaches-no-one/"
TITLE = "Sending to everyone reaches no one"
KEY = "rapport.reading:/"


def leave_halfway(page: Page, site: Served) -> None:
    page.goto(site.url + ARTICLE)
    page.locator("#a-list-is-not-a-circle").scroll_into_view_if_needed()
    page.mouse.wheel(0, 300)
    page.wait_for_function("() => scrollY > 600")
    page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")


def keep(page: Page, site: Served, record: object) -> None:
    page.goto(site.url + "about/")
    text = record if isinstance(record, str) else json.dumps(record)
    page.evaluate("([key, text]) => localStorage.setItem(key, text)", [KEY, text])


def left(**changes: object) -> dict[str, Any]:
    one = {"path": ARTICLE, "title": TITLE, "read": 40, "done": 0, "of": 0, "when": 5}
    return {"version": 1, "since": 0, "last": 1, "left": {"x": one | changes}, "rows": 1}


def test_an_article_left_halfway_is_offered_at_the_place_where_it_was_left(
    page: Page, site: Served, watch: Watch
) -> None:
    leave_halfway(page, site)
    page.goto(site.url)
    offered = page.get_by_role("region", name="Continue reading").get_by_role("link")
    expect(offered).to_have_text(TITLE)
    offered.click()
    expect(page).to_have_url(f"{site.url}{ARTICLE}#a-list-is-not-a-circle")
    expect(page.locator("#a-list-is-not-a-circle")).to_be_in_viewport()
    assert watch.complaints == []
    assert watch.foreign(site) == []


def test_an_article_read_to_its_end_is_offered_no_more(page: Page, site: Served) -> None:
    leave_halfway(page, site)
    page.locator(".article__footer").scroll_into_view_if_needed()
    page.keyboard.press("End")
    page.wait_for_function("() => scrollY + innerHeight > document.body.scrollHeight - 5")
    page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    page.goto(site.url)
    expect(page.locator("reading-return")).to_be_empty()


def test_a_checklist_that_was_begun_is_offered_until_all_is_ticked(
    page: Page, site: Served
) -> None:
    page.goto(site.url + ARTICLE)
    boxes = page.locator("check-list").get_by_role("checkbox")
    boxes.nth(0).check()
    boxes.nth(1).check()
    page.goto(site.url)
    region = page.get_by_role("region", name="Continue reading")
    expect(region).to_contain_text("2 of 6 ticked")
    page.goto(site.url + ARTICLE)
    for box in boxes.all():
        box.check()
    page.keyboard.press("End")
    page.wait_for_function("() => scrollY + innerHeight > document.body.scrollHeight - 5")
    page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    page.goto(site.url)
    expect(page.locator("reading-return")).to_be_empty()


def test_only_who_was_here_before_sees_what_is_new(page: Page, site: Served) -> None:
    page.goto(site.url)
    assert page.locator(".entry").count() > 5
    expect(page.locator(".entry__new")).to_have_count(0)
    newest = page.locator(".entry:not(.entry--lead) time").first.get_attribute("datetime")
    before = page.evaluate("date => Date.parse(date) - 1000", newest)
    keep(page, site, {"version": 1, "since": 0, "last": before, "left": {}})
    page.goto(site.url)
    expect(page.locator(".entry__new")).to_have_count(1)
    page.reload()
    expect(page.locator(".entry__new")).to_have_count(1)


def test_one_click_makes_the_browser_forget(page: Page, site: Served) -> None:
    keep(page, site, left())
    page.goto(site.url)
    expect(page.get_by_role("region", name="Continue reading")).to_be_visible()
    page.get_by_role("button", name="Clear my reading history").click()
    expect(page.locator(".memory")).to_be_focused()
    assert page.evaluate("key => localStorage.getItem(key)", KEY) is None
    page.reload()
    expect(page.locator("reading-return")).to_be_empty()


FOREIGN = [
    "no JSON",
    "null",
    "[]",
    {"left": []},
    left(path="https://evil.example/"),
    left(path="//evil.example/"),
    left(path="javascript:alert(1)"),
    left(title=["x"]),
    left(read=-1),
    left(when="yesterday"),
]


def test_a_record_that_this_blog_did_not_write_is_not_believed(
    page: Page, site: Served, watch: Watch
) -> None:
    keep(page, site, left())
    parsed = page.evaluate(
        """async (records) => {
            const { parse } = await import("/assets/javascripts/reading-store.js");
            return records.map((text) => Object.keys(parse(text).left).length);
        }""",
        [
            json.dumps(left()),
            *(value if isinstance(value, str) else json.dumps(value) for value in FOREIGN),
        ],
    )
    assert parsed == [1] + [0] * len(FOREIGN)
    keep(page, site, left(path="javascript:alert(1)"))
    page.goto(site.url)
    page.wait_for_function("() => Boolean(customElements.get('reading-return'))")
    expect(page.locator("reading-return")).to_be_empty()
    assert watch.complaints == []


def test_a_title_from_storage_is_text_and_no_markup(page: Page, site: Served, watch: Watch) -> None:
    keep(page, site, left(title="<img src=x onerror=alert(1)>"))
    page.goto(site.url)
    region = page.get_by_role("region", name="Continue reading")
    expect(region.get_by_role("link")).to_have_text("<img src=x onerror=alert(1)>")
    assert page.locator("reading-return img").count() == 0
    assert watch.complaints == []


def test_where_storage_is_blocked_all_works_and_nothing_is_remembered(
    page: Page, site: Served, watch: Watch
) -> None:
    page.add_init_script(
        """Object.defineProperty(window, "localStorage", {
            get() { throw new DOMException("blocked", "SecurityError"); }})"""
    )
    leave_halfway(page, site)
    page.goto(site.url)
    page.wait_for_function("() => Boolean(customElements.get('reading-return'))")
    expect(page.locator("reading-return")).to_be_empty()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    ours = [complaint for complaint in watch.complaints if "bundle" not in complaint]
    assert ours == []


def test_without_javascript_there_is_nothing_of_it(browser: Browser, site: Served) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(site.url)
    assert page.locator("reading-return").inner_text() == ""
    context.close()


@pytest.mark.parametrize("width", [360, 1280])
def test_what_is_offered_moves_nothing_else(browser: Browser, site: Served, width: int) -> None:
    context = browser.new_context(viewport={"width": width, "height": 740})
    page = context.new_page()
    record = left()
    record["left"]["y"] = record["left"]["x"] | {"title": "Another " * 20, "done": 1, "of": 6}
    record["rows"] = 2
    keep(page, site, record)
    page.goto(site.url, wait_until="load")
    expect(page.locator(".left-off li")).to_have_count(2)
    shifts = page.evaluate(SHIFTS)
    wide = page.evaluate("document.documentElement.scrollWidth")
    context.close()
    assert sum(value for value, *_ in shifts) < 0.005, shifts
    assert wide <= width
