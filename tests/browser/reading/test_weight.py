"""What a reader's browser fetches for a page by itself, and whether anything moves meanwhile."""

from __future__ import annotations

import gzip
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from tests.browser.reading.conftest import ROOT
from tests.chromium import in_all_faces

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, BrowserContext

    from tests.browser.reading.conftest import Served

ARTICLE = "articles/sending-to-everyone-reaches-no-one/"
PAGES = ["", ARTICLE, "tags/recruiters/", "subscribe/"]
IMAGES = (".svg", ".png", ".jpg", ".webp", ".avif", ".ico")
FACE = "assets/fonts/literata-latin.woff2"


@dataclass(frozen=True)
class Fetched:
    """A file that came over the network: its path and its bytes as they were sent."""

    path: str
    sent: int


def load(context: BrowserContext, site: Served, path: str) -> list[Fetched]:
    """Open a page with an empty cache, wait until it rests, and return all that was fetched."""
    page = context.new_page()
    session = context.new_cdp_session(page)
    names: dict[str, str] = {}
    found: list[Fetched] = []
    session.on(
        "Network.responseReceived",
        lambda event: names.update({event["requestId"]: event["response"]["url"]}),
    )
    session.on(
        "Network.loadingFinished",
        lambda event: found.append(
            Fetched(
                names[event["requestId"]].removeprefix(site.url), int(event["encodedDataLength"])
            )
        ),
    )
    session.send("Network.enable")
    page.goto(site.url + path, wait_until="networkidle")
    page.close()
    assert any(answer.path == path for answer in found)
    return found


def own_scripts() -> set[str]:
    folder = ROOT / "overrides"
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*.js")}


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context()
    yield context
    context.close()


@pytest.mark.parametrize("path", PAGES)
def test_a_page_weighs_no_more_than_140_kb_with_all_but_its_images_and_italics(
    context: BrowserContext, site: Served, path: str
) -> None:
    apart = (*IMAGES, "italic.woff2")
    fetched = [answer for answer in load(context, site, path) if not answer.path.endswith(apart)]
    assert FACE in {answer.path for answer in fetched}
    assert sum(answer.sent for answer in fetched) <= 140_000, fetched


def test_our_scripts_on_an_article_weigh_no_more_than_15_kb(
    context: BrowserContext, site: Served
) -> None:
    asked = {answer.path for answer in load(context, site, ARTICLE)} & own_scripts()
    assert "assets/javascripts/check-list.js" in asked
    weight = {path: len(gzip.compress((site.folder / path).read_bytes())) for path in asked}
    assert sum(weight.values()) <= 15 * 1024, weight


def test_no_page_of_the_built_site_is_heavy_by_itself(site: Served) -> None:
    weights = {
        path: len(gzip.compress((site.folder / (path or "index.html")).read_bytes()))
        for path in (page if page.endswith(".html") else page + "index.html" for page in site.paths)
    }
    assert len(weights) > 50
    heavy = {path: weight for path, weight in weights.items() if weight > 14 * 1024}
    assert heavy == {}


def test_our_style_sheets_are_light(site: Served) -> None:
    sheets = [
        path
        for path in (site.folder / "assets/stylesheets").glob("*.css")
        if (ROOT / "overrides/assets/stylesheets" / path.name).is_file()
    ]
    assert len(sheets) >= 4
    assert sum(len(gzip.compress(sheet.read_bytes())) for sheet in sheets) <= 14 * 1024


SHIFTS = """() => new Promise((resolve) => {
  const found = [];
  new PerformanceObserver((list) => {
    for (const { value, sources } of list.getEntries())
      found.push([value, ...sources.map(({ node }) => node?.outerHTML?.slice(0, 80))]);
  }).observe({ type: "layout-shift", buffered: true });
  scrollTo(0, document.body.scrollHeight);
  setTimeout(() => resolve(found), 300);
})"""


@in_all_faces
@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("path", [*PAGES, f"{ARTICLE}#start-with-ten", "checklists/", "feeds/"])
def test_nothing_on_a_page_moves_by_itself(
    browser: Browser, site: Served, path: str, width: int
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 740})
    page = context.new_page()
    page.goto(site.url + path, wait_until="load")
    shifts = page.evaluate(SHIFTS)
    context.close()
    assert sum(value for value, *_ in shifts) < 0.005, shifts
