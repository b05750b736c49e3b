"""The search over any page: opened by a key or the pen, left as it was found."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser.search.conftest import await_link, dialog_of, open_search
from tests.chromium import in_all_faces

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import BrowserContext, Page

    from tests.browser.search.conftest import CountingServer

    Reader = Callable[..., BrowserContext]


def test_a_result_shows_title_day_tags_and_where_the_words_stand(
    page: Page, site: CountingServer
) -> None:
    page.goto(site.url)
    search = open_search(page)
    search.find("recruiters want", 1)
    result = search.root.get_by_role("listitem").first
    expect(result.get_by_role("heading")).to_have_text("Questions at an interview")
    expect(result.locator("time")).to_have_text("1 April 2026")
    expect(result.locator("time")).to_have_attribute("datetime", "2026-04-01")
    expect(result).to_contain_text("Interviews, Pay & offers")
    expect(result.locator(".site-search__excerpt mark")).to_have_text(["Recruiters"])
    search.find("why want", 1)
    result = search.root.get_by_role("listitem").first
    expect(result.locator(".site-search__excerpt mark")).to_have_text(["Why", "want"])
    expect(result.get_by_role("link", name="What they ask")).to_have_attribute(
        "href", f"{site.url}articles/interview/#what-they-ask"
    )


def test_an_item_of_a_checklist_is_found_and_led_to(page: Page, site: CountingServer) -> None:
    page.goto(site.url)
    search = open_search(page)
    search.find("asked for one thing", 1)
    item = search.root.get_by_role("link", name="I asked for one thing only.")
    expect(search.root).to_contain_text("In a checklist:")
    item.click()
    expect(page).to_have_url(f"{site.url}articles/letter/#one-thing")
    expect(search.root).to_be_hidden()
    expect(page.get_by_role("checkbox", name="I asked for one thing only.")).to_be_in_viewport()


@pytest.mark.parametrize(
    ("typed", "title", "read_as"),
    [
        ("recuriter letter", "A letter", "recruiter"),
        ("intervew", "Questions at an interview", None),
        ("nterview", "Questions at an interview", "interview"),
        ("questlions", "Questions at an interview", "questions"),
        ("pelicna", "Filler", None),
        ("letters", "A letter", None),
        ("pay", "Questions at an interview", None),
        ("PÄY", "Questions at an interview", None),
    ],
)
def test_slips_and_other_forms_of_a_word_find_it(
    page: Page, site: CountingServer, typed: str, title: str, read_as: str | None
) -> None:
    page.goto(site.url)
    search = open_search(page)
    search.find(typed)
    expect(search.titles.first).to_contain_text(title)
    if read_as:
        expect(search.said).to_contain_text(f"Showing results for “{read_as}”")
    else:
        expect(search.said).not_to_contain_text("Showing results")


def test_the_keyboard_alone_opens_walks_opens_a_result_and_closes(
    page: Page, site: CountingServer
) -> None:
    page.goto(site.url)
    opener = page.get_by_role("link", name="Search")
    opener.focus()
    page.keyboard.press("Enter")
    search = dialog_of(page)
    expect(search.field).to_be_focused()
    page.keyboard.type("pelican")
    search.settle()
    expect(search.said).to_have_text("12 articles")
    expect(search.titles).to_have_count(10)
    page.keyboard.press("ArrowDown")
    expect(search.titles.nth(0)).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(search.titles.nth(1)).to_be_focused()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(search.field).to_be_focused()
    page.keyboard.press("Enter")
    expect(search.titles.nth(0)).to_be_focused()
    search.root.get_by_role("button", name="More results").press("Enter")
    expect(search.titles).to_have_count(12)
    expect(search.titles.nth(10)).to_be_focused()
    expect(search.root.get_by_role("button", name="More results")).to_be_hidden()
    page.keyboard.press("Escape")
    expect(search.root).to_be_hidden()
    expect(opener).to_be_focused()


def test_nothing_found_is_said(page: Page, site: CountingServer) -> None:
    page.goto(site.url)
    search = open_search(page)
    search.find("xylophone")
    expect(search.said).to_have_text("No results. Try other words, or a topic:")
    expect(search.titles).to_have_count(0)
    search.find("letter xylophone", 1)
    expect(search.said).to_contain_text("Not found: xylophone.")


def test_an_index_that_does_not_come_is_said_and_asked_for_again(
    page: Page, site: CountingServer
) -> None:
    page.goto(site.url)
    page.route("**/search/index.json", lambda route: route.abort())
    search = open_search(page)
    search.find("letter")
    expect(search.said).to_contain_text("couldn’t load the search")
    page.unroute("**/search/index.json")
    search.find("letters", 1)


def test_hostile_titles_tags_and_texts_are_shown_as_they_are(
    page: Page, site: CountingServer
) -> None:
    page.goto(site.url)
    search = open_search(page)
    search.find("zebra", 1)
    expect(search.titles).to_have_text('<img src=x onerror=alert(1)> "quoted" & <b>bold</b>')
    result = search.root.get_by_role("listitem")
    expect(result).to_contain_text("</script><script>alert(2)</script>")
    expect(result.locator(".site-search__excerpt")).to_contain_text("<script>alert(3)</script>")
    expect(result.locator("img, script, b")).to_have_count(0)


def test_the_key_is_for_pages_and_not_for_fields_and_can_be_put_out(
    page: Page, site: CountingServer
) -> None:
    page.goto(site.url + "subscribe/")
    await_link(page)
    field = page.get_by_label("email address")
    field.press("/")
    expect(field).to_have_value("/")
    page.locator("h1").click()
    search = open_search(page)
    search.root.get_by_role("checkbox", name="Press / to search").uncheck()
    search.root.get_by_role("button", name="Close").click()
    page.reload()
    await_link(page)
    page.locator("h1").click()
    page.keyboard.press("/")
    page.wait_for_timeout(300)
    expect(page.get_by_role("dialog", name="Search")).to_have_count(0)


def test_it_opens_on_the_page_that_came_without_a_reload(page: Page, site: CountingServer) -> None:
    page.goto(site.url)
    search = open_search(page)
    search.find("letter", 1)
    page.evaluate("window.isSame = true")
    search.titles.first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("A letter")
    assert page.evaluate("window.isSame") is True
    search = open_search(page)
    expect(search.field).to_have_value("letter")
    search.find("interview", 1)
    search.titles.first.click()
    expect(page).to_have_url(f"{site.url}articles/interview/")
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("A letter")


def violations(page: Page) -> list[str]:
    found: dict[str, Any] = Axe().run(page).response
    assert found["passes"]
    return [
        f"{rule['id']}: {node['html']}" for rule in found["violations"] for node in rule["nodes"]
    ]


@in_all_faces
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_it_has_no_problem_open_with_results(
    reader: Reader, site: CountingServer, scheme: str, width: int
) -> None:
    context = reader(color_scheme=scheme, viewport={"width": width, "height": 640})
    page = context.new_page()
    page.goto(site.url)
    search = open_search(page)
    search.find("asked for one thing", 1)
    expect(search.root.get_by_role("link", name="I asked for one thing only.")).to_be_visible()
    assert violations(page) == []
    box = search.root.bounding_box()
    assert box
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= width
    assert search.root.evaluate("(dialog) => dialog.scrollWidth <= dialog.clientWidth")
    for target in search.root.locator("button, input, h2 a").all():
        size = target.bounding_box()
        assert size is None or size["height"] >= 24, target


def test_it_stays_readable_in_the_readers_own_colours(reader: Reader, site: CountingServer) -> None:
    page = reader(forced_colors="active").new_page()
    page.goto(site.url)
    search = open_search(page)
    search.find("letter", 1)
    colour = search.root.locator("mark").first.evaluate("(mark) => getComputedStyle(mark).color")
    assert re.match(r"rgb", colour)
    assert violations(page) == []
