"""The manual as a site: every page without a problem, wide and narrow, all from one server."""

from __future__ import annotations

import subprocess
import sys
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.ports import free_port

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page

ROOT = Path(__file__).parents[2]
CHAPTERS = sorted(
    path.relative_to(ROOT / "manual").with_suffix("").as_posix().replace("README", "index")
    for path in (ROOT / "manual").rglob("*.md")
)


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def manual(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Build the manual and serve it; yield its URL."""
    site = tmp_path_factory.mktemp("manual")
    command = [sys.executable, "-m", "mkdocs", "--quiet", "build", "--strict"]
    command += ["--config-file", str(ROOT / "handbook" / "mkdocs.yml"), "--site-dir", str(site)]
    subprocess.run(command, check=True)
    port = free_port()
    server = ThreadingHTTPServer(("127.0.0.1", port), partial(_Quiet, directory=str(site)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{port}/"
    server.shutdown()
    server.server_close()


def address(manual: str, chapter: str) -> str:
    return manual if chapter == "index" else f"{manual}{chapter}/"


def problems(page: Page) -> list[str]:
    found: dict[str, Any] = Axe().run(page).response
    assert found["passes"]
    return [
        f"{rule['id']}: {node['html'][:200]}"
        for rule in found["violations"]
        for node in rule["nodes"]
    ]


@pytest.mark.parametrize(
    ("chapter", "scheme"),
    [
        *((chapter, "light") for chapter in CHAPTERS),
        # In the dark only colours differ, and these have all that any chapter shows.
        *((chapter, "dark") for chapter in ("index", "articles", "reference/options")),
    ],
)
def test_a_chapter_has_no_problem_and_asks_no_other_server(
    page: Page, manual: str, chapter: str, scheme: str
) -> None:
    foreign: list[str] = []
    page.on(
        "request",
        lambda request: None if request.url.startswith(manual) else foreign.append(request.url),
    )
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.goto(address(manual, chapter))
    assert problems(page) == []
    assert foreign == []


def test_on_a_phone_no_chapter_is_wider_than_the_screen(page: Page, manual: str) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    widths = {}
    for chapter in CHAPTERS:
        page.goto(address(manual, chapter), wait_until="load")
        widths[chapter] = page.evaluate("document.documentElement.scrollWidth")
    assert {chapter: width for chapter, width in widths.items() if width > 320} == {}


def test_the_search_finds_an_option(page: Page, manual: str) -> None:
    page.goto(manual)
    field = page.get_by_role("textbox", name="Search")
    field.click()
    field.press_sequentially("review_after")
    results = page.locator(".md-search-result__list")
    expect(results).to_contain_text("Plugins and options")
