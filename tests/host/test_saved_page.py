"""A saved article's page is made at once, from what the last build knows."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from rapport.host.saved_page import write_saved_page
from rapport.host.site_build import build_site, load
from tests.blog_folder import article, configuration

if TYPE_CHECKING:
    from pathlib import Path


def test_a_saved_page_is_as_the_next_build_makes_it_after_a_build_that_made_little(
    tmp_path: Path,
) -> None:
    articles = tmp_path / "docs/articles"
    articles.mkdir(parents=True)
    (tmp_path / "mkdocs.yml").write_text(configuration())
    for number in range(8):
        text = article(title=f"No. {number}", date=f"2026-05-0{number + 1}", tags=["permission"])
        (articles / f"n{number}.md").write_text(text)
    config_file, saved = str(tmp_path / "mkdocs.yml"), articles / "n3.md"
    build_site(load(config_file))
    built = load(config_file)
    build_site(built)  # knows the articles from what the first one kept
    saved.write_text(saved.read_text() + "\nOne sentence more.\n")

    urls: list[str | None] = []
    thread = threading.Thread(target=lambda: urls.append(write_saved_page(built, saved)))
    thread.start()
    thread.join()

    assert urls == ["articles/n3/"]
    page = tmp_path / "site/articles/n3/index.html"
    at_once = page.read_bytes()
    assert b"One sentence more." in at_once
    assert b"No. 4" in at_once
    build_site(load(config_file), clean=True)
    assert page.read_bytes() == at_once
