"""The page to search on, which has an address for every question."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import find as find_example
from hypothesis import settings
from hypothesis import strategies as st
from playwright.sync_api import expect

from rapport.features.search.words import words_of
from tests.browser.search.conftest import ARTICLES, Search, await_link, build, serving
from tests.browser.search.test_dialog import violations

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import BrowserContext, Page

    from tests.browser.search.conftest import CountingServer

    Reader = Callable[..., BrowserContext]


def on_page(page: Page) -> Search:
    return Search(page.get_by_role("main"))


def test_a_question_stands_in_the_address_and_comes_back_with_it(
    page: Page, site: CountingServer
) -> None:
    page.goto(f"{site.url}search/?q=recuriter+letter")
    search = on_page(page)
    expect(search.titles).to_have_text(["A letter"])
    search.find("interview & pay", 1)
    expect(page).to_have_url(f"{site.url}search/?q=interview+%26+pay")
    search.titles.first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Questions at an interview")
    page.go_back()
    expect(on_page(page).field).to_have_value("interview & pay")
    expect(on_page(page).titles).to_have_text(["Questions at an interview"])
    page.reload()
    expect(on_page(page).titles).to_have_text(["Questions at an interview"])


def test_a_hostile_question_is_text(page: Page, site: CountingServer) -> None:
    page.goto(f"{site.url}search/?q=%22%3E%3Cimg+src%3Dx+onerror%3Dalert(1)%3E+%00%F0%28")
    expect(on_page(page).said).to_contain_text("1 article")
    expect(page.locator("main img")).to_have_count(0)


def test_a_page_that_is_missing_asks_what_was_meant(page: Page, site: CountingServer) -> None:
    page.goto(f"{site.url}articles/never/was/")
    page.get_by_role("main").get_by_role("searchbox").fill("letter")
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{site.url}search/?q=letter")
    expect(on_page(page).titles).to_have_text(["A letter"])


def test_the_key_leads_to_the_field_of_the_page_itself(page: Page, site: CountingServer) -> None:
    page.goto(f"{site.url}search/")
    await_link(page)
    page.keyboard.press("/")
    expect(on_page(page).field).to_be_focused()
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_without_scripts_the_page_leads_to_topics_and_archive(
    reader: Reader, site: CountingServer
) -> None:
    page = reader(java_script_enabled=False).new_page()
    page.goto(site.url)
    page.get_by_role("link", name="Search").click()
    expect(page).to_have_url(f"{site.url}search/")
    main = page.get_by_role("main")
    assert "needs JavaScript" in main.inner_text()
    expect(main.get_by_role("searchbox")).to_be_hidden()
    expect(main.get_by_role("link", name="Interviews")).to_be_visible()
    main.get_by_role("link", name="Every article by date").click()
    expect(page).to_have_url(f"{site.url}archive/")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", ["search/?q=letter", "articles/never/"])
def test_the_pages_have_no_problem(
    reader: Reader, site: CountingServer, scheme: str, path: str
) -> None:
    page = reader(color_scheme=scheme, viewport={"width": 320, "height": 640}).new_page()
    page.goto(site.url + path)
    if "?" in path:
        expect(page.locator(".site-search__excerpt mark").first).to_be_visible()
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_pages_that_are_files_are_found_where_they_are(
    page: Page, tmp_path_factory: pytest.TempPathFactory
) -> None:
    letter = {"letter.md": ARTICLES["letter.md"]}
    folder = build(tmp_path_factory.mktemp("flat"), letter, use_directory_urls=False)
    with serving(folder) as server:
        page.goto(f"{server.url}search.html?q=letter")
        on_page(page).titles.first.click()
        expect(page).to_have_url(f"{server.url}articles/letter.html")


TEXTS = st.lists(st.text(st.characters(exclude_categories=["Cs", "Cn"])), max_size=50)


def test_readers_words_are_the_articles_words_whatever_they_type(
    page: Page, site: CountingServer
) -> None:
    page.goto(site.url)

    def differ(texts: list[str]) -> bool:
        found = page.evaluate(
            """async (texts) => {
                const { wordsOf } = await import("./assets/javascripts/search-words.js");
                return texts.map(wordsOf);
            }""",
            texts,
        )
        return json.dumps(found) != json.dumps([words_of(text) for text in texts])

    fixed = [
        "Straße ΣΊΣΥΦΟΣ İstanbul",
        "C++ c# .NET",
        "履歴書を書く ｶﾀｶﾅ 한국어",
        "ﬁ ² Ⅷ ½ ǅ",
        "a" * 99,
    ]
    assert not differ(fixed)
    with pytest.raises(Exception, match="No examples found"):
        find_example(TEXTS, differ, settings=settings(max_examples=60, database=None))
