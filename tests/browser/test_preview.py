"""The preview shows what was saved, at once and in its place."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from contextlib import suppress
from typing import TYPE_CHECKING
from urllib.request import urlopen

import pytest
from playwright.sync_api import expect

from tests.blog_folder import article, configuration
from tests.ports import free_port

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Page

LONG = "".join(f"Paragraph {number}.\n\n" for number in range(120))


@pytest.fixture(scope="module")
def blog(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder: Path = tmp_path_factory.mktemp("blog")
    (folder / "docs/articles").mkdir(parents=True)
    (folder / "mkdocs.yml").write_text(configuration())
    _write(folder, "one", LONG)
    _write(folder, "two", "See [one](one.md).\n")
    return folder


@pytest.fixture(scope="module")
def url(blog: Path) -> Iterator[str]:
    port = free_port()
    environment = {k: v for k, v in os.environ.items() if not k.startswith("RAPPORT_")}
    command = [sys.executable, "-m", "rapport.cli", "preview", "--port", str(port)]
    process = subprocess.Popen(command, cwd=blog, env=environment)
    address = f"http://127.0.0.1:{port}/"
    for _ in range(1800):
        assert process.poll() is None
        with suppress(OSError):
            urlopen(address).close()
            break
        time.sleep(0.1)
    yield address
    process.terminate()
    process.wait()


def _write(folder: Path, name: str, body: str, title: str = "") -> None:
    text = article(title=title or name.title(), date="2026-05-01", tags=["pay"], body=body)
    (folder / f"docs/articles/{name}.md").write_text(text)


def test_a_saved_article_is_shown_where_the_author_was_reading(
    page: Page, blog: Path, url: str
) -> None:
    page.goto(f"{url}articles/one/")
    page.evaluate("scrollTo(0, 900)")
    _write(blog, "one", LONG + "And a last word.\n")
    expect(page.get_by_text("And a last word.")).to_be_attached(timeout=180_000)
    page.wait_for_function("Math.abs(scrollY - 900) < 5")


def test_what_a_save_changes_elsewhere_follows_and_other_pages_are_left_alone(
    page: Page, blog: Path, url: str
) -> None:
    other = page.context.new_page()
    other.goto(f"{url}checklists/")
    other.evaluate("window.isTheSame = true")
    page.goto(f"{url}tags/pay/")
    _write(blog, "two", "See [one](one.md).\n", title="Another title")
    expect(page.get_by_text("Another title")).to_be_attached(timeout=180_000)
    assert other.evaluate("window.isTheSame")


def test_what_is_wrong_stands_over_the_page_until_it_is_fixed(
    page: Page, blog: Path, url: str
) -> None:
    page.goto(f"{url}articles/one/")
    broken = article(title="Two", date="2026-05-01", draf=True)
    (blog / "docs/articles/two.md").write_text(broken)
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("docs/articles/two.md:4:1: error[", timeout=180_000)
    _write(blog, "two", "Fixed.\n")
    expect(alert).to_have_count(0, timeout=180_000)
