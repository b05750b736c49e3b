"""Diagrams in a browser, under the policy of their page; another script stands for Mermaid."""

from __future__ import annotations

from typing import TYPE_CHECKING

import yaml
from playwright.sync_api import Route, expect

from tests.blog_folder import SITE_URL, BlogFolder, article, configuration

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Page

DRAWS = """
window.mermaid = {
  initialize(options) { document.body.dataset.theme = options.theme; },
  async render(id, source) {
    if (source.includes("broken")) throw new Error("no");
    const style = `<style>#${id} text { fill: rgb(1, 2, 3) }</style>`;
    return { svg: `<svg id="${id}">${style}<text y="20">${source.length}</text></svg>` };
  },
};
"""
BODY = "```mermaid\ngraph LR\n  A --> B\n```\n\n```mermaid\nbroken <b>\n```\n"


def test_diagrams_are_drawn_in_the_pages_light_and_what_is_broken_stays_text(
    page: Page, tmp_path: Path
) -> None:
    text = yaml.safe_load(configuration(diagrams={"script": "m.js"}, security={}))
    fences = {"custom_fences": [{"name": "mermaid", "class": "mermaid"}]}
    text["markdown_extensions"] = [{"pymdownx.superfences": fences}]
    site = BlogFolder(tmp_path).write(
        {
            "mkdocs.yml": yaml.safe_dump(text),
            "docs/m.js": DRAWS,
            "docs/articles/one.md": article(title="One", date="2026-01-01", body=BODY),
        }
    )
    folder, said = site.build().folder, []

    def serve(route: Route) -> None:
        path = folder / route.request.url.removeprefix(SITE_URL)
        found = path / "index.html" if path.is_dir() else path
        route.fulfill(path=found) if found.is_file() else route.fulfill(status=404)

    page.route("**/*", serve)
    page.on("console", lambda message: said.append(message.text))
    page.goto(SITE_URL + "articles/one/")
    drawn = page.locator(".diagram svg text")
    expect(drawn).to_have_count(1)
    assert drawn.evaluate("text => getComputedStyle(text).fill") == "rgb(1, 2, 3)"
    expect(page.locator(".mermaid-source:not(.diagram)")).to_have_text("broken <b>")
    expect(page.locator("body")).to_have_attribute("data-theme", "neutral")
    page.emulate_media(color_scheme="dark")
    expect(page.locator("body")).to_have_attribute("data-theme", "dark")
    expect(drawn).to_have_count(1)
    assert not [text for text in said if "Content Security Policy" in text]
