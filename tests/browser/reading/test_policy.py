"""The whole blog in a browser, under the headers of `deploy/site` and the policy in its pages."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import httpx
from playwright.sync_api import expect

from rapport.blog.policy import content_security_policy
from rapport.features.security.headers import headers_file, page_headers, security_headers
from tests.browser.reading.conftest import DEPLOY

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.reading.conftest import Served, Watch

ARTICLE = "articles/sending-to-everyone-reaches-no-one/"


def test_no_page_breaks_its_policy_or_asks_another_server(
    page: Page, site: Served, watch: Watch
) -> None:
    for path in site.paths:
        page.goto(site.url + path)
    page.wait_for_load_state("networkidle")
    assert watch.complaints == [], watch.complaints[:20]
    assert watch.foreign(site) == []
    assert page.context.cookies() == []


def test_nothing_a_reader_does_breaks_the_policy(page: Page, site: Served, watch: Watch) -> None:
    page.goto(site.url)
    page.get_by_role("button", name="Dark colours").click()
    page.get_by_role("link", name=re.compile("sending to everyone", re.IGNORECASE)).first.click()
    expect(page).to_have_url(site.url + ARTICLE)
    list_ = page.locator("check-list").first
    list_.get_by_role("checkbox").first.check()
    list_.get_by_role("button", name="To my phone").click()
    list_.get_by_role("img", name="QR code").wait_for()
    page.get_by_role("link", name="Checklists", exact=True).first.click()
    expect(page.get_by_text("1 list in progress")).to_be_visible()
    page.get_by_role("link", name="Archive", exact=True).first.click()
    page.go_back()
    expect(page.get_by_text("1 list in progress")).to_be_visible()
    page.goto(site.url + "feed.xml")
    page.goto(site.url + "subscribe/")
    page.get_by_label("email address").fill("reader@example.com")
    page.locator(".subscribe__options > summary").click()
    page.get_by_label("Once a month").check()
    page.route(
        "**/subscriptions", lambda route: route.fulfill(body="asked", content_type="text/html")
    )
    page.locator("form.subscribe__form button").click()
    expect(page.get_by_text("asked")).to_be_visible()
    assert watch.complaints == [], watch.complaints[:20]
    assert watch.foreign(site) == []


def test_a_page_asks_for_nothing_that_is_not_there_or_not_needed(
    page: Page, site: Served, watch: Watch
) -> None:
    page.goto(site.url + "tags/recruiters/", wait_until="networkidle")
    asked = [url.removeprefix(site.url) for url in watch.requests if url.startswith(site.url)]
    assert len(asked) == len(set(asked))
    assert not [path for path in asked if "sitemap" in path]
    assert page.locator("link[rel=alternate][type]").count() == 6


def test_a_script_that_was_smuggled_in_does_not_run(page: Page, site: Served, watch: Watch) -> None:
    """Without this, a policy that nobody sends would pass every other test here."""
    text = (site.folder / "about/index.html").read_text()
    evil = text.replace("</body>", "<script>document.title = 'taken'</script></body>")
    page.route("**/evil/", lambda route: route.fulfill(body=evil, content_type="text/html"))
    page.goto(site.url + "evil/")
    assert "taken" not in page.title()
    assert any("script-src" in complaint for complaint in watch.complaints), watch.complaints


def test_nginx_sends_the_headers_with_every_kind_of_answer(site: Served) -> None:
    expected = security_headers(content_security_policy({}))
    (style,) = (site.folder / "assets/stylesheets").glob("main.*.css")
    fingerprinted = f"assets/stylesheets/{style.name}"
    for path in ("", ARTICLE, "feed.xml", "blog.json", "none"):
        answer = httpx.get(site.url + path)
        assert answer.status_code == (404 if path == "none" else 200)
        sent = {name: answer.headers.get(name) for name in expected}
        assert sent == expected, path
        assert answer.headers["content-encoding"] == "gzip" or not answer.is_success
    for path in ("assets/stylesheets/rapport.css", fingerprinted):
        answer = httpx.get(site.url + path)
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "max-age" in answer.headers["cache-control"]
    assert "immutable" in httpx.get(site.url + fingerprinted).headers["cache-control"]
    rules = httpx.get(site.url + "speculation.json")
    assert rules.headers["content-type"] == "application/speculationrules+json"


def fades_into(page: Page, name: str) -> bool:
    page.get_by_role("link", name=name, exact=True).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile(name))
    return bool(page.evaluate("Boolean(window.fade)"))


def test_a_page_that_is_pointed_at_is_fetched_ahead_and_faded_into_under_the_policy(
    page: Page, site: Served, watch: Watch
) -> None:
    page.add_init_script(
        "addEventListener('pagereveal', ({ viewTransition }) => { window.fade = viewTransition })"
    )
    page.goto(site.url)
    link = page.get_by_role("link", name="Archive", exact=True).first
    with page.context.expect_event("request", lambda request: request.url.endswith("/archive/")):
        link.hover()
    link.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Archive")
    assert page.evaluate("performance.getEntriesByType('navigation')[0].deliveryType") == (
        "navigational-prefetch"
    )
    # Now and then a browser that has much else to do shows a page at once.
    assert any(fades_into(page, name) for name in ("Topics", "About", "Checklists", "Archive"))
    page.emulate_media(reduced_motion="reduce")
    assert not fades_into(page, "Topics")
    assert watch.complaints == [], watch.complaints[:20]


def test_the_samples_say_what_the_generator_says() -> None:
    headers = security_headers(content_security_policy({}))
    for name, line in (
        ("rapport-security.conf", 'add_header {} "{}" always;'),
        ("Caddyfile", '{} "{}"'),
        ("_headers", "{}: {}"),
    ):
        text = (DEPLOY / "site" / name).read_text(encoding="utf-8")
        for header, value in headers.items():
            assert line.format(header, value) in text, (name, header)
        for header, value in page_headers().items():
            assert value in text or name == "rapport-security.conf", (name, header)
    assert headers_file(headers, "") in (DEPLOY / "site/_headers").read_text(encoding="utf-8")
