"""The page of all checklists, and what one may do with all one's ticks."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.browser.checklists.conftest import build

Device = Callable[..., BrowserContext]


@pytest.fixture
def reader(device: Device, site: str) -> Page:
    """A reader who ticked one of the talk's two items, and both of the letter's second list."""
    page = device(accept_downloads=True).new_page()
    page.goto(site + "articles/talk/")
    page.get_by_label("Bring a question.").check()
    page.goto(site + "articles/letter/")
    page.get_by_label("Note the day.").check()
    page.get_by_label("Wait a week.").check()
    page.goto(site + "checklists/")
    page.get_by_role("heading", name="Your ticks").wait_for()
    return page


def titles(page: Page) -> list[str]:
    shown: list[str] = page.locator(".check-list-index__title:visible").all_inner_texts()
    return shown


def count(page: Page, title: str) -> Locator:
    return line(page, title).locator(".check-list-index__count")


def status(page: Page) -> Locator:
    return page.locator(".check-list-index__status")


def save(page: Page, path: Path) -> Path:
    with page.expect_download() as download:
        page.get_by_role("button", name="Save to a file").click()
    assert download.value.suggested_filename.endswith(".json")
    download.value.save_as(path)
    return path


def line(page: Page, title: str) -> Locator:
    return page.locator(".check-list-index__lists > li", has_text=title)


def test_every_checklist_is_there_by_topic_and_opens_without_scripts(
    device: Device, site: str
) -> None:
    page = device(java_script_enabled=False).new_page()
    page.goto(site + "checklists/")
    assert page.locator("check-list-index h2").all_inner_texts() == ["Letters", "People"]
    assert titles(page) == ["Before you press send", "Afterwards", 'A talk & "more" <b>']
    first = line(page, "Before you press send")
    expect(first.locator(".check-list-index__count")).to_have_text("8 items")
    expect(first.get_by_label("No attachment")).to_be_hidden()
    first.locator("summary").click()
    first.get_by_label("No attachment").check()
    first.get_by_role("link", name="A letter").click()
    assert page.url.endswith("/articles/letter/#before-you-press-send")


def test_what_is_in_progress_comes_first_and_what_is_done_last(reader: Page) -> None:
    headings = reader.locator("check-list-index h2:visible")
    expect(headings).to_have_text(["In progress", "Letters", "Your ticks"])
    assert titles(reader) == ['A talk & "more" <b>', "Before you press send", "Afterwards"]
    expect(count(reader, "A talk")).to_have_text("1 of 2")
    expect(count(reader, "Afterwards")).to_have_text("2 of 2")
    expect(reader.get_by_text("1 list in progress · 1 list done")).to_be_visible()


def test_a_list_is_ticked_where_it_stands_and_the_article_knows(reader: Page, site: str) -> None:
    send = line(reader, "Before you press send")
    send.locator("summary").click()
    send.get_by_label("I read it aloud.").check()
    expect(count(reader, "Before you press send")).to_have_text("2 of 8")
    expect(send.get_by_role("progressbar")).to_have_js_property("value", 2)
    send.get_by_role("button", name="To my phone").click()
    link = send.get_by_label("The link that carries your ticks").input_value()
    assert "/articles/letter/#ticks=1~" in link
    reader.goto(site + "articles/letter/")
    expect(reader.get_by_label("I read it aloud.")).to_be_checked()
    expect(reader.locator(".check-list__new")).to_have_count(0)
    expect(reader.locator(".check-list__status").first).to_be_empty()


def test_a_finished_list_leads_to_the_next_of_its_topic(reader: Page) -> None:
    send = line(reader, "Before you press send")
    reader.evaluate("localStorage.clear()")
    reader.reload()
    send.locator("summary").click()
    for box in send.get_by_role("checkbox").all():
        box.check()
    expect(send.locator(".check-list__end")).to_have_text("All 8 done. Next: Afterwards")
    send.get_by_role("link", name="Afterwards").click()
    expect(line(reader, "Afterwards").get_by_label("Note the day.")).to_be_visible()


def test_on_paper_all_lists_are_open(reader: Page) -> None:
    reader.emulate_media(media="print")
    expect(line(reader, "A talk").get_by_label("Be on time.")).to_be_visible()
    expect(reader.get_by_role("button", name="Save to a file")).to_be_hidden()


def test_ticks_of_another_tab_show_at_once(reader: Page, site: str) -> None:
    other = reader.context.new_page()
    other.goto(site + "articles/talk/")
    other.get_by_label("Be on time.").check()
    expect(count(reader, "A talk")).to_have_text("2 of 2")


def test_ticks_go_to_a_file_and_back_on_another_device(
    reader: Page, device: Device, site: str, tmp_path: Path
) -> None:
    path = save(reader, tmp_path / "ticks.json")
    saved = json.loads(path.read_text(encoding="utf-8"))
    assert saved["format"] == "rapport-checklists"
    assert set(saved["articles"]) == {"letter", "talk"}
    other = device().new_page()
    other.goto(site + "articles/talk/")
    other.get_by_label("Be on time.").check()
    other.goto(site + "checklists/")
    other.get_by_label("A file of ticks").set_input_files(path)
    expect(status(other)).to_have_text("3 ticks added from the file.")
    expect(count(other, "A talk")).to_have_text("2 of 2")
    other.get_by_role("button", name="Undo").click()
    expect(count(other, "A talk")).to_have_text("1 of 2")
    expect(count(other, "Afterwards")).to_have_text("2 items")


def test_a_file_that_is_none_changes_nothing(reader: Page) -> None:
    for content in ("", "{", "[]", "null", '{"format": "other", "articles": {}}', "\0\1"):
        reader.get_by_label("A file of ticks").set_input_files(
            {"name": "x.json", "mimeType": "application/json", "buffer": content.encode()}
        )
        expect(status(reader)).to_contain_text("Nothing has changed")
        reader.evaluate("document.querySelector('.check-list-index__status').textContent = ''")
    expect(count(reader, "A talk")).to_have_text("1 of 2")


def test_everything_is_erased_when_the_reader_is_sure(reader: Page) -> None:
    reader.get_by_role("button", name="Erase everything").click()
    expect(
        reader.get_by_text("Erase what you ticked in 2 articles in this browser?")
    ).to_be_visible()
    reader.get_by_role("button", name="Keep them").click()
    expect(count(reader, "A talk")).to_have_text("1 of 2")
    reader.get_by_role("button", name="Erase everything").click()
    reader.get_by_role("button", name="Erase", exact=True).click()
    expect(status(reader)).to_have_text("Everything erased.")
    expect(count(reader, "A talk")).to_have_text("2 items")
    keys = "Object.keys(localStorage).filter(key => key.startsWith('rapport.checklists:'))"
    assert reader.evaluate(keys) == []
    expect(reader.get_by_role("button", name="Erase everything")).to_be_disabled()
    reader.get_by_role("button", name="Undo").click()
    expect(count(reader, "A talk")).to_have_text("1 of 2")
    assert len(reader.evaluate(keys)) == 2


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory, serve: Callable[[Path], str]) -> str:
    """A blog with seventy lists on one topic, the newest last by number."""
    articles = {
        f"n{number}.md": f"---\ntitle: N{number}\nid: n{number}\ntags: [Work]\n"
        f"date: 2025-{number // 28 + 1:02}-{number % 28 + 1:02}\n---\n\n- [ ] Do {number}\n"
        for number in range(70)
    }
    return serve(build(tmp_path_factory.mktemp("many"), articles))


def test_a_list_that_is_begun_comes_first_wherever_it_is_and_more_are_shown_on_request(
    device: Device, many: str
) -> None:
    page = device().new_page()
    page.goto(many + "articles/n3/")
    page.get_by_label("Do 3").wait_for()
    page.evaluate(
        """localStorage.setItem("rapport.checklists:n3", JSON.stringify({
            ticks: {"do-3": false}, seen: ["do-3"]}))"""
    )
    page.goto(many + "checklists/")
    expect(page.locator("check-list-index h2").first).to_have_text("In progress")
    assert titles(page)[:2] == ["N3", "N69"]
    assert len(titles(page)) == 61
    page.get_by_role("button", name="Show more").click()
    page.get_by_role("button", name="Show more").click()
    expect(page.get_by_role("button", name="Show more")).to_have_count(0)
    assert sorted(titles(page)) == sorted(f"N{number}" for number in range(70))
    line(page, "N0").locator("summary").click()
    line(page, "N0").get_by_label("Do 0").check()
    expect(count(page, "N0")).to_have_text("1 of 1")
