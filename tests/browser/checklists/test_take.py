"""A checklist on paper, in other programs, and on another device."""

import re
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest
from icalendar import Calendar
from playwright.sync_api import BrowserContext, Locator, Page, expect

Device = Callable[..., BrowserContext]


def first_list(page: Page) -> Locator:
    return page.locator("check-list").first


def status(page: Page) -> Locator:
    return first_list(page).locator(".check-list__status")


def kept(page: Page) -> list[str]:
    keys: list[str] = page.evaluate(
        "Object.keys(localStorage).filter(key => key.startsWith('rapport.checklists:'))"
    )
    return keys


def take(page: Page, way: str) -> None:
    """Press the button of a way out, behind *More* if it does not stand there."""
    button = first_list(page).get_by_role("button", name=way, exact=True)
    if not button.is_visible():
        first_list(page).get_by_role("button", name="More").click()
    button.click()


def put_on_paper(page: Page, way: str) -> None:
    take(page, way)
    page.locator(".check-list-sheet").wait_for(state="attached")
    page.emulate_media(media="print")


def link(page: Page) -> str:
    take(page, "To my phone")
    return first_list(page).get_by_label("The link that carries your ticks").input_value()


@pytest.fixture
def on_paper(letter: Page) -> Page:
    letter.evaluate("window.print = () => {}")
    letter.locator("#why").check()
    letter.emulate_media(media="print")
    return letter


def test_one_list_prints_with_its_ticks_and_nothing_else(on_paper: Page) -> None:
    on_paper.emulate_media(media="screen")
    put_on_paper(on_paper, "Print")
    lines = on_paper.locator("body").inner_text().split("\n")
    assert [line for line in lines if line] == [
        "Lists",
        "Before you press send",
        "✓",
        "I say why I write to this person.",
        "I asked for one thing only.",
        "✓",
        "The name is right.",
        "It is short; really, short",
        'No "hope this finds you well"',
        "No attachment",
        "I read it aloud.",
        "It goes to one reader.",
        "Notes",
        "A letter",
        "https://lists.example/articles/letter/",
    ]
    boxes = on_paper.locator(".check-list-sheet__box")
    expect(boxes).to_have_count(8)
    sizes = boxes.evaluate_all("boxes => boxes.map(box => box.getBoundingClientRect().width)")
    assert {round(size * 25.4 / 96) for size in sizes} == {5}  # millimetres
    expect(on_paper.get_by_role("img", name="QR code of the link")).to_be_visible()
    assert "Literata" in boxes.first.evaluate(
        "box => getComputedStyle(box.closest('main')).fontFamily"
    )
    pdf = on_paper.pdf(format="A4")
    assert pdf.startswith(b"%PDF-")
    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) == 1
    expect(on_paper.locator(".check-list-sheet")).to_have_count(0)


def test_all_lists_of_an_article_print_together(letter: Page) -> None:
    letter.evaluate("window.print = () => {}")
    letter.get_by_label("Wait a week.").check()
    put_on_paper(letter, "Print all lists of this article")
    text = letter.locator("body").inner_text()
    assert "Before you press send" in text
    assert "Afterwards" in text
    ticked = letter.locator(".check-list-sheet li", has_text="Wait a week.")
    expect(ticked.locator(".check-list-sheet__box")).to_have_text("✓")
    empty = letter.locator(".check-list-sheet li", has_text="Note the day.")
    expect(empty.locator(".check-list-sheet__box")).to_be_empty()
    assert letter.evaluate("document.querySelectorAll('.check-list-sheet [id]').length") == 0


def test_the_whole_article_prints_with_boxes_and_without_buttons(on_paper: Page) -> None:
    expect(on_paper.locator("#why")).to_be_visible()
    expect(on_paper.get_by_role("button", name="More").first).to_be_hidden()
    expect(on_paper.locator(".check-list__count").first).to_have_text("2 of 8")


@pytest.fixture
def clipboard(device: Device, site: str) -> Page:
    page = device(permissions=["clipboard-read", "clipboard-write"]).new_page()
    page.goto(site + "articles/letter/")
    page.locator("#why").check()
    return page


def test_a_list_is_copied_as_it_is_pasted_into_a_message(clipboard: Page) -> None:
    take(clipboard, "Copy")
    expect(status(clipboard)).to_have_text("Copied.")
    assert clipboard.evaluate("navigator.clipboard.readText()") == (
        "Before you press send\n\n"
        "☑ I say why I write to this person.\n"
        "☐ I asked for one thing only.\n"
        "☑ The name is right.\n"
        "☐ It is short; really, short\n"
        '  ☐ No "hope this finds you well"\n'
        "  ☐ No attachment\n"
        "☐ I read it aloud.\n"
        "☐ It goes to one reader.\n\n"
        "A letter\n"
        "https://lists.example/articles/letter/\n"
    )


def test_a_list_is_copied_as_markdown(clipboard: Page) -> None:
    take(clipboard, "Copy as Markdown")
    expect(status(clipboard)).to_have_text("Copied.")
    assert clipboard.evaluate("navigator.clipboard.readText()") == (
        "## Before you press send\n\n"
        "- [x] I say why I write to **this** person.\n"
        "- [ ] I asked for [one thing](https://example.org/one) only.\n"
        "- [x] The name is right.\n"
        "- [ ] It is short; really, short\n"
        '  - [ ] No "hope this finds you well"\n'
        "  - [ ] No attachment\n"
        "- [ ] I read it aloud.\n"
        "- [ ] It goes to one reader.\n\n"
        "From [A letter](https://lists.example/articles/letter/)\n"
    )


SHEET = """navigator.share = async (given) => {
    globalThis.shared = given;
    if (globalThis.answer) throw new DOMException("", globalThis.answer); };"""


def test_on_a_phone_a_list_goes_to_the_systems_own_sheet(device: Device, site: str) -> None:
    page = device(has_touch=True, is_mobile=True).new_page()
    page.add_init_script(SHEET)
    page.goto(site + "articles/letter/")
    ways = first_list(page).locator("[data-way]")
    expect(ways).to_have_text(["Share", "More"])
    ways.first.tap()
    page.wait_for_function("globalThis.shared")
    shared = page.evaluate("shared")
    assert shared["title"] == "Before you press send"
    assert shared["url"] == "https://lists.example/articles/letter/#before-you-press-send"
    assert "☐ I read it aloud." in shared["text"]
    page.evaluate("globalThis.answer = 'AbortError'")
    ways.first.tap()
    expect(first_list(page).get_by_label("The text to copy")).to_have_count(0)
    ways.last.tap()
    for name in ("Print", "Copy", "To another device"):
        expect(first_list(page).get_by_role("button", name=name, exact=True)).to_be_visible()


def test_a_list_is_an_event_of_one_whole_day_in_any_calendar(letter: Page, tmp_path: Path) -> None:
    first_list(letter).get_by_role("button", name="More").click()
    first_list(letter).get_by_label("Put it in my calendar on").fill("2028-02-29")
    with letter.expect_download() as download:
        take(letter, "Save the day")
    download.value.save_as(tmp_path / "day.ics")
    (event,) = Calendar.from_ical((tmp_path / "day.ics").read_bytes()).walk("VEVENT")
    assert event.decoded("DTSTART") == date(2028, 2, 29)
    assert event.decoded("DTEND") == date(2028, 3, 1)
    assert event["SUMMARY"] == "Before you press send"
    assert "☑ The name is right.\n" in str(event["DESCRIPTION"])
    assert event["URL"] == "https://lists.example/articles/letter/#before-you-press-send"
    assert event["TRANSP"] == "TRANSPARENT"
    assert isinstance(event.decoded("DTSTAMP"), datetime)


def test_where_copying_is_not_allowed_the_text_is_shown(letter: Page) -> None:
    letter.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error()) }")
    take(letter, "Copy")
    text = first_list(letter).get_by_label("The text to copy")
    assert "☐ I read it aloud." in text.input_value()
    expect(text).to_be_focused()
    assert letter.evaluate("getSelection().toString().includes('read it aloud')")


def test_tasks_for_reminders_are_read_back(device: Device, site: str, tmp_path: Path) -> None:
    page = device(timezone_id="UTC").new_page()
    page.clock.install(time="2026-11-20T08:00:00Z")
    page.goto(site + "articles/letter/")
    page.locator("#why").check()
    with page.expect_download() as download:
        take(page, "Save as tasks")
    assert download.value.suggested_filename == "before-you-press-send.ics"
    path = tmp_path / "list.ics"
    download.value.save_as(path)
    raw = path.read_bytes()
    assert raw.count(b"\n") == raw.count(b"\r\n")
    assert max(len(line) for line in raw.split(b"\r\n")) <= 75
    calendar = Calendar.from_ical(raw)
    assert calendar["VERSION"] == "2.0"
    tasks = {str(task["SUMMARY"]): task for task in calendar.walk("VTODO")}
    assert len(tasks) == 8
    why = tasks["I say why I write to this person."]
    assert why["STATUS"] == "COMPLETED"
    assert why.decoded("COMPLETED").date() == date(2026, 11, 20)
    assert why["URL"] == "https://lists.example/articles/letter/#why"
    assert why["UID"] == "letter.why@lists.example"
    assert isinstance(why.decoded("DTSTAMP"), datetime)
    short = tasks["It is short; really, short"]
    assert short["STATUS"] == "NEEDS-ACTION"
    assert tasks["No attachment"]["RELATED-TO"] == short["UID"]
    assert str(short["DESCRIPTION"]) == "Before you press send, A letter"
    assert len({str(task["UID"]) for task in tasks.values()}) == 8


def test_any_text_stays_one_task(letter: Page) -> None:
    for text in ("é" * 200, "a;b,c\\d\ne", "字🎉" * 60, "x\x07y", ""):
        raw = letter.evaluate(
            """async (text) => {
                const { calendar } = await import("/assets/javascripts/check-list-formats.js");
                const task = { id: "i d", text, isTicked: false, day: "", above: "", depth: 0 };
                const about = { title: "T", url: "https://e.org/", list: "L", article: "a/b" };
                return calendar([task], { ...about, now: new Date(0) });
            }""",
            text,
        )
        assert max(len(line.encode()) for line in raw.split("\r\n")) <= 75
        (task,) = Calendar.from_ical(raw).walk("VTODO")
        assert str(task["SUMMARY"]) == text.replace("\x07", "")


def test_a_link_carries_ticks_to_an_empty_device(device: Device, site: str, letter: Page) -> None:
    letter.locator("#why").check()
    letter.get_by_label("The name is right.").uncheck()
    letter.get_by_label("Note the day.").check()
    address = link(letter)
    assert "#ticks=1~" in address
    other = device().new_page()
    other.goto(address)
    expect(status(other)).to_have_text("2 ticks brought over.")
    expect(other.locator("#why")).to_be_checked()
    expect(other.get_by_label("Note the day.")).to_be_checked()
    expect(other.get_by_label("The name is right.")).not_to_be_checked()
    assert other.url == site + "articles/letter/"
    other.get_by_role("button", name="Undo").click()
    expect(other.locator("#why")).not_to_be_checked()


@pytest.fixture
def both_have_ticks(device: Device, letter: Page) -> Page:
    letter.locator("#why").check()
    address = link(letter)
    other = device().new_page()
    other.goto(letter.url)
    other.get_by_label("I read it aloud.").check()
    other.goto(address)
    expect(other.get_by_text("This link carries 1 tick. You have 1 tick here.")).to_be_visible()
    expect(other.locator("#why")).not_to_be_checked()
    expect(other.get_by_role("button", name="Add them to mine")).to_be_focused()
    return other


def test_ticks_of_a_link_are_added_when_the_reader_says_so(both_have_ticks: Page) -> None:
    both_have_ticks.get_by_role("button", name="Add them to mine").click()
    expect(both_have_ticks.locator("#why")).to_be_checked()
    expect(both_have_ticks.get_by_label("I read it aloud.")).to_be_checked()


def test_ticks_of_a_link_replace_the_readers_when_asked_to(both_have_ticks: Page) -> None:
    both_have_ticks.get_by_role("button", name="Replace mine").click()
    expect(both_have_ticks.locator("#why")).to_be_checked()
    expect(both_have_ticks.get_by_label("I read it aloud.")).not_to_be_checked()
    both_have_ticks.get_by_role("button", name="Undo").click()
    expect(both_have_ticks.locator("#why")).not_to_be_checked()
    expect(both_have_ticks.get_by_label("I read it aloud.")).to_be_checked()


def test_ticks_of_a_link_can_be_left_aside(both_have_ticks: Page) -> None:
    both_have_ticks.get_by_role("button", name="Keep mine").click()
    both_have_ticks.reload()
    expect(both_have_ticks.locator("#why")).not_to_be_checked()
    expect(both_have_ticks.get_by_label("I read it aloud.")).to_be_checked()


def test_a_broken_link_changes_nothing(device: Device, site: str) -> None:
    page = device().new_page()
    page.goto(site + "articles/letter/#ticks=<b>")
    expect(status(page)).to_contain_text("couldn’t read the ticks")
    expect(page.locator(".check-list__status b")).to_have_count(0)
    read = """async (fragment) => (await import("/assets/javascripts/check-list-link.js"))
        .parse(fragment, ["why"])"""
    for fragment in ("", "#ticks=", "#ticks=1~zzzzzz.AAAA", "#ticks=2~a.AAAA", "#ticks=1~1.AAA"):
        assert page.evaluate(read, fragment) is None, fragment
    expect(page.locator(".check-list__count").first).to_have_text("1 of 8")
    assert kept(page) == []


def test_a_link_to_a_newer_article_says_what_is_missing(device: Device, site: str) -> None:
    page = device().new_page()
    page.goto(site + "articles/letter/")
    known = page.evaluate(
        """async () => (await import("/assets/javascripts/check-list-link.js"))
            .write({ why: "2026-11-20" })"""
    )
    page.evaluate("address => { location.href = address }", f"{known}AAAABBBB")
    expect(status(page)).to_have_text(
        "1 tick brought over. 2 items ticked in the link are no longer in this article."
    )


def test_a_link_to_another_article_changes_nothing(device: Device, site: str) -> None:
    page = device().new_page()
    page.goto(site + "articles/letter/#ticks=1~1xx.AAAABBBB")
    expect(status(page)).to_contain_text("None of the items ticked in this link")
    assert kept(page) == []


def test_a_link_opened_on_the_same_device_says_so(letter: Page) -> None:
    letter.locator("#why").check()
    address = link(letter)
    letter.evaluate("address => { location.href = address }", address)
    expect(status(letter)).to_have_text("This device has the same ticks as the link.")
