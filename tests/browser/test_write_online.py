"""The editor of `rapport/write` in Chromium, on the site that a build made."""

from __future__ import annotations

import json
import re
from datetime import UTC
from itertools import takewhile
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe, AxeResults
from msgspec import structs
from playwright.sync_api import expect

from rapport.blog.front_matter import BlogSettings, read_article
from rapport.blog.key_labels import LABELS, MAIN
from rapport.blog.policy import FRAMES_ONLY
from rapport.features.security.headers import security_headers
from tests.blog_folder import BlogFolder, article, configuration
from tests.browser.reading.conftest import Served, context, page, sample_server, watch
from tests.nginx import running_nginx
from tests.ports import free_port

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page, Route

    from tests.browser.reading.conftest import Watch

__all__ = ("context", "page", "watch")
GIT = "https://git.example"
SOURCE = "docs/articles/ask.md"
FRONT_MATTER = """\
title: "Ask: one"
date: 2026-05-07 09:30
tags: [CV, networking]
authors: [jo, Somebody Else]
mail: false
pin: true
comments: true
hide: [toc]
search: {boost: 2}
extra: {a: 1}
"""
BODY = """
Two spaces at the end\x20\x20
and *one*, __two__, a [link](b.md){ .x } and <kbd>Ctrl</kbd>.

!!! checklist "Before you press send"
    - [ ] I can say *why*.
    - [x] I asked.

* star
+ plus

``` { .text .copy }
Dear X,
    indented
```

~~~mermaid
a --> b
~~~

| a | b |
|--:|---|
| 1 | 2 |

A note[^1], &nbsp; and \\* no list.

[^1]: Here.
"""

KNOWN = {"region"}
"""What axe finds in the editor itself, which the manual names: not all of it is in landmarks."""
WRITE_FILE = """async ([path, text]) => {
  let folder = await navigator.storage.getDirectory();
  const parts = path.split("/");
  const name = parts.pop();
  for (const part of parts) folder = await folder.getDirectoryHandle(part, { create: true });
  const file = await (await folder.getFileHandle(name, { create: true })).createWritable();
  await file.write(text);
  await file.close();
}"""
READ_FILE = """async (path) => {
  let folder = await navigator.storage.getDirectory();
  const parts = path.split("/");
  const name = parts.pop();
  for (const part of parts) folder = await folder.getDirectoryHandle(part);
  return (await (await folder.getFileHandle(name)).getFile()).text();
}"""
REPOSITORY = "sveltia-cms-test/"
"""Where the editor's own backend for trials has its files, in the browser's private folder."""


WRITE = {"host": "gitea", "url": GIT, "app_id": "app", "repo": "jo/blog"}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = BlogFolder(tmp_path_factory.mktemp("write"))
    files = {
        "mkdocs.yml": configuration(write=WRITE, security={"headers_file": True}),
        "docs/tags.yml": "tags:\n  cv: {name: CV}\n  networking: {name: Networking}\n",
        "docs/authors.yml": "authors:\n  jo: {name: Jo}\n",
        "docs/articles/a.md": article(title="A", date="2026-05-01"),
    }
    built = folder.write(files).build()
    port = free_port()
    with running_nginx(folder.root, sample_server(built.folder, port), port) as url:
        yield Served(built.folder, url + "/")


def settings(site: Served) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((site.folder / "write/config.json").read_text("utf-8"))
    return found


def unexpected(results: AxeResults) -> list[str]:
    """Return what is not accessible on the editor's page, but for what it is known for."""
    return [
        violation["id"]
        for violation in results.response["violations"]
        if violation["id"] not in KNOWN
    ]


def answer_as_git_host(route: Route) -> None:
    """Serve what a git host serves that asks its user and leads back with a code (RFC 6749)."""
    address = urlsplit(route.request.url)
    if not address.path.endswith("/authorize"):
        headers = {"Access-Control-Allow-Origin": "*", "Access-Control-Allow-Headers": "*"}
        route.fulfill(json={"access_token": "a-token"}, headers=headers)
        return
    asked = dict(parse_qsl(address.query))
    back = urlencode({"code": "of-this-window", "state": asked["state"]})
    link = f"<a href='{asked['redirect_uri']}?{back}'>Authorize</a>"
    route.fulfill(content_type="text/html", body=link)


def open_trial(page: Page, site: Served) -> None:
    """Open the editor on files of this browser in place of a git host, with one article."""

    def answer(route: Route) -> None:
        route.fulfill(json={**settings(site), "backend": {"name": "test-repo"}})

    page.route(re.compile(r"/write/config\.json"), answer)
    page.goto(site.url + "write/")
    page.evaluate(WRITE_FILE, [REPOSITORY + SOURCE, f"---\n{FRONT_MATTER}---\n{BODY}"])
    page.get_by_role("button", name="Work with Test Repository").click()
    expect(page.get_by_text("Ask: one")).to_be_visible()


def test_the_editor_opens_under_its_policy_and_asks_nobody_else(
    page: Page, site: Served, watch: Watch
) -> None:
    page.goto(site.url + "write/")
    expect(page.get_by_role("button", name="token")).to_be_visible()
    page.wait_for_load_state("networkidle")
    assert unexpected(Axe().run(page)) == []
    assert watch.complaints == []
    assert watch.foreign(site) == []


def test_an_author_signs_in_by_a_window_of_the_git_host(page: Page, site: Served) -> None:
    page.context.route(re.compile(re.escape(GIT)), answer_as_git_host)
    page.goto(site.url + "write/")
    with page.expect_popup() as window:
        page.get_by_role("button", name="Gitea").click()
    with page.expect_request(
        lambda request: request.headers.get("authorization") == "token a-token"
    ):
        window.value.get_by_role("link", name="Authorize").click()


def test_servers_send_every_header_but_those_that_the_editor_can_not_work_under(
    site: Served,
) -> None:
    expected = security_headers(FRAMES_ONLY, has_sign_in_window=True)
    assert "Cross-Origin-Opener-Policy" not in expected
    first, *lines = (site.folder / "_headers").read_text("utf-8").splitlines()
    of_all_paths = takewhile(lambda line: line.startswith("  "), lines)
    assert first == "/*"
    assert dict(line.strip().split(": ", 1) for line in of_all_paths) == expected
    for path in ("write/", "write/sveltia-cms.js"):
        sent = httpx.get(site.url + path).headers
        assert {name: sent.get(name) for name in expected} == expected
        assert "Cross-Origin-Opener-Policy" not in sent


def test_an_article_keeps_everything_when_another_title_is_saved(
    page: Page, site: Served, watch: Watch
) -> None:
    open_trial(page, site)
    page.goto(site.url + "write/#/collections/articles/entries/ask")
    title = page.get_by_role("textbox", name=LABELS["title"].name, exact=True)
    expect(title).to_have_value("Ask: one")
    for name in MAIN:  # those further down are made when somebody scrolls to them
        expect(page.locator(f"section.field[data-key-path={name}]").first).to_be_visible()
    assert unexpected(Axe().run(page)) == []
    title.fill("Ask: two")
    page.get_by_role("button", name="Save", exact=True).click()
    page.wait_for_function(
        f"path => ({READ_FILE})(path).then((text) => text.includes('Ask: two'), () => false)",
        arg=REPOSITORY + SOURCE,
    )
    saved = page.evaluate(READ_FILE, REPOSITORY + SOURCE)
    before = f"---\n{FRONT_MATTER}---\n{BODY}"
    blog = BlogSettings(timezone=UTC)
    expected, _ = read_article(before.replace("Ask: one", "Ask: two"), "ask.md", blog)
    found, problems = read_article(saved, "ask.md", blog)
    assert problems == []
    assert found
    assert expected
    told, wanted = (structs.asdict(read) for read in (found, expected))
    moved = {name for name, value in wanted.items() if told[name] != value}
    assert moved == {"positions", "body_line"}
    assert saved.endswith(BODY)
    assert watch.complaints == []
