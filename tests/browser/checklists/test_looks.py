"""Checklists in every state are for everybody: accessible, of any width, and light."""

import gzip
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, CDPSession, Page, expect

from tests.chromium import in_all_faces

Device = Callable[..., BrowserContext]
ASSETS = Path(__file__).parents[3] / "overrides" / "assets"
SCHEMES = ["light", "dark"]


def violations(page: Page, inside: str) -> list[str]:
    found: dict[str, Any] = Axe().run(page, context=inside).response
    assert found["passes"]
    return [
        f"{rule['id']}: {node['html']}" for rule in found["violations"] for node in rule["nodes"]
    ]


def open_page(context: BrowserContext, url: str) -> Page:
    page = context.new_page()
    page.goto(url)
    return page


@pytest.mark.parametrize("scheme", SCHEMES)
def test_lists_have_no_problem_in_any_state(device: Device, site: str, scheme: str) -> None:
    page = open_page(device(color_scheme=scheme), site + "articles/letter/")
    page.evaluate(
        """localStorage.setItem("rapport.checklists:letter", JSON.stringify({
            ticks: {why: "2026-01-02", lost: "2026-01-02"}, seen: ["why", "lost"]}))"""
    )
    page.reload()
    page.locator(".check-list__new").first.wait_for()
    assert violations(page, "check-list") == []
    first = page.locator("check-list").first
    first.get_by_role("button", name="More").click()
    first.get_by_role("button", name="Save the day").wait_for()
    assert violations(page, "check-list") == []
    first.get_by_role("button", name="To my phone").click()
    first.get_by_role("img", name="QR code").wait_for()
    assert violations(page, "check-list") == []
    first.get_by_role("button", name="Start over").click()
    assert violations(page, "check-list") == []
    for box in page.locator("check-list input[type=checkbox]").all():
        box.check()
    assert violations(page, "check-list") == []
    page.get_by_label("I read it aloud.").uncheck()
    page.evaluate(
        """async () => {
            const { write } = await import("/assets/javascripts/check-list-link.js");
            location.hash = write({ why: "2026-11-20" });
        }"""
    )
    page.get_by_role("button", name="Add them to mine").wait_for()
    assert violations(page, "check-list") == []


@pytest.mark.parametrize("scheme", SCHEMES)
def test_the_page_of_all_lists_has_no_problem(device: Device, site: str, scheme: str) -> None:
    page = open_page(device(color_scheme=scheme), site + "articles/letter/")
    page.get_by_label("I read it aloud.").check()
    page.goto(site + "checklists/")
    page.get_by_role("heading", name="In progress").wait_for()
    for line in page.locator("check-list-index summary").all():
        line.click()
    page.get_by_role("button", name="Erase everything").click()
    assert violations(page, "check-list-index") == []


@in_all_faces
@pytest.mark.parametrize("screen", [(320, 1), (640, 2)], ids=["320 px", "200 %"])
@pytest.mark.parametrize("path", ["articles/letter/", "checklists/"])
def test_nothing_is_wider_than_a_small_screen(
    device: Device, site: str, path: str, screen: tuple[int, int]
) -> None:
    width, zoom = screen
    context = device(viewport={"width": width // zoom, "height": 600}, device_scale_factor=zoom)
    page = open_page(context, site + path)
    if path != "checklists/":
        first = page.locator("check-list").first
        first.get_by_role("button", name="To my phone").click()
        first.get_by_role("img", name="QR code").wait_for()
    boxes = page.locator(":is(check-list, check-list-index), :is(check-list, check-list-index) *")
    assert boxes.count() > 20
    for direction in ("ltr", "rtl"):
        page.evaluate("direction => { document.body.dir = direction }", direction)
        wide = boxes.evaluate_all(
            """elements => elements.filter(element => {
                const { left, right } = element.getBoundingClientRect();
                return left < -0.5 || right > document.documentElement.clientWidth + 0.5;
            }).map(element => element.outerHTML.slice(0, 80))"""
        )
        assert wide == [], direction


def test_from_right_to_left_boxes_stand_on_the_right(letter: Page) -> None:
    letter.evaluate("document.body.dir = 'rtl'")
    box = letter.locator("#why").bounding_box()
    around = letter.locator("check-list").first.bounding_box()
    assert box is not None
    assert around is not None
    assert box["x"] > around["x"] + around["width"] / 2


def test_forced_colours_leave_the_bar_and_the_focus_to_be_seen(device: Device, site: str) -> None:
    page = open_page(device(forced_colors="active"), site + "articles/letter/")
    page.locator("#why").check()
    bar = page.get_by_role("progressbar").first
    assert bar.evaluate("bar => getComputedStyle(bar).borderTopStyle") == "solid"
    page.keyboard.press("Tab")
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"


def test_nothing_moves_where_motion_is_unwanted(device: Device, site: str) -> None:
    page = open_page(device(reduced_motion="reduce"), site + "articles/letter/")
    page.locator("#why").check()
    assert page.evaluate("document.getAnimations().length") == 0


def size(*names: str) -> int:
    return len(gzip.compress(b"".join((ASSETS / name).read_bytes() for name in names)))


def test_what_every_page_loads_is_small() -> None:
    scripts = ("javascripts/check-list.js", "javascripts/check-list-store.js")
    assert 0 < size(*scripts) <= 6 * 1024
    assert 0 < size("stylesheets/check-list.css") <= 2.25 * 1024  # a sheet for the wall included


def test_what_only_some_need_is_loaded_when_they_ask(device: Device, site: str) -> None:
    context = device()
    asked: list[str] = []
    context.on("request", lambda request: asked.append(request.url.rsplit("/", 1)[-1]))
    page = open_page(context, site + "articles/letter/")
    page.locator("#why").check()
    scripts = {name for name in asked if name.startswith("check-list") and name.endswith(".js")}
    assert {re.sub(r"\.[0-9a-f]{8}\.", ".", name) for name in scripts} == {"check-list.js"}


def test_a_page_of_forty_lists_is_laid_out_once_and_not_for_each_list(
    device: Device, publish: Callable[[str], str]
) -> None:
    lists = "\n\n".join(
        f"## List {number}\n\n" + "\n".join(f"- [ ] Thing {number} {item}" for item in range(25))
        for number in range(40)
    )
    head = (
        "---\ntitle: Many\nid: letter\nslug: many\ndate: 2026-05-01\n---\nText, [t](talk.md).\n\n"
    )
    page = open_page(device(), publish(head + lists) + "articles/many/")
    expect(page.locator("check-list")).to_have_count(40)
    page.locator("#thing-39-24").check()
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable")
    before = layouts(session)
    page.evaluate(
        """() => {
            const lists = [...document.querySelectorAll("check-list")];
            const places = lists.map((list) => [list, list.parentNode, list.nextSibling]);
            for (const list of lists) list.querySelector(".check-list__tools").remove();
            for (const list of lists) list.remove();
            for (const [list, parent, next] of places.reverse()) parent.insertBefore(list, next);
            document.body.getBoundingClientRect();
        }"""
    )
    assert page.locator(".check-list__tools").count() == 40
    assert 1 <= layouts(session) - before <= 8


def layouts(session: CDPSession) -> float:
    """Return how often the browser has laid the page out so far."""
    metrics = session.send("Performance.getMetrics")["metrics"]
    return next(float(metric["value"]) for metric in metrics if metric["name"] == "LayoutCount")
