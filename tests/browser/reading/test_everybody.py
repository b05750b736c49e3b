"""Every type of page for everybody: without a problem, on any screen, by keyboard, on paper."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser.reading.pages import ARTICLE, PAGES
from tests.chromium import in_all_faces

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page, Route

    from tests.browser.reading.conftest import Served

_SMALL_TARGETS = """() => {
  const found = [];
  const pressed = "a[href], button, input, select, summary, label[for]";
  const wordsBeside = (target) => {
    const block = target.closest("p, li, dd, td, small")?.cloneNode(true);
    for (const link of block?.querySelectorAll("a") ?? []) link.remove();
    return /\\p{L}{2}/u.test(block?.textContent ?? "");
  };
  for (const target of document.querySelectorAll(`:is(${pressed}):not(.md-search *)`)) {
    const { width, height } = target.getBoundingClientRect();
    const style = getComputedStyle(target);
    const isShown = width > 1 && height > 1 && style.visibility === "visible";
    const isInText = style.display === "inline" && wordsBeside(target);
    const isBig = target.id && document.querySelector(`label[for="${CSS.escape(target.id)}"]`);
    if (isShown && !isInText && !isBig && (width < 23.9 || height < 23.9))
      found.push(`${target.outerHTML.slice(0, 90)} ${width} x ${height}`);
  }
  return found;
}"""

WIDE = """() => [...document.querySelectorAll("body *")].filter((one) => {
  const { right, width, height } = one.getBoundingClientRect();
  const isScrolled = one.closest("table, pre, .highlight, .md-search");
  return width > 1 && height > 1 && !isScrolled && right > document.documentElement.clientWidth + 1;
}).map((one) => one.outerHTML.slice(0, 90))"""


def problems(page: Page) -> list[str]:
    found: dict[str, Any] = Axe().run(page).response
    assert found["passes"]
    return [
        f"{rule['id']}: {node['html'][:200]}"
        for rule in found["violations"]
        for node in rule["nodes"]
    ]


@pytest.mark.parametrize("name", PAGES)
def test_a_page_has_no_problem_in_light_and_dark(page: Page, site: Served, name: str) -> None:
    page.goto(site.url + PAGES[name])
    assert problems(page) == []
    page.emulate_media(color_scheme="dark")
    page.reload()
    assert problems(page) == []


@pytest.fixture(scope="module")
def small(browser: Browser) -> Iterator[Page]:
    """A screen of 320 px; to a page it is the same as one of 1280 at 400 %."""
    page = browser.new_page(viewport={"width": 320, "height": 256}, device_scale_factor=4)
    yield page
    page.close()


@in_all_faces
@pytest.mark.parametrize("name", PAGES)
def test_at_400_percent_a_page_is_read_without_scrolling_sideways(
    small: Page, site: Served, name: str
) -> None:
    small.goto(site.url + PAGES[name])
    assert small.evaluate(WIDE) == []
    assert small.evaluate("document.documentElement.scrollWidth") <= 320
    assert small.evaluate(_SMALL_TARGETS) == []


@in_all_faces
def test_at_200_percent_nothing_is_wider_than_the_screen(browser: Browser, site: Served) -> None:
    """A screen of 640 px is one of 1280 at 200 %."""
    page = browser.new_page(viewport={"width": 640, "height": 400}, device_scale_factor=2)
    for path in PAGES.values():
        page.goto(site.url + path)
        assert page.evaluate(WIDE) == [], path
    page.close()


@pytest.mark.parametrize("name", ["home", "article", "checklists", "subscribe"])
def test_on_a_phone_a_page_has_no_problem_and_one_press_opens_its_menu(
    small: Page, site: Served, name: str
) -> None:
    small.goto(site.url + PAGES[name])
    header = small.get_by_role("banner")
    expect(header.get_by_role("link", name="Subscribe")).to_be_visible()
    box = header.bounding_box()
    assert box is not None
    assert box["height"] <= 60
    menu = small.get_by_role("navigation", name="Navigation")
    expect(menu).to_be_hidden()
    header.get_by_role("button", name="Menu").click()
    for link in ("Topics", "Checklists", "Archive", "About"):
        expect(menu.get_by_role("link", name=link)).to_be_visible()
    assert problems(small) == []
    small.keyboard.press("Escape")
    expect(menu).to_be_hidden()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_form_with_errors_has_no_problem(page: Page, site: Served, scheme: str) -> None:
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.goto(site.url + "subscribe/")
    field = page.get_by_label("email address")
    field.fill("nobody")
    page.locator(".subscribe__form .button").click()
    expect(field).to_be_focused()
    assert field.evaluate("one => one.matches(':user-invalid')")
    assert problems(page) == []


@in_all_faces
def test_text_spaced_wider_by_its_reader_stays_within_its_page(small: Page, site: Served) -> None:
    """WCAG 1.4.12, by the values it names."""
    for name in ("home", "article", "subscribe"):
        small.goto(site.url + PAGES[name])
        small.evaluate(
            """() => { const sheet = new CSSStyleSheet(); sheet.replaceSync(`* {
                line-height: 1.5 !important; letter-spacing: 0.12em !important;
                word-spacing: 0.16em !important; } p { margin-block-end: 2em !important; }`);
                document.adoptedStyleSheets = [sheet]; }"""
        )
        assert small.evaluate("document.documentElement.scrollWidth") <= 320, name


def test_the_first_press_of_tab_leads_past_the_header(page: Page, site: Served) -> None:
    page.goto(site.url + ARTICLE)
    page.keyboard.press("Tab")
    skip = page.locator(":focus")
    expect(skip).to_have_text("Skip to content")
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.locator(":focus").evaluate("one => Boolean(one.closest('.sheet'))")


def test_a_reader_gets_from_the_home_page_to_a_sent_form_by_keyboard_alone(
    page: Page, site: Served
) -> None:
    def tab_to(name: str, *, backwards: bool = False) -> None:
        for _ in range(80):
            page.keyboard.press("Shift+Tab" if backwards else "Tab")
            focused = page.locator(":focus")
            if focused.count() and name in (focused.get_attribute("id") or focused.inner_text()):
                style = focused.evaluate("one => getComputedStyle(one).outlineStyle")
                assert style == "solid", f"{name}: the focus can't be seen"
                return
        pytest.fail(f"no press of tab leads to {name}")

    page.goto(site.url)
    tab_to("Leaving a job well")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/articles/leaving-a-job-well/$"))
    expect(page).to_have_title("Leaving a job well · Known Sender")
    box = page.locator("check-list input").first
    box.focus()
    page.keyboard.press("Space")
    expect(box).to_be_checked()
    tab_to("subscribe-email")
    page.keyboard.type("reader@example.com")
    tab_to("Topics and frequency")
    page.keyboard.press("Enter")
    tab_to("subscribe-topic-interviews")
    page.keyboard.press("Space")
    tab_to("subscribe-cadence-weekly")
    page.keyboard.press("ArrowUp")
    expect(page.locator(".subscribe__chosen")).to_contain_text("Interviews")
    expect(page.locator(".subscribe__chosen")).to_contain_text("As soon as it’s published")
    sent: list[str] = []

    def answer(route: Route) -> None:
        sent.append(route.request.post_data or "")
        route.fulfill(body="asked", content_type="text/html")

    page.route("**/subscriptions", answer)
    page.keyboard.press("Enter")
    expect(page.get_by_text("asked")).to_be_visible()
    assert "email=reader%40example.com" in sent[0]
    assert "topics=interviews" in sent[0]
    assert "cadence=each" in sent[0]


def test_going_back_leads_to_the_place_where_the_reader_was(page: Page, site: Served) -> None:
    page.goto(site.url)
    last = page.locator(".entry__title a").last
    title = last.inner_text()
    last.scroll_into_view_if_needed()
    page.wait_for_function("() => scrollY > 300")
    before = page.evaluate("scrollY")
    last.click()
    expect(page).to_have_title(f"{title} · Known Sender")
    assert page.evaluate("scrollY") == 0
    page.go_back()
    expect(page).to_have_title(re.compile("^Known Sender: Job-search advice"))
    page.wait_for_function("() => scrollY > 300")
    assert abs(page.evaluate("scrollY") - before) < 40


def test_breadcrumbs_lead_up_from_an_article_a_topic_and_a_year(page: Page, site: Served) -> None:
    trails = {
        ARTICLE: ["Articles", "Looking"],
        "tags/linkedin/": ["Topics", "Networking"],
        "archive/2026/": ["Archive"],
    }
    for path, names in trails.items():
        page.goto(site.url + path)
        crumbs = page.get_by_role("navigation", name="You are here").get_by_role("link")
        assert crumbs.all_inner_texts() == names
        crumbs.last.click()
        expect(page.get_by_role("heading", level=1)).to_contain_text(
            names[-1] if names[-1] != "Articles" else "Be known to a few"
        )


@pytest.mark.parametrize("width", [320, 1280])
def test_a_long_article_has_its_contents_at_hand(
    browser: Browser, site: Served, width: int
) -> None:
    page = browser.new_page(viewport={"width": width, "height": 700})
    page.goto(site.url + ARTICLE)
    if width == 320:
        page.get_by_text("In this article").locator("visible=true").click()
    contents = page.get_by_role("navigation", name="In this article").locator("visible=true")
    contents.get_by_role("link", name="Start with ten").click()
    expect(page.get_by_role("heading", name="Start with ten")).to_be_in_viewport()
    page.close()


def test_nothing_moves_where_motion_is_unwanted(page: Page, site: Served) -> None:
    page.emulate_media(reduced_motion="reduce")
    page.goto(site.url + ARTICLE)
    page.keyboard.press("End")
    page.evaluate("new Promise(requestAnimationFrame)")
    assert page.evaluate("document.getAnimations().length") == 0
    assert page.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == "auto"


def test_forced_colours_keep_buttons_and_the_focus_to_be_seen(page: Page, site: Served) -> None:
    page.emulate_media(forced_colors="active")
    page.goto(site.url + "subscribe/")
    link = page.locator(".site-header__subscribe")
    colours = link.evaluate(
        "one => [getComputedStyle(one).color, getComputedStyle(one).backgroundColor]"
    )
    assert colours[0] != colours[1]
    assert link.evaluate("one => getComputedStyle(one).forcedColorAdjust") == "none"
    button = page.locator(".subscribe__form .button")
    border = button.evaluate("one => getComputedStyle(one).borderTopStyle")
    assert border == "solid"
    page.get_by_label("email address").focus()
    assert page.locator(":focus").evaluate("one => getComputedStyle(one).outlineStyle") == "solid"


def test_paper_gets_the_article_and_nothing_to_press(page: Page, site: Served) -> None:
    page.goto(site.url + ARTICLE)
    page.emulate_media(media="print", color_scheme="dark")
    for name in (
        ".site-header",
        ".contents",
        ".contents-folded",
        ".byline__more",
        ".breadcrumbs",
        ".subscribe",
        ".neighbours",
    ):
        expect(page.locator(name).first).to_be_hidden()
    expect(page.locator("check-list input").first).to_be_visible()
    expect(page.locator(".article__text p").first).to_be_visible()
    expect(page.locator(".provenance")).to_have_text(
        f"Known Sender · https://known-sender.example/{ARTICLE}"
    )
    expect(page.get_by_role("contentinfo").get_by_text("Written by the")).to_be_visible()
    colour = page.locator(".article__text p").first.evaluate("one => getComputedStyle(one).color")
    assert colour == "rgb(0, 0, 0)"


def test_paper_gets_no_heading_at_the_foot_of_a_page_and_no_letter_cut_in_two(
    page: Page, site: Served
) -> None:
    page.goto(site.url + "articles/writing-to-a-stranger/")
    page.emulate_media(media="print")
    style = "one => { const { breakAfter, breakInside } = getComputedStyle(one);"
    assert (
        page.locator(".article__text h2").first.evaluate(style + "return breakAfter }") == "avoid"
    )
    letter = page.locator(".language-text pre")
    assert letter.evaluate(style + "return breakInside }") == "avoid"
    expect(page.get_by_role("button", name="Copy to clipboard")).to_be_hidden()


_SHOWN_LINES = """() => [...document.querySelectorAll(".article__text > p")].map((one) => {
  const range = document.createRange();
  range.selectNodeContents(one);
  const lines = new Set([...range.getClientRects()].map(({ bottom }) => Math.round(bottom / 8)));
  return [one.innerText.length, lines.size];
}).filter(([, lines]) => lines > 3)"""


@in_all_faces
@pytest.mark.parametrize("width", [768, 1280, 1920, 2200])
def test_a_line_of_an_article_has_60_to_75_characters(
    browser: Browser, site: Served, width: int
) -> None:
    page = browser.new_page(viewport={"width": width, "height": 900})
    page.goto(site.url + ARTICLE)
    paragraphs = page.evaluate(_SHOWN_LINES)
    page.close()
    assert len(paragraphs) > 4
    letters, lines = (sum(column) for column in zip(*paragraphs, strict=True))
    half_of_the_last_lines = len(paragraphs) / 2
    assert 60 <= letters / (lines - half_of_the_last_lines) <= 75


@in_all_faces
def test_wording_to_copy_is_read_whole_on_a_phone(small: Page, site: Served) -> None:
    small.goto(site.url + "articles/writing-to-a-stranger/")
    letter = small.locator(".language-text code")
    assert letter.count() == 1
    assert letter.evaluate("one => one.scrollWidth <= one.clientWidth")
    text = letter.inner_text()
    assert "your November plan\n\nDear [Name],\n" in text


@in_all_faces
def test_a_phones_first_screen_has_the_first_headline_or_the_first_sentence(
    browser: Browser, site: Served
) -> None:
    page = browser.new_page(viewport={"width": 360, "height": 640})
    page.goto(site.url)
    expect(page.get_by_role("heading", level=1, name="Be known to a few")).to_be_in_viewport()
    assert top_of(page, ".entry__title") <= 420
    page.goto(site.url + ARTICLE)
    assert top_of(page, ".article__text p") <= 420
    page.close()


def top_of(page: Page, selector: str) -> float:
    box = page.locator(selector).first.bounding_box()
    assert box is not None
    return box["y"]


@pytest.mark.parametrize("width", [360, 1280])
def test_the_home_page_has_at_most_thirty_stops_for_the_keyboard(
    browser: Browser, site: Served, width: int
) -> None:
    page = browser.new_page(viewport={"width": width, "height": 800})
    page.goto(site.url, wait_until="networkidle")
    stops: list[str] = []
    while len(stops) < 60:
        page.keyboard.press("Tab")
        focused = page.locator(":focus")
        if not focused.count():
            break
        stops.append(focused.evaluate("one => one.id || one.innerText"))
    page.close()
    assert "subscribe-email" in stops
    assert len(stops) <= 30, stops


def test_the_form_on_a_topics_page_subscribes_to_that_topic(page: Page, site: Served) -> None:
    page.goto(site.url + PAGES["tag"])
    expect(page.locator(".subscribe__chosen")).to_have_text("Recruiters · Once a week")
    assert page.locator("form [name=topics]:checked").evaluate_all(
        "boxes => boxes.map(({ value }) => value)"
    ) == ["recruiters"]


def test_no_article_of_the_first_page_is_repeated_on_the_next_but_the_pinned(
    page: Page, site: Served
) -> None:
    page.goto(site.url)
    first = page.locator(".entry__title a").evaluate_all("links => links.map(({ href }) => href)")
    page.get_by_role("link", name="Older articles").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Articles from ")
    older = page.locator(".entry__title a").evaluate_all("links => links.map(({ href }) => href)")
    assert older
    assert set(first) & set(older) <= {site.url + ARTICLE}


def test_a_screen_reader_hears_headings_without_marks_and_lists_under_their_own(
    page: Page, site: Served
) -> None:
    page.goto(site.url + ARTICLE)
    headings = page.locator(".article__text").get_by_role("heading").all_inner_texts()
    assert "Before anything leaves your outbox" in headings
    assert not any("¶" in heading for heading in headings)


def test_forced_colours_mark_the_present_page_alone(page: Page, site: Served) -> None:
    page.emulate_media(forced_colors="active")
    page.goto(site.url + "tags/")
    border = "one => getComputedStyle(one).borderBottomColor"
    ground = page.locator("body").evaluate("one => getComputedStyle(one).backgroundColor")
    here = page.locator(".site-header__nav [aria-current]")
    other = page.locator(".site-header__nav a:not([aria-current])").first
    assert here.evaluate(border) != ground
    assert other.evaluate(border) == ground
