"""Many checklists: some of each group stand on the page, and files hold the others."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from lxml import html as lxml_html

from rapport.features.checklists.parts import ON_ONE_PAGE, bucket_of, room
from tests.blog_folder import BlogFolder, article, configuration

if TYPE_CHECKING:
    from pathlib import Path

MANY = 70


@pytest.mark.parametrize(
    ("sizes", "shown"),
    [
        ([], []),
        ([60], [60]),
        ([20, 40], [20, 40]),
        ([61], [60]),
        ([100, 1, 100], [20, 1, 20]),
        ([1000] * 30, [3] * 20 + [0] * 10),
    ],
)
def test_a_page_shows_sixty_lists_at_most_and_some_of_each_group(
    sizes: list[int], shown: list[int]
) -> None:
    assert room(sizes) == shown
    assert sum(room(sizes)) <= ON_ONE_PAGE


def test_an_article_is_looked_up_by_the_published_hash_of_its_id() -> None:
    # FNV-1a of 32 bits, as its authors list it: `a` and `foobar`.
    assert bucket_of("a", 2**32) == 0xE40C292C
    assert bucket_of("foobar", 2**32) == 0xBF9CF968


def test_every_list_of_a_large_blog_is_on_the_page_or_in_a_part(tmp_path: Path) -> None:
    files = {
        f"docs/articles/a{number}.md": article(
            title=f"Article {number}",
            date=f"2026-01-{number % 28 + 1:02}",
            tags=["Work" if number % 7 else "Ä & o"],
            body=f"- [ ] Do {number}\n",
        )
        for number in range(MANY)
    }
    blog = BlogFolder(tmp_path).write({"mkdocs.yml": configuration(), **files})
    site = blog.build(strict=False)
    page = site.page("checklists/index.html")
    shown = page.xpath("//check-list-index//label/text()")
    assert len(shown) == 40  # thirty of one group, and all ten of the other
    names = [name for value in page.xpath("//ul/@data-parts") for name in value.split()]
    assert names == ["work-1"]
    lines = json.loads(site.text("checklists/parts/work-1.json"))
    away = [label for line in lines for label in lxml_html.fromstring(line).xpath("//label/text()")]
    assert {*shown, *away} == {f"Do {number}" for number in range(MANY)}
    assert page.xpath("//check-list-index/@data-where") == ["1"]
    known = json.loads(site.text("checklists/parts/where-0.json"))
    assert set(map(tuple, known.values())) == {("work-1",)}
    assert len(known) == 60
