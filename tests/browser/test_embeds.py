"""Frames and comments of others in a browser, under the policy of their page."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Route, expect

from tests.blog_folder import SITE_URL, BlogFolder, article, configuration

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser, Page

GISCUS = {"repo": "jo/blog", "repo_id": "R_1", "category": "Talk", "category_id": "DIC_1"}
SCRIPT = "document.body.dataset.loaded = document.currentScript.dataset.repo"
BODY = (
    'Text.\n\n!!! embed "Our talk"\n    https://youtu.be/dQw4w9WgXcQ\n\n'
    "    From *May*.\n\n!!! embed\n    https://vimeo.com/12345678\n"
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    blog = BlogFolder(tmp_path_factory.mktemp("embeds"))
    comments = {"giscus": GISCUS, "email": "jo@b.example"}
    text = configuration(embeds={}, comments=comments, security={})
    one = article(title="One", date="2026-01-01", body=BODY)
    return blog.write({"mkdocs.yml": text, "docs/articles/one.md": one}).build().folder


@pytest.fixture
def requests(page: Page, folder: Path) -> list[str]:
    """Serve the site and every other server's pages; the list grows by what is asked of others."""
    asked: list[str] = []

    def serve(route: Route) -> None:
        url = route.request.url
        if url.startswith(SITE_URL):
            path = folder / url.removeprefix(SITE_URL).split("?")[0]
            found = path / "index.html" if path.is_dir() else path
            route.fulfill(path=found) if found.is_file() else route.fulfill(status=404)
            return
        asked.append(url)
        if url.endswith(".js"):
            route.fulfill(body=SCRIPT, content_type="text/javascript")
        else:
            route.fulfill(body="<p>Player</p>", content_type="text/html")

    page.route("**/*", serve)
    page.goto(SITE_URL + "articles/one/")
    return asked


def test_a_frame_is_loaded_by_a_click_and_has_the_focus(page: Page, requests: list[str]) -> None:
    page.wait_for_load_state("networkidle")
    assert requests == []
    page.get_by_role("link", name="Our talk").click()
    frame = page.locator("iframe")
    expect(frame).to_have_attribute("title", "Our talk")
    expect(frame).to_be_focused()
    expect(page.frame_locator("iframe").locator("p")).to_have_text("Player")
    assert requests == ["https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ?autoplay=1"]
    box = frame.bounding_box()
    assert box is not None
    assert box["width"] / box["height"] == pytest.approx(16 / 9, rel=0.02)
    expect(page.get_by_text("From May.")).to_be_visible()
    page.get_by_role("link", name="Our talk").click()
    expect(page).to_have_url("https://youtu.be/dQw4w9WgXcQ")


def test_without_scripts_the_link_leads_there(browser: Browser, folder: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.route("**/*.css", lambda route: route.abort())
    page.goto((folder / "articles/one/index.html").as_uri())
    link = page.get_by_role("link", name="Our talk")
    expect(link).to_have_attribute("href", "https://youtu.be/dQw4w9WgXcQ")
    expect(page.get_by_role("button", name="Show comments")).to_be_hidden()
    context.close()


def test_comments_are_loaded_by_a_click_as_their_options_say(
    page: Page, requests: list[str]
) -> None:
    page.get_by_role("button", name="Show comments").click()
    expect(page.locator("body")).to_have_attribute("data-loaded", GISCUS["repo"])
    assert requests == ["https://giscus.app/client.js"]
    script = page.locator("reader-comments script[src]")
    found = json.loads(script.evaluate("script => JSON.stringify(script.dataset)"))
    assert found["repoId"] == "R_1"
    assert found["mapping"] == "pathname"
