"""What a reader's browser fetches for a page by itself, and whether anything moves meanwhile."""

from __future__ import annotations

import gzip
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from tests.chromium import in_all_faces

if TYPE_CHECKING:
    from collections.abc import Iterable

    from playwright.sync_api import Browser, BrowserContext

    from tests.browser.reading.conftest import Served

ARTICLE = "articles/sending-to-everyone-reaches-no-one/"
PAGES = ["", ARTICLE, "tags/recruiters/", "subscribe/"]
IMAGES = (".svg", ".png", ".jpg", ".webp", ".avif", ".ico")
FACE = "assets/fonts/literata.woff2"


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


@pytest.fixture(scope="module")
def loads(browser: Browser, site: Served) -> dict[str, list[Fetched]]:
    """What each page fetches with an empty cache, but for its pictures."""
    found = {}
    for path in PAGES:
        context = browser.new_context()
        found[path] = [
            answer
            for answer in load(context, site, path)
            if not (answer.path.startswith("images/") and answer.path.endswith(IMAGES))
        ]
        context.close()
    return found


def sent(answers: Iterable[Fetched]) -> int:
    return sum(answer.sent for answer in answers)


@pytest.mark.parametrize("path", PAGES)
def test_a_page_weighs_no_more_than_90_kb_with_its_face_and_40_kb_without(
    loads: dict[str, list[Fetched]], path: str
) -> None:
    assert FACE in {answer.path for answer in loads[path]}
    assert sent(loads[path]) <= 90_000, loads[path]
    without = [answer for answer in loads[path] if not answer.path.endswith(".woff2")]
    assert sent(without) <= 40_000, without


@pytest.mark.parametrize("path", PAGES)
def test_a_page_makes_no_more_than_ten_requests(loads: dict[str, list[Fetched]], path: str) -> None:
    assert len(loads[path]) <= 10, loads[path]


def test_all_scripts_of_an_article_with_a_checklist_weigh_no_more_than_15_kb(
    loads: dict[str, list[Fetched]],
) -> None:
    scripts = [answer for answer in loads[ARTICLE] if answer.path.endswith(".js")]
    assert any("/check-list." in answer.path for answer in scripts)
    assert sent(scripts) <= 15 * 1024, scripts


def test_an_article_fetches_nothing_of_the_theme(loads: dict[str, list[Fetched]]) -> None:
    fetched = [answer.path for answer in loads[ARTICLE]]
    assert not [path for path in fetched if "bundle." in path or "/main." in path]


def test_no_page_of_the_built_site_is_heavy_by_itself(site: Served) -> None:
    weights = {
        path: len(gzip.compress((site.folder / (path or "index.html")).read_bytes()))
        for path in (page if page.endswith(".html") else page + "index.html" for page in site.paths)
    }
    assert len(weights) > 50
    heavy = {path: weight for path, weight in weights.items() if weight > 14 * 1024}
    assert heavy == {}


def test_the_one_style_sheet_is_light_and_named_after_what_is_in_it(site: Served) -> None:
    (sheet,) = (site.folder / "assets/stylesheets").glob("rapport.????????.css")
    assert len(gzip.compress(sheet.read_bytes())) <= 12 * 1024


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
