"""A blog below a path of its server, which compresses what it sends and counts it."""

from __future__ import annotations

import gzip
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from tests.blog_folder import BlogFolder, article, configuration
from tests.chromium import PATIENCE, is_broken_off_fade

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, BrowserContext, Locator, Page

BELOW = "/blog/"
LETTER = """The first line of a letter.

## Before you send

!!! checklist "Last look"
    - [ ] I asked for one thing only. {#one-thing}
    - [ ] The name is spelt right. {#spelt}

## Afterwards

Wait a week, and then write to the recruiter once more.
"""
ARTICLES = {
    "letter.md": article(title="A letter", date="2026-05-01", tags=["Writing"], body=LETTER),
    "interview.md": article(
        title="Questions at an interview",
        date="2026-04-01",
        tags=["Interviews", "Pay & offers"],
        body="Recruiters ask this.\n\n## What they ask\n\nWhy do you want the job?\n",
    ),
    "hostile.md": article(
        title='<img src=x onerror=alert(1)> "quoted" & <b>bold</b>',
        date="2026-03-01",
        tags=["</script><script>alert(2)</script>"],
        body="A `<script>alert(3)</script>` zebra &lt;img src=x onerror=alert(4)&gt; is text.\n",
    ),
    **{
        f"filler-{number}.md": article(
            title=f"Filler {number}", date="2026-02-01", id=f"filler-{number}", body="Pelican.\n"
        )
        for number in range(12)
    },
}


class CompressingHandler(SimpleHTTPRequestHandler):
    """Serves a folder as hosts do: text compressed, and to be asked for again."""

    server: CountingServer

    def do_GET(self) -> None:
        address = self.path.partition("?")[0]
        path = self.server.folder / address.removeprefix(BELOW)
        if address.endswith("/"):
            path /= "index.html"
        is_there = address.startswith(BELOW) and path.is_file()
        path = path if is_there else self.server.folder / "404.html"
        body = gzip.compress(path.read_bytes(), 6)
        self.send_response(200 if is_there else 404)
        self.send_header("Content-Type", self.guess_type(str(path)))
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        self.server.sent.append((self.path.removeprefix(BELOW), len(body) + 300))

    def log_message(self, *_: object) -> None:
        pass


class CountingServer(ThreadingHTTPServer):
    """Remembers what it `sent`: each path with its bytes, headers included by a guess."""

    def __init__(self, folder: Path) -> None:
        super().__init__(("127.0.0.1", 0), CompressingHandler)
        self.folder = folder
        self.sent: list[tuple[str, int]] = []
        self.url = f"http://127.0.0.1:{self.server_address[1]}{BELOW}"


@contextmanager
def serving(folder: Path) -> Iterator[CountingServer]:
    with CountingServer(folder) as server:
        # Pages change without a reload only where the site map names this very address.
        sitemap = folder / "sitemap.xml"
        sitemap.write_text(sitemap.read_text().replace(f"https://blog.example{BELOW}", server.url))
        Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


def build(root: Path, articles: dict[str, str], **changes: Any) -> Path:  # noqa: ANN401 - settings
    (root / "docs" / "articles").mkdir(parents=True)
    settings = configuration().replace("blog.example/", f"blog.example{BELOW}")
    settings = settings.replace("font: false", "font: false\n  features: [navigation.instant]")
    last = "- rapport/subscribe: {}\n"
    assert last in settings
    settings = settings.replace(last, f"{last}- rapport/search: {{}}\n- rapport/security: {{}}\n")
    folder = BlogFolder(root).write({"mkdocs.yml": settings})
    folder.write({f"docs/articles/{name}": text for name, text in articles.items()})
    return folder.build(strict=False, **changes).folder  # a hostile title is a warning


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CountingServer]:
    with serving(build(tmp_path_factory.mktemp("search"), ARTICLES)) as server:
        yield server


_VIOLATIONS = """
addEventListener("securitypolicyviolation", (event) =>
  console.error(`policy: ${event.effectiveDirective} ${event.blockedURI} ${event.sample}`));
"""


@pytest.fixture
def reader(browser: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """Makes a reader with a device of their own; a problem in a page fails the test."""
    problems: list[str] = []
    contexts: list[BrowserContext] = []

    def note(error: str) -> None:
        if not is_broken_off_fade(error):
            problems.append(error)

    def make(**options: object) -> BrowserContext:
        context = browser.new_context(**options)  # type: ignore[arg-type]
        contexts.append(context)
        context.set_default_timeout(PATIENCE)
        context.add_init_script(_VIOLATIONS)
        context.on("weberror", lambda error: note(str(error.error)))
        context.on("dialog", lambda dialog: problems.append(dialog.message))
        context.on(
            "console",
            lambda message: (
                problems.append(message.text) if message.text.startswith("policy:") else None
            ),
        )
        return context

    yield make
    for context in contexts:
        context.close()
    assert problems == []


@pytest.fixture
def page(reader: Callable[..., BrowserContext]) -> Page:
    return reader().new_page()


@dataclass(frozen=True)
class Search:
    """The search on a page, in its dialog or on its own page."""

    root: Locator

    @property
    def field(self) -> Locator:
        return self.root.get_by_role("searchbox")

    @property
    def said(self) -> Locator:
        return self.root.get_by_role("status")

    @property
    def titles(self) -> Locator:
        return self.root.get_by_role("heading", level=2).get_by_role("link")

    def settle(self) -> None:
        """Wait until what was typed is answered."""
        expect(self.root.locator("site-search")).not_to_have_attribute("aria-busy", "true")

    def find(self, words: str, count: int | None = None) -> None:
        """Type words and wait until the number of articles is said."""
        self.field.fill(words)
        self.settle()
        if count is not None:
            expect(self.said).to_contain_text(f"{count} article")
            expect(self.titles).to_have_count(min(10, count))


def dialog_of(page: Page) -> Search:
    """Return the search that is open over a page."""
    dialog = page.get_by_role("dialog", name="Search")
    expect(dialog).to_be_visible()
    return Search(dialog)


def open_search(page: Page) -> Search:
    """Open the dialog by its key, as soon as the page listens to it."""
    await_link(page)
    page.keyboard.press("/")
    return dialog_of(page)


def await_link(page: Page) -> None:
    """Wait until the link in the header opens the dialog."""
    page.locator("search-link:defined").wait_for()
