"""The page of all checklists, and what one may do with all one's ticks."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

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
    line = page.locator(".check-list-index__lists > li", has_text=title)
    return line.locator(".check-list-index__count")


def status(page: Page) -> Locator:
    return page.locator(".check-list-index__status")


def save(page: Page, path: Path) -> Path:
    with page.expect_download() as download:
        page.get_by_role("button", name="Save to a file").click()
    assert download.value.suggested_filename.endswith(".json")
    download.value.save_as(path)
    return path


def test_every_checklist_is_there_with_its_article(device: Device, site: str) -> None:
    page = device(java_script_enabled=False).new_page()
    page.goto(site + "checklists/")
    assert titles(page) == ["Before you press send", "Afterwards", 'A talk & "more" <b>']
    line = page.locator(".check-list-index__lists > li").first
    expect(line.get_by_role("link", name="A letter")).to_have_attribute(
        "href", "../articles/letter/"
    )
    expect(line.locator(".check-list-index__count")).to_have_text("8 items")
    expect(page.get_by_label("Topic")).to_be_hidden()
    line.get_by_role("link", name="Before you press send").click()
    assert page.url.endswith("/articles/letter/#before-you-press-send")


def test_what_is_in_progress_comes_first_and_what_is_done_last(reader: Page) -> None:
    assert titles(reader) == ['A talk & "more" <b>', "Before you press send", "Afterwards"]
    expect(count(reader, "A talk")).to_have_text("1 of 2")
    expect(count(reader, "Afterwards")).to_have_text("2 of 2")
    expect(reader.get_by_text("4 of 12 ticked")).to_be_visible()
    bar = reader.get_by_role("progressbar", name="4 of 12 ticked")
    expect(bar).to_have_js_property("value", 4)


def test_one_topic_can_be_chosen(reader: Page) -> None:
    reader.get_by_label("Topic").select_option(label="Letters")
    assert titles(reader) == ["Before you press send", "Afterwards"]
    reader.get_by_label("Topic").select_option(label="All topics")
    assert len(titles(reader)) == 3


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
    expect(reader.get_by_text("4 of 12 ticked")).to_be_visible()


def test_everything_is_erased_when_the_reader_is_sure(reader: Page) -> None:
    reader.get_by_role("button", name="Erase everything").click()
    expect(
        reader.get_by_text("Erase what you ticked in 2 articles in this browser?")
    ).to_be_visible()
    reader.get_by_role("button", name="Keep them").click()
    expect(reader.get_by_text("4 of 12 ticked")).to_be_visible()
    reader.get_by_role("button", name="Erase everything").click()
    reader.get_by_role("button", name="Erase", exact=True).click()
    expect(status(reader)).to_have_text("Everything erased.")
    expect(reader.get_by_text("1 of 12 ticked")).to_be_visible()
    keys = "Object.keys(localStorage).filter(key => key.startsWith('rapport.checklists:'))"
    assert reader.evaluate(keys) == []
    expect(reader.get_by_role("button", name="Erase everything")).to_be_disabled()
    reader.get_by_role("button", name="Undo").click()
    expect(reader.get_by_text("4 of 12 ticked")).to_be_visible()
    assert len(reader.evaluate(keys)) == 2
