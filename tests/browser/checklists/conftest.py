"""A small blog with checklists, built once and served; and readers with devices of their own."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, WebError

from tests.chromium import PATIENCE

ROOT = Path(__file__).parents[3]
CONFIG = f"""
site_name: Lists
site_url: https://lists.example/
theme:
  name: material
  custom_dir: {ROOT / "overrides"}
  font: false
  features: [navigation.instant]
  palette:
    - {{media: "(prefers-color-scheme: light)", scheme: default, primary: custom, accent: custom}}
    - {{media: "(prefers-color-scheme: dark)", scheme: slate, primary: custom, accent: custom}}
plugins: [rapport/articles, rapport/tags, rapport/checklists]
markdown_extensions: [admonition, attr_list, pymdownx.superfences, toc: {{permalink: true}}]
"""
LETTER = """---
title: A letter
date: 2026-05-01
id: letter
tags: [Letters, People]
---
Read [the other one](talk.md) too.

!!! checklist "Before you *press* send"
    - [ ] I say why I write to **this** person. {#why}
    - [ ] I asked for [one thing](https://example.org/one) only.
    - [x] The name is right.
    - [ ] It is short; really, short
        - [ ] No "hope this finds you well"
        - [ ] No attachment
    - [ ] I read it aloud.
    - [ ] It goes to one reader.

## Afterwards

1. [ ] Note the day.
2. [ ] Wait a week.
"""
TALK = """---
title: A talk & "more" <b>
date: 2026-04-01
id: talk
tags: [People]
---
Words.

- [ ] Bring a question.
- [ ] Be on time.
"""


class QuietHandler(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


def build(folder: Path, articles: dict[str, str]) -> Path:
    docs = folder / "docs" / "articles"
    docs.mkdir(parents=True, exist_ok=True)
    (folder / "mkdocs.yml").write_text(CONFIG, encoding="utf-8")
    (folder / "docs" / "about.md").write_text("# About\n\n- [ ] Say hello\n", encoding="utf-8")
    for name, text in articles.items():
        (docs / name).write_text(text, encoding="utf-8")
    command = [sys.executable, "-m", "mkdocs", "build", "--quiet", "--strict"]
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    done = subprocess.run(
        command, cwd=folder, capture_output=True, text=True, check=False, env=environment
    )
    assert done.returncode == 0, done.stderr
    return folder / "site"


@pytest.fixture(scope="session")
def serve() -> Iterator[Callable[[Path], str]]:
    with ExitStack() as stack:

        def start(folder: Path) -> str:
            handler = partial(QuietHandler, directory=str(folder))
            server = stack.enter_context(ThreadingHTTPServer(("127.0.0.1", 0), handler))
            stack.callback(server.shutdown)
            Thread(target=server.serve_forever, daemon=True).start()
            url = f"http://127.0.0.1:{server.server_address[1]}/"
            # Pages change without a reload only where the site map names this very address.
            sitemap = folder / "sitemap.xml"
            sitemap.write_text(sitemap.read_text().replace("https://lists.example/", url))
            return url

        yield start


@pytest.fixture(scope="session")
def letter_text() -> str:
    return LETTER


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory, serve: Callable[[Path], str]) -> str:
    folder = tmp_path_factory.mktemp("lists")
    return serve(build(folder, {"letter.md": LETTER, "talk.md": TALK}))


@pytest.fixture
def publish(tmp_path: Path, serve: Callable[[Path], str]) -> Callable[[str], str]:
    """Publishes a version of the letter, always on the same blog, and returns its address."""
    address: list[str] = []

    def publish_letter(text: str) -> str:
        site = build(tmp_path, {"letter.md": text, "talk.md": TALK})
        address.append(address[0] if address else serve(site))
        return address[0]

    return publish_letter


@pytest.fixture
def device(browser: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """Makes a device with storage of its own; an error in a script of ours fails the test."""
    errors: list[str] = []

    def note(error: WebError) -> None:
        if "check-list" in (error.error.stack or ""):
            errors.append(str(error.error))

    with ExitStack() as stack:

        def make(**options: Any) -> BrowserContext:  # noqa: ANN401 - Playwright's own options
            context = browser.new_context(**options)
            stack.callback(context.close)
            context.set_default_timeout(PATIENCE)
            context.on("weberror", note)
            return context

        yield make
    assert errors == []


@pytest.fixture
def letter(device: Callable[..., BrowserContext], site: str) -> Page:
    page = device().new_page()
    page.goto(site + "articles/letter/")
    page.locator("check-list .check-list__tools").first.wait_for()
    return page
