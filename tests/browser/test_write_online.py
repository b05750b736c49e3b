"""The editor of `rapport/write` in Chromium, on the site that a build made."""

from __future__ import annotations

import json
import re
from datetime import UTC
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from msgspec import structs
from playwright.sync_api import expect

from rapport.blog.front_matter import BlogSettings, read_article
from rapport.blog.key_labels import LABELS, MAIN
from tests.blog_folder import BlogFolder, article, configuration
from tests.browser.reading.conftest import Served, context, page, sample_server, watch
from tests.nginx import running_nginx
from tests.ports import free_port

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page, Route

    from tests.browser.reading.conftest import Watch

__all__ = ("context", "page", "watch")
MANUAL = Path(__file__).parents[2] / "manual/write-online.md"
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


def manual_location() -> str:
    """Return what the manual lets operators of nginx add for the editor."""
    found = re.search(r"```nginx\n(.*?)```", MANUAL.read_text("utf-8"), re.DOTALL)
    assert found
    return found[1]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = BlogFolder(tmp_path_factory.mktemp("write"))
    files = {
        "mkdocs.yml": configuration(write={"repo": "jo/blog"}, security={}),
        "docs/tags.yml": "tags:\n  cv: {name: CV}\n  networking: {name: Networking}\n",
        "docs/authors.yml": "authors:\n  jo: {name: Jo}\n",
        "docs/articles/a.md": article(title="A", date="2026-05-01"),
    }
    built = folder.write(files).build()
    port = free_port()
    server = sample_server(built.folder, port)
    server = server.replace("location /assets/ {", manual_location() + "location /assets/ {")
    with running_nginx(folder.root, server, port) as url:
        yield Served(built.folder, url + "/")


def settings(site: Served) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((site.folder / "write/config.json").read_text("utf-8"))
    return found


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
    assert watch.complaints == []
    assert watch.foreign(site) == []


def test_an_article_keeps_everything_when_another_title_is_saved(
    page: Page, site: Served, watch: Watch
) -> None:
    open_trial(page, site)
    page.goto(site.url + "write/#/collections/articles/entries/ask")
    title = page.get_by_role("textbox", name=LABELS["title"].name, exact=True)
    expect(title).to_have_value("Ask: one")
    for name in MAIN:  # those further down are made when somebody scrolls to them
        expect(page.locator(f"section.field[data-key-path={name}]").first).to_be_visible()
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
