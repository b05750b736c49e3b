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
    opener = first_list(page).get_by_role("button", name="Print or send")
    if opener.get_attribute("aria-expanded") == "false":
        opener.click()
    first_list(page).get_by_role("button", name=way, exact=True).click()


def link(page: Page) -> str:
    take(page, "Continue on another device")
    return first_list(page).get_by_label("The link that carries your ticks").input_value()


@pytest.fixture
def on_paper(letter: Page) -> Page:
    letter.evaluate("window.print = () => {}")
    letter.locator("#why").check()
    letter.emulate_media(media="print")
    return letter


def test_one_list_prints_with_its_ticks_and_nothing_else(on_paper: Page) -> None:
    on_paper.emulate_media(media="screen")
    take(on_paper, "Print this list")
    on_paper.emulate_media(media="print")
    lines = on_paper.locator("body").inner_text().split("\n")
    assert [line for line in lines if line] == [
        "A letter",
        "Before you press send",
        "☑ I say why I write to this person.",
        "☐ I asked for one thing only.",
        "☑ The name is right.",
        "☐ It is short; really, short",
        '☐ No "hope this finds you well"',
        "☐ No attachment",
        "☐ I read it aloud.",
        "☐ It goes to one reader.",
        "https://lists.example/articles/letter/",
    ]
    pdf = on_paper.pdf(format="A4")
    assert pdf.startswith(b"%PDF-")
    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) == 1
    expect(on_paper.locator(".check-list-sheet")).to_have_count(0)


def test_all_lists_of_an_article_print_together(letter: Page) -> None:
    letter.evaluate("window.print = () => {}")
    letter.get_by_label("Wait a week.").check()
    take(letter, "Print all lists of this article")
    letter.emulate_media(media="print")
    text = letter.locator("body").inner_text()
    assert "Before you press send" in text
    assert "Afterwards" in text
    assert "☑ Wait a week." in text
    assert "☐ Note the day." in text
    assert letter.evaluate("document.querySelectorAll('.check-list-sheet [id]').length") == 0


def test_the_whole_article_prints_with_boxes_and_without_buttons(on_paper: Page) -> None:
    expect(on_paper.locator("#why")).to_be_visible()
    expect(on_paper.get_by_role("button", name="Print or send").first).to_be_hidden()
    expect(on_paper.locator(".check-list__count").first).to_have_text("2 of 8")


def test_a_list_is_copied_as_markdown(device: Device, site: str) -> None:
    context = device(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(site + "articles/letter/")
    page.locator("#why").check()
    take(page, "Copy as text")
    expect(status(page)).to_have_text("Copied.")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == (
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


def test_where_copying_is_not_allowed_the_text_is_shown(letter: Page) -> None:
    letter.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error()) }")
    take(letter, "Copy as text")
    text = first_list(letter).get_by_label("The text to copy")
    assert "- [ ] I read it aloud." in text.input_value()
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
                const task = { id: "i d", text, isTicked: false, day: "", above: "" };
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
