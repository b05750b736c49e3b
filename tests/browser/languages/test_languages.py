"""A blog in German, in Spanish and in Arabic, in a real browser."""

from __future__ import annotations

import re
import shutil
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe
from babel.messages.pofile import read_po
from playwright.sync_api import Browser, Page, expect

from tests.blog_folder import BlogFolder, article
from tests.chromium import in_all_faces

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[3]
LANGUAGES = ("de", "es")
LETTER = "articles/letter/"
PAGES = (
    "",
    "articles/writing-to-a-stranger/",
    LETTER,
    "subscribe/",
    "subscribe/check-your-inbox/",
    "checklists/",
    "feeds/",
    "tags/",
    "archive/",
    "404.html",
)
ARABIC = """قبل أن ترسل رسالتك، اقرأها بصوت عالٍ. هل تعرف لمن تكتب؟ اذكر اسمه، واذكر أين قرأت عنه.

<!-- more -->

## الخطوة الأولى

اكتب إلى شخص واحد، واطلب شيئًا واحدًا:

> أكتب إليك لأنني قرأت مقالك عن المقابلات.

## الخطوة الثانية

1. انتظر أسبوعًا.
2. اكتب مرة أخرى، ومرة واحدة فقط.

## قائمة

!!! checklist "قبل الإرسال"
    - [ ] ذكرت اسم الشخص.
    - [ ] طلبت شيئًا واحدًا.
    - [ ] الرسالة قصيرة.
"""


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """Serve this repository's blog in each language, with one article in Arabic on top."""
    folder = tmp_path_factory.mktemp("languages")
    shutil.copytree(ROOT / "docs", folder / "docs")
    letter = article(
        body=ARABIC,
        title="رسالة إلى شخص لا تعرفه",
        description="كيف تكتب إلى غريب فيجيبك.",
        date="2026-05-20",
        lang="ar",
        tags=["permission"],
    )
    blog = BlogFolder(folder).write({"docs/articles/letter.md": letter})
    settings = (
        (ROOT / "mkdocs.yml").read_text(encoding="utf-8").replace("custom_dir: overrides", "")
    )
    servers = {}
    for language in LANGUAGES:
        settings_here = settings.replace(
            "name: material", f"name: material\n  language: {language}"
        )
        nav = settings_here.index("\nnav:"), settings_here.index("\nnot_in_nav:")
        blog.write({"mkdocs.yml": settings_here[: nav[0]] + settings_here[nav[1] :]})
        built = blog.build(language)
        handler = partial(_Quiet, directory=str(built.folder))
        servers[language] = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        Thread(target=servers[language].serve_forever, daemon=True).start()
    yield {
        tag: f"http://127.0.0.1:{language_server.server_port}/"
        for tag, language_server in servers.items()
    }
    for server in servers.values():
        server.shutdown()
        server.server_close()


@pytest.fixture
def phone(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 320, "height": 640})
    yield context.new_page()
    context.close()


def own_messages(language: str) -> set[str]:
    """Return the English of every message, as long as it is said otherwise in the language."""
    path = ROOT / "plugins/rapport/languages" / f"{language}.po"
    with path.open("rb") as file:
        found = {
            message.id
            for message in read_po(file)
            if isinstance(message.id, str) and message.id != message.string
        }
    assert len(found) > 100
    return {text for text in found if text and "%(" not in text and "<" not in text}


_TEXTS = """() => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const found = [];
  while (walker.nextNode()) {
    const { nodeValue, parentElement } = walker.currentNode;
    if (!parentElement.closest("script, style, .article__text p")) found.push(nodeValue.trim());
  }
  for (const each of document.querySelectorAll("[aria-label]")) found.push(each.ariaLabel);
  return found;
}"""


@in_all_faces
@pytest.mark.parametrize("language", LANGUAGES)
def test_on_a_small_phone_nothing_is_cut_and_nothing_english(
    phone: Page, sites: dict[str, str], language: str
) -> None:
    messages = own_messages(language)
    for path in PAGES:
        phone.goto(sites[language] + path)
        phone.wait_for_timeout(100)
        assert phone.evaluate("document.documentElement.scrollWidth") <= 320, path
        assert messages & set(phone.evaluate(_TEXTS)) == set(), path


def test_scripts_speak_the_language_of_the_blog(page: Page, sites: dict[str, str]) -> None:
    page.goto(sites["de"] + "articles/writing-to-a-stranger/")
    checklist = page.locator("check-list").first
    checklist.get_by_role("checkbox").first.check()
    expect(checklist.locator(".check-list__count")).to_have_text(re.compile(r"1 von \d+"))
    checklist.get_by_role("button", name="Von vorn beginnen").click()
    expect(checklist.get_by_role("status").last).to_have_text("1 Häkchen entfernt.")
    checklist.get_by_role("button", name="Rückgängig").click()
    checklist.get_by_role("button", name="Aufs Handy").click()
    expect(checklist.get_by_role("button", name="Link kopieren")).to_be_visible()


def test_an_arabic_article_runs_from_right_to_left_and_the_page_around_it_does_not(
    page: Page, sites: dict[str, str]
) -> None:
    page.goto(sites["de"] + LETTER)
    heading = page.locator("h1").bounding_box()
    assert heading
    line = page.evaluate(
        """() => {
          const range = document.createRange();
          range.selectNodeContents(document.querySelector("h1"));
          const { left, right } = range.getBoundingClientRect();
          return [left, right];
        }"""
    )
    assert abs(line[1] - (heading["x"] + heading["width"])) < 2
    first_box = page.locator("check-list input").first.bounding_box()
    label = page.locator("check-list label").first.bounding_box()
    assert first_box
    assert label
    assert first_box["x"] > label["x"]
    tools = page.locator(".check-list__tools")
    expect(tools).to_have_attribute("lang", "de")
    expect(tools).to_have_css("direction", "ltr")
    expect(page.locator(".byline")).to_have_css("direction", "ltr")


@pytest.mark.parametrize("path", ["", LETTER, "subscribe/", "checklists/"])
def test_pages_in_another_language_are_accessible(
    page: Page, sites: dict[str, str], path: str
) -> None:
    page.goto(sites["de"] + path)
    page.wait_for_timeout(200)
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
