"""Ticks stay on the device, over days, tabs and new versions of an article."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, Route, expect

Device = Callable[..., BrowserContext]
BLOCKED = """Object.defineProperty(window, "localStorage", {
    get() { throw new DOMException("blocked", "SecurityError"); } });"""
FULL = """Storage.prototype.setItem = () => {
    throw new DOMException("full", "QuotaExceededError"); };"""


def first_list(page: Page) -> Locator:
    return page.locator("check-list").first


def count(page: Page) -> Locator:
    return first_list(page).locator(".check-list__count")


def status(page: Page) -> Locator:
    return first_list(page).locator(".check-list__status")


def open_letter(context: BrowserContext, url: str) -> Page:
    page = context.new_page()
    page.goto(url)
    first_list(page).locator(".check-list__tools").wait_for()
    return page


def test_a_tick_is_there_after_a_reload(letter: Page) -> None:
    expect(count(letter)).to_have_text("1 of 8")
    letter.get_by_label("I read it aloud.").check()
    letter.get_by_label("No attachment").check()
    expect(count(letter)).to_have_text("3 of 8")
    letter.reload()
    expect(count(letter)).to_have_text("3 of 8")
    expect(letter.get_by_label("I read it aloud.")).to_be_checked()
    expect(first_list(letter).get_by_role("progressbar")).to_have_js_property("value", 3)


def test_what_is_ticked_before_the_scripts_are_there_is_kept_too(device: Device, site: str) -> None:
    context = device()
    held: list[Route] = []
    context.route("**/check-list*.js", lambda route: held.append(route))  # noqa: PLW0108 - Playwright marks its handlers, which a built-in refuses
    page = context.new_page()
    page.goto(site + "articles/letter/", wait_until="commit")
    page.get_by_label("I read it aloud.").check()
    page.get_by_label("The name is right.").uncheck()
    page.get_by_label("No attachment").check()
    assert held, "no script was held back"
    context.unroute("**/check-list*.js")
    expect(count(page)).to_have_text("2 of 8")
    page.reload()
    expect(count(page)).to_have_text("2 of 8")
    expect(page.get_by_label("No attachment")).to_be_checked()
    expect(page.get_by_label("The name is right.")).not_to_be_checked()
    expect(status(page)).to_have_text("")


def test_a_box_that_the_author_ticked_can_be_unticked(letter: Page) -> None:
    letter.get_by_label("The name is right.").uncheck()
    letter.reload()
    expect(count(letter)).to_have_text("0 of 8")
    expect(letter.get_by_label("The name is right.")).not_to_be_checked()


def test_the_whole_text_is_the_label_and_links_in_it_still_work(letter: Page) -> None:
    letter.get_by_text("this", exact=True).click()
    expect(letter.locator("#why")).to_be_checked()
    link = first_list(letter).get_by_role("link", name="one thing")
    expect(link).to_have_attribute("href", "https://example.org/one")


def test_ticks_outlive_a_new_address_of_the_article(
    device: Device, publish: Callable[[str], str], letter_text: str
) -> None:
    url = publish(letter_text)
    page = open_letter(device(), url + "articles/letter/")
    page.locator("#why").check()
    publish(letter_text.replace("id: letter", "id: letter\nslug: renamed"))
    page.goto(url + "articles/renamed/")
    expect(page.locator("#why")).to_be_checked()


def test_an_earlier_tick_shows_its_day(device: Device, site: str) -> None:
    page = device(timezone_id="Pacific/Auckland", locale="en-GB").new_page()
    page.clock.install(time="2026-11-20T11:30:00Z")  # the 21st in Auckland
    page.goto(site + "articles/letter/")
    page.locator("#why").check()
    expect(first_list(page).locator(".check-list__day")).to_have_count(0)
    page.clock.set_system_time("2026-11-22T11:30:00Z")
    page.reload()
    expect(first_list(page).locator(".check-list__day")).to_contain_text("21")


def test_starting_over_can_be_undone(letter: Page) -> None:
    letter.locator("#why").check()
    letter.get_by_label("The name is right.").uncheck()
    letter.get_by_label("I read it aloud.").check()
    reset = first_list(letter).get_by_role("button", name="Start over")
    reset.click()
    expect(count(letter)).to_have_text("1 of 8")
    expect(status(letter)).to_have_text("Cleared 2 ticks.")
    expect(reset).to_be_hidden()
    undo = first_list(letter).get_by_role("button", name="Undo")
    expect(undo).to_be_focused()
    undo.click()
    expect(count(letter)).to_have_text("2 of 8")
    expect(letter.get_by_label("The name is right.")).not_to_be_checked()
    expect(reset).to_be_focused()
    expect(undo).to_be_hidden()
    letter.reload()
    expect(count(letter)).to_have_text("2 of 8")


def test_starting_over_leaves_the_articles_other_lists_alone(letter: Page) -> None:
    letter.get_by_label("Note the day.").check()
    letter.locator("#why").check()
    first_list(letter).get_by_role("button", name="Start over").click()
    letter.reload()
    expect(letter.get_by_label("Note the day.")).to_be_checked()
    expect(letter.locator("#why")).not_to_be_checked()


def test_two_tabs_stay_in_step(device: Device, site: str) -> None:
    context = device()
    one = open_letter(context, site + "articles/letter/")
    two = open_letter(context, site + "articles/letter/")
    one.locator("#why").check()
    expect(two.locator("#why")).to_be_checked()
    expect(count(two)).to_have_text("2 of 8")
    two.get_by_label("I read it aloud.").check()
    expect(count(one)).to_have_text("3 of 8")
    one.evaluate("localStorage.clear()")
    expect(count(two)).to_have_text("1 of 8")


@pytest.mark.parametrize("script", [BLOCKED, FULL], ids=["blocked", "full"])
def test_without_storage_boxes_work_and_it_is_said_once(
    device: Device, site: str, script: str
) -> None:
    context = device()
    context.add_init_script(script)
    page = open_letter(context, site + "articles/letter/")
    expect(status(page)).to_be_empty()
    page.locator("#why").check()
    expect(status(page)).to_contain_text("isn’t saving your ticks")
    page.get_by_label("Note the day.").check()
    expect(count(page)).to_have_text("2 of 8")
    expect(page.get_by_text("isn’t saving your ticks")).to_have_count(1)
    page.get_by_label("I read it aloud.").check()
    expect(page.get_by_text("isn’t saving your ticks")).to_have_count(0)
    expect(count(page)).to_have_text("3 of 8")
    page.reload()
    expect(count(page)).to_have_text("1 of 8")


def test_rubbish_in_the_storage_is_said_and_written_over(letter: Page) -> None:
    for rubbish in ("{{{", "null", "[]", '{"ticks": 5}', '{"ticks": []}', "\0"):
        letter.evaluate("text => localStorage.setItem('rapport.checklists:letter', text)", rubbish)
        letter.reload()
        expect(status(letter)).to_contain_text("couldn’t read the ticks")
        expect(count(letter)).to_have_text("1 of 8")
    letter.locator("#why").check()
    letter.reload()
    expect(letter.locator("#why")).to_be_checked()
    expect(status(letter)).to_be_empty()


def test_stored_values_of_wrong_shapes_are_left_out(device: Device, site: str) -> None:
    page = open_letter(device(), site + "articles/letter/")
    page.evaluate(
        """localStorage.setItem("rapport.checklists:letter", JSON.stringify({
            ticks: {why: "2026-01-02", "__proto__": {}, x: 7, y: "<img src=x onerror=alert(1)>"},
            seen: [1, null, "why"]}))"""
    )
    page.reload()
    expect(page.locator("#why")).to_be_checked()
    expect(count(page)).to_have_text("2 of 8")


def test_readers_see_what_is_new_and_what_is_gone(
    device: Device, publish: Callable[[str], str], letter_text: str
) -> None:
    url = publish(letter_text)
    page = open_letter(device(), url + "articles/letter/")
    page.locator("#why").check()
    page.get_by_label("It goes to one reader.").check()
    publish(letter_text.replace("It goes to one reader.", "It says who I am."))
    page.reload()
    expect(status(page)).to_have_text(
        "1 new item since your last visit. 1 item you had ticked was removed."
    )
    new = page.get_by_label("It says who I am.")
    expect(new).to_have_accessible_name("It says who I am. New")
    expect(page.locator(".check-list__new")).to_have_count(1)
    page.reload()
    expect(page.locator(".check-list__new")).to_have_count(1)
    new.check()
    page.reload()
    expect(count(page)).to_have_text("3 of 8")
    expect(page.locator(".check-list__new")).to_have_count(0)
    expect(status(page)).to_be_empty()


def test_an_item_may_be_named_like_anything(
    device: Device, publish: Callable[[str], str], letter_text: str
) -> None:
    url = publish(letter_text.replace("{#why}", "{#constructor}"))
    page = open_letter(device(), url + "articles/letter/")
    expect(page.locator("#constructor")).not_to_be_checked()
    page.locator("#constructor").check()
    page.reload()
    expect(page.locator("#constructor")).to_be_checked()


def test_a_first_visit_has_nothing_new(letter: Page) -> None:
    expect(letter.locator(".check-list__new")).to_have_count(0)
    expect(status(letter)).to_be_empty()


def test_lists_work_after_moving_on_without_a_reload(letter: Page) -> None:
    letter.evaluate("window.stayed = true")
    letter.locator("#why").check()
    letter.get_by_role("link", name="the other one").click()
    letter.get_by_label("Bring a question.").check()
    expect(count(letter)).to_have_text("1 of 2")
    letter.go_back()
    expect(letter.locator("#why")).to_be_checked()
    expect(count(letter)).to_have_text("2 of 8")
    expect(first_list(letter).locator(".check-list__tools")).to_have_count(1)
    letter.get_by_label("I read it aloud.").check()
    expect(count(letter)).to_have_text("3 of 8")
    assert letter.evaluate("window.stayed") is True


def test_a_page_that_is_no_article_keeps_ticks_under_its_path(device: Device, site: str) -> None:
    page = open_letter(device(), site + "about/")
    page.get_by_label("Say hello").check()
    page.reload()
    expect(page.get_by_label("Say hello")).to_be_checked()
    assert "rapport.checklists:/about/" in page.evaluate("Object.keys(localStorage)")


def test_everything_can_be_reached_by_keyboard_in_plain_order(letter: Page) -> None:
    letter.locator("#why").focus()
    letter.keyboard.press("Space")
    expect(letter.locator("#why")).to_be_checked()
    names = []
    for _ in range(13):
        letter.keyboard.press("Tab")
        names.append(
            letter.evaluate("document.activeElement.id || document.activeElement.textContent")
        )
    assert names == [
        *(
            "i-asked-for-one-thing-only",
            "one thing",
            "the-name-is-right",
            "it-is-short-really-short",
        ),
        *(
            "no-hope-this-finds-you-well",
            "no-attachment",
            "i-read-it-aloud",
            "it-goes-to-one-reader",
        ),
        *("Print", "Copy", "To my phone", "More", "Start over"),
    ]
    outline = "getComputedStyle(document.activeElement).outlineStyle"
    letter.locator("#why").focus()
    letter.keyboard.press("Tab")
    assert letter.evaluate(outline) == "solid"


def test_without_scripts_boxes_are_boxes(device: Device, site: str) -> None:
    page = device(java_script_enabled=False).new_page()
    page.goto(site + "articles/letter/")
    page.get_by_label("I read it aloud.").check()
    expect(page.get_by_label("I read it aloud.")).to_be_checked()
    expect(page.locator(".check-list__bar").first).to_be_hidden()
    expect(page.get_by_role("group", name="Before you press send")).to_be_visible()
    expect(page.get_by_role("group", name="Afterwards")).to_be_visible()


def test_nothing_is_asked_of_any_other_place(device: Device, site: str) -> None:
    context = device()
    asked: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    page = open_letter(context, site + "articles/letter/")
    loaded = len(asked)
    page.locator("#why").check()
    page.get_by_role("button", name="Start over").first.click()
    assert asked[loaded:] == []
    assert asked
    assert all(url.startswith(site) for url in asked)


def test_rows_are_large_enough_to_touch(letter: Page) -> None:
    heights = letter.locator(".check-list__item > label").evaluate_all(
        "labels => labels.map(label => label.getBoundingClientRect().height)"
    )
    assert len(heights) == 10
    assert min(heights) >= 40


def test_changes_are_announced_politely(letter: Page) -> None:
    expect(count(letter)).to_have_attribute("role", "status")
    expect(first_list(letter).get_by_role("progressbar")).to_have_accessible_name(
        "Before you press send"
    )


ASKS = "Object.assign(navigator.storage, { persist: async () => (asked += 1) > 0 })"


def test_the_browser_is_asked_once_a_month_to_keep_what_was_ticked(letter: Page) -> None:
    letter.evaluate(f"globalThis.asked = 0; {ASKS}")
    letter.locator("#why").check()
    letter.get_by_label("I read it aloud.").check()
    assert letter.evaluate("asked") == 1
    letter.evaluate("localStorage.setItem('rapport.asked-to-keep', '2020-01')")
    letter.locator("#why").uncheck()
    assert letter.evaluate("asked") == 2


def test_a_browser_that_forgets_after_seven_days_says_so_at_the_first_tick(
    device: Device, site: str
) -> None:
    context = device()
    context.add_init_script(
        "Object.defineProperty(navigator, 'vendor', { get: () => 'Apple Computer, Inc.' })"
    )
    page = open_letter(context, site + "articles/letter/")
    expect(status(page)).to_be_empty()
    page.locator("#why").check()
    expect(status(page)).to_contain_text("after seven days without a visit")
    page.get_by_label("I read it aloud.").check()
    expect(status(page)).to_be_empty()
    page.goto(site + "checklists/")
    expect(page.get_by_text("This browser erases them after seven days")).to_be_visible()


def test_other_browsers_say_nothing_of_seven_days(letter: Page, site: str) -> None:
    letter.locator("#why").check()
    expect(status(letter)).to_be_empty()
    letter.goto(site + "checklists/")
    letter.get_by_role("heading", name="Your ticks").wait_for()
    expect(letter.get_by_text("seven days")).to_have_count(0)
