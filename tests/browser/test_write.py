"""Writing in a real browser: what is typed is checked, kept, shown, saved and published."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.blog_folder import article, configuration
from tests.chromium import PATIENCE
from tests.images.photos import CAMERA, camera_jpeg
from tests.ports import free_port

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Locator, Page

REFUSING = """#!/bin/sh
echo 'docs/articles/how-to-ask.md:2:1: error[title-long]: the title is long. Shorten it.'
exit 1
"""
NAMES = ("one", "two", "three", "four", "five")


@pytest.fixture(scope="module")
def blog(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A blog in a clone of a bare repository, as its author has it."""
    root: Path = tmp_path_factory.mktemp("write")
    folder = root / "blog"
    (folder / "docs/articles").mkdir(parents=True)
    (folder / "mkdocs.yml").write_text(configuration())
    (folder / ".gitignore").write_text(".cache/\nsite/\n")
    for name in NAMES:
        text = article(title=name.title(), date="2026-05-01", tags=["pay"], body="Old words.\n")
        (folder / f"docs/articles/{name}.md").write_text(text)
    _git(root, "init", "--quiet", "--bare", "--initial-branch=main", "server.git")
    _git(folder, "init", "--quiet", "--initial-branch=main")
    _git(folder, "config", "user.name", "Ana")
    _git(folder, "config", "user.email", "ana@blog.example")
    _git(folder, "remote", "add", "origin", str(root / "server.git"))
    _git(folder, "add", "--all")
    _git(folder, "commit", "--quiet", "--message", "Begin")
    _git(folder, "push", "--quiet", "--set-upstream", "origin", "main")
    return folder


@pytest.fixture(scope="module")
def address(blog: Path) -> Iterator[str]:
    """Run the preview and return the address that lets its author in."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith("RAPPORT_")}
    command = [sys.executable, "-u", "-m", "rapport.cli", "preview", "--port", str(free_port())]
    log = blog.parent / "preview.log"
    with log.open("w") as output:
        process = subprocess.Popen(command, cwd=blog, env=environment, stdout=output)
    for _ in range(1800):
        assert process.poll() is None
        if "Write at " in log.read_text():
            break
        time.sleep(0.1)
    yield log.read_text().partition("Write at ")[2].split()[0]
    process.terminate()
    process.wait()


def _git(folder: Path, *arguments: str) -> str:
    command = ["git", "-C", str(folder), *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def _open(page: Page, address: str, path: str) -> list[str]:
    """Open a page of the editor, and return what its policy blocks, or a script complains of."""
    wrong: list[str] = []
    page.set_default_timeout(PATIENCE)
    answers = "Failed to load resource"  # refusals, and pictures that the next build brings
    page.on(
        "console",
        lambda message: (
            wrong.append(message.text)
            if message.type == "error" and answers not in message.text
            else None
        ),
    )
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.goto(address)
    page.goto(f"{address.partition('/write/')[0]}{path}")
    return wrong


def _text(page: Page) -> Locator:
    """Return CodeMirror's field, once it is there."""
    return page.locator(".cm-content")


def _type_all(page: Page, words: str) -> None:
    _text(page).focus()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.insert_text(words)


def _expect_status(page: Page, words: str) -> None:
    expect(page.locator("#status")).to_have_text(words, timeout=PATIENCE)


def test_a_whole_article_is_written_illustrated_corrected_and_published_by_keyboard(
    page: Page, blog: Path, address: str
) -> None:
    wrong = _open(page, address, "/write/")
    page.get_by_label("Title of a new article").fill("How to ask")
    page.keyboard.press("Enter")
    _type_all(page, "New words, and [a link](nowhere.md).")
    problems = page.locator("#body-problems")
    expect(problems).to_contain_text("nowhere.md", timeout=PATIENCE)
    expect(problems).to_contain_text("Line 1:")
    expect(page.locator(".cm-lintRange")).to_have_text("[a link](nowhere.md).")
    _text(page).focus()
    page.keyboard.press("Tab")
    expect(_text(page)).not_to_be_focused()
    _type_all(page, "New words.")
    expect(problems).to_be_empty()

    _insert_checklist_and_link(page)
    _insert_picture(page)
    page.get_by_label("Draft").uncheck()
    _text(page).press("ControlOrMeta+s")
    _expect_status(page, "Saved.")
    _publish(page, blog.parent / "server.git/hooks/pre-receive")
    online = blog.parent / "server.git"
    assert _git(online, "log", "-1", "--format=%an: %s", "main") == "Ana: How to ask, with a desk\n"
    assert _git(online, "show", "main:docs/articles/how-to-ask.md").partition("---\nNew")[2] == (
        ' words.\n\n!!! checklist "Before you ask"\n    - [ ] The first thing to do\n\n'
        "[One](one.md)\n\n![A desk with \\[one\\] lamp](../images/my-desk.jpg)\n\n"
    )
    published = (blog / "docs/images/my-desk.jpg").read_bytes()
    assert CAMERA.encode() not in published
    assert wrong == []


def _insert_checklist_and_link(page: Page) -> None:
    page.get_by_role("button", name="Checklist").press("Enter")
    page.keyboard.insert_text("Before you ask")
    page.keyboard.press("ControlOrMeta+End")
    page.get_by_role("button", name="Link to a text").press("Enter")
    expect(page.locator("#link-found")).to_contain_text("One")
    page.keyboard.type("oNe")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("#link")).to_be_hidden()


def _insert_picture(page: Page) -> None:
    page.get_by_role("button", name="Picture").press("Enter")
    expect(page.locator("#picture")).to_be_visible()
    photo = {"name": "My Desk.JPG", "mimeType": "image/jpeg", "buffer": camera_jpeg(80, 60)}
    page.locator("#picture-file").set_input_files(photo)  # type: ignore[arg-type]
    page.get_by_role("button", name="Add the picture").press("Enter")
    expect(page.locator("#picture-status")).to_contain_text("Say in a few words")
    page.get_by_label("What it shows").fill("A desk with [one] lamp")
    page.keyboard.press("Enter")
    expect(page.locator("#picture")).to_be_hidden()
    expect(_text(page)).to_be_focused()
    beside = page.frame_locator("iframe")
    desk = beside.get_by_role("img", name="A desk with [one] lamp")
    expect(desk).to_be_attached(timeout=PATIENCE)
    expect(beside.get_by_text("Draft: only this preview shows it.")).to_be_visible()


def _publish(page: Page, hook: Path) -> None:
    """Publish twice: the server refuses it once, and names a line."""
    page.get_by_role("link", name="Publish", exact=True).press("Enter")
    expect(page.get_by_label("articles/how-to-ask.md")).to_be_checked()
    expect(page.get_by_label("images/my-desk.jpg")).to_be_checked()
    page.get_by_label("What is new, in one sentence").fill("How to ask, with a desk")
    hook.write_text(REFUSING)
    hook.chmod(0o755)
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("The server has not taken it")
    page.get_by_role("link", name="articles/how-to-ask.md, line 2").press("Enter")
    expect(page.get_by_label("Title", exact=True)).to_be_focused()
    hook.unlink()
    page.get_by_role("link", name="Publish", exact=True).press("Enter")
    page.get_by_role("button", name="Publish").press("Enter")
    expect(page.get_by_role("status")).to_have_text("The server has taken it.", timeout=PATIENCE)


def test_a_file_changed_elsewhere_is_shown_as_a_difference_and_the_author_chooses(
    page: Page, blog: Path, address: str
) -> None:
    _open(page, address, "/write/edit/articles/two.md")
    path = blog / "docs/articles/two.md"
    _type_all(page, "My words.\n")
    path.write_text(path.read_text().replace("Old words.", "Their words."))
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_contain_text("Nothing was overwritten.")
    assert page.locator("del").all_inner_texts() == ["Their words."]
    assert page.locator("ins").all_inner_texts() == ["My words."]
    assert path.read_text().endswith("Their words.\n")
    page.get_by_role("button", name="Save mine").click()
    expect(_text(page)).to_have_text("My words.")
    assert path.read_text().endswith("My words.\n")


def test_what_was_typed_and_never_saved_is_offered_again(
    page: Page, blog: Path, address: str
) -> None:
    _open(page, address, "/write/edit/articles/three.md")
    _type_all(page, "Unsaved words.\n")
    page.get_by_label("Title", exact=True).fill("Another title")
    page.reload()
    expect(_text(page)).to_have_text("Old words.")
    page.get_by_role("button", name="Go on with it").click()
    expect(_text(page)).to_have_text("Unsaved words.")
    expect(page.get_by_label("Title", exact=True)).to_have_value("Another title")
    page.get_by_role("button", name="Save", exact=True).click()
    _expect_status(page, "Saved.")
    page.reload()
    expect(_text(page)).to_have_text("Unsaved words.")
    expect(page.get_by_role("button", name="Go on with it")).to_be_hidden()
    assert "title: Another title" in (blog / "docs/articles/three.md").read_text()


def test_the_page_beside_follows_what_is_typed_and_the_site_does_not(
    page: Page, blog: Path, address: str
) -> None:
    _open(page, address, "/write/edit/articles/four.md")
    beside = page.frame_locator("iframe")
    expect(beside.get_by_text("Old words.").first).to_be_visible(timeout=PATIENCE)
    _type_all(page, "Words that nobody saved.\n")
    expect(beside.get_by_text("Words that nobody saved.")).to_be_visible(timeout=PATIENCE)
    assert "Old words." in (blog / "docs/articles/four.md").read_text()
    built = blog / ".cache/rapport/preview/site/articles/four/index.html"
    assert "Old words." in built.read_text()
    _expect_status(page, "Not saved yet.")


def test_a_dropped_picture_asks_for_its_words_and_other_drops_are_left_alone(
    page: Page, blog: Path, address: str
) -> None:
    _open(page, address, "/write/edit/articles/four.md")
    drop = """(type) => {
      const carried = new DataTransfer();
      if (type) carried.items.add(new File(["<svg/>"], "a.svg", { type }));
      else carried.setData("text/plain", "dropped");
      const text = document.querySelector("#body").previousElementSibling.shadowRoot;
      text.querySelector(".cm-content").dispatchEvent(
        new DragEvent("drop", { dataTransfer: carried, bubbles: true, cancelable: true }));
      return document.querySelector("#picture").open;
    }"""
    expect(_text(page)).to_be_visible()
    assert page.evaluate(drop, "") is False
    assert page.evaluate(drop, "image/svg+xml") is True
    expect(page.get_by_label("What it shows")).to_be_focused()
    page.keyboard.type("A drawing")
    page.keyboard.press("Enter")
    expect(page.locator("#picture-status")).to_contain_text("“a.svg” is no picture that is taken")
    page.keyboard.press("Escape")
    expect(_text(page)).to_be_focused()
    assert not (blog / "docs/images/a.svg").exists()


def test_without_scripts_it_is_a_form(browser: Browser, blog: Path, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    _open(page, address, "/write/edit/articles/five.md")
    page.get_by_label("Text, in Markdown").fill("New words.\n")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#status")).to_have_text("Saved.")
    assert (blog / "docs/articles/five.md").read_text().endswith("---\nNew words.\n")
    photo = {"name": "plain.jpg", "mimeType": "image/jpeg", "buffer": camera_jpeg(80, 60)}
    page.locator("#picture-file").set_input_files(photo)  # type: ignore[arg-type]
    page.get_by_label("A decoration").check()
    page.get_by_role("button", name="Add the picture").click()
    expect(page.get_by_label("Copy this")).to_have_value("![](../images/plain.jpg)")
    context.close()


def test_a_script_in_an_article_does_not_reach_the_editor(page: Page, address: str) -> None:
    page.route("**/-/events", lambda route: route.abort())  # else it is loaded anew while we look
    _open(page, address, "/write/edit/articles/five.md")
    # A frame is empty first: what is asked for there ends when its page comes.
    expect(page.frame_locator("iframe").locator("h1")).to_be_visible(timeout=PATIENCE)
    (frame,) = page.main_frame.child_frames
    found = frame.evaluate(
        """async (editor) => {
          const reads = [];
          try { reads.push(parent.document.forms.edit.token.value); } catch { /* another origin */ }
          for (const mode of ["cors", "no-cors"]) {
            const asked = { mode, credentials: "include" };
            try { reads.push(await (await fetch(editor, asked)).text()); } catch { /* refused */ }
          }
          return reads.join("");
        }""",
        f"{address.partition('/write/')[0]}/write/",
    )
    assert found == ""


@pytest.mark.parametrize(("width", "scheme"), [(320, "light"), (1280, "dark")])
def test_every_page_is_accessible_and_as_wide_as_its_window(
    page: Page, blog: Path, address: str, width: int, scheme: str
) -> None:
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    page.set_viewport_size({"width": width, "height": 900})
    _open(page, address, "/write/")
    origin = address.partition("/write/")[0]
    for path in ("", "edit/articles/four.md", "publish", "edit/no.md"):
        page.goto(f"{origin}/write/{path}")
        if path.endswith("four.md"):
            page.get_by_role("button", name="Link to a text").click()
            expect(page.locator("#link-found")).to_contain_text("One")
            _expect_accessible(page)
            page.keyboard.press("Escape")
        _expect_accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path


def _expect_accessible(page: Page) -> None:
    found = Axe().run(page, options={"iframes": False, "resultTypes": ["violations"]})
    assert found.violations_count == 0, found.generate_report()
