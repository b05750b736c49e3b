"""What a reader can find, and what of the index an edit makes anew."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rapport.blog.article import Article
from rapport.blog.fragment import parse_fragment
from rapport.features.search.bundle import SHARDS, Findable, bundle_files, shard_of
from rapport.features.search.findable import findable_words
from rapport.features.search.index import LARGEST, bundle_of, in_bundles
from rapport.features.search.words import words_of
from tests.blog_folder import BuiltSite, article

if TYPE_CHECKING:
    from tests.blog_folder import BlogFolder


@dataclass(frozen=True)
class ReadIndex:
    """An index read back from its files: for each word the points by URL, and what is shown."""

    points: dict[str, dict[str, int]]
    cards: dict[str, list[object]]


def read_index(files: dict[str, str]) -> ReadIndex:
    """Read one bundle; `files` are its own, by name."""
    cards = [card for name in files if name.startswith("cards") for card in json.loads(files[name])]
    points: dict[str, dict[str, int]] = {}
    for line in (line for name in files if name[0].isdigit() for line in files[name].split("\n")):
        word, _, places = line.partition(" ")
        number = 0
        for character in places:
            steps, found = divmod(ord(character) - 0x5D, 16)
            number += steps
            by_url = points.setdefault(word, {})
            by_url[cards[number][0]] = by_url.get(cards[number][0], 0) + found
    return ReadIndex(points, {card[0]: card for card in cards})


def index_of(site: BuiltSite) -> ReadIndex:
    folder = site.folder / "search" / "0"
    files = sorted(folder.iterdir(), key=lambda path: path.name)
    return read_index({path.name: path.read_text("utf-8") for path in files})


@pytest.fixture
def blog(blog_folder: BlogFolder) -> BlogFolder:
    path = blog_folder.root / "mkdocs.yml"
    plugin = "- rapport/subscribe: {}\n"
    path.write_text(path.read_text().replace(plugin, f"{plugin}- rapport/search: {{}}\n"))
    return blog_folder


def test_titles_tags_headings_text_and_checklists_are_found(blog: BlogFolder) -> None:
    body = "Lead & <b>bold</b>.\n\n## After *you* send\n\n- [ ] Spell the <i>name</i>.\n"
    head = article(title="A < B", date="2026-05-01", tags=["R&D"], body=body)
    index = index_of(blog.write({"docs/articles/a.md": head}).build())
    url = "articles/a/"
    assert index.cards[url] == [url, "A < B", "1 May 2026", "2026-05-01", ["R&D"]]
    points = {word: by_article[url] for word, by_article in index.points.items()}
    assert points["lead"] == points["bold"] == 1
    assert points["name"] == 2, "one more in a checklist"
    assert points["after"] == points["send"] > points["name"], "more in a heading"
    assert points["r"] == points["d"] > points["send"], "more in a tag"
    assert points["b"] > points["d"], "most in the title"


def test_a_tag_is_found_by_its_synonyms(blog: BlogFolder) -> None:
    files = {
        "docs/tags.yml": "tags: {pay: {name: Pay, synonyms: [Salary]}}\n",
        "docs/articles/a.md": article(title="A", date="2026-05-01", tags=["Pay"]),
    }
    index = index_of(blog.write(files).build())
    assert index.points["salary"] == index.points["pay"]


def test_drafts_and_articles_that_ask_for_it_are_left_out(blog: BlogFolder) -> None:
    files = {
        "docs/articles/a.md": article(title="A", date="2026-05-01"),
        "docs/articles/b.md": article(title="B", date="2026-05-02", search={"exclude": True}),
        "docs/articles/c.md": article(title="Secret", date="2026-05-03", draft=True),
        "docs/articles/d.md": article(title="Secret", date="2036-05-03"),
    }
    site = blog.write(files).build()
    assert list(index_of(site).cards) == ["articles/a/"]
    index = [text for path, text in site.own_files().items() if path.startswith("search/")]
    assert not any(b"secret" in text.lower() for text in index)


def test_a_blog_without_articles_has_an_index(blog: BlogFolder) -> None:
    site = blog.write({"docs/about.md": "# About\n"}).build()
    assert json.loads(site.text("search/index.json"))["sizes"] == [0]


def test_pages_that_are_files_are_found_where_they_are(blog: BlogFolder) -> None:
    files = {"docs/articles/a.md": article(title="A", date="2026-05-01")}
    site = blog.write(files).build(use_directory_urls=False)
    assert list(index_of(site).cards) == ["articles/a.html"]
    assert 'action="search.html"' in site.text("search.html")


def test_the_page_explains_itself_without_scripts_and_leads_on(blog: BlogFolder) -> None:
    files = {"docs/articles/a.md": article(title="A", date="2026-05-01", tags=["R&D"])}
    page = blog.write(files).build().page("search/index.html")
    assert "needs JavaScript" in page.xpath("string(//main//noscript)")
    for place in ("//main//noscript", "//main//site-search"):
        assert page.xpath(f"{place}//a[text()='R&D']/@href") == ["../tags/r-and-d/"]
        assert page.xpath(f"{place}//a/@href")[-1] == "../archive/"


def test_an_edit_makes_one_bundle_anew() -> None:
    articles = [_article(number) for number in range(3 * LARGEST)]
    bundles = in_bundles(articles)
    assert len(bundles) == 4
    assert sum(map(len, bundles)) == len(articles)
    assert max(map(len, bundles)) < 1.3 * LARGEST
    more = in_bundles([_article(-1), *articles])
    assert sum(before != after for before, after in zip(bundles, more, strict=True)) == 1
    assert all(
        bundle_of(article_id, 4) == n for n, some in enumerate(bundles) for article_id in some
    )


def _article(number: int) -> Article:
    return Article(
        path=f"docs/articles/{number}.md",
        source=f"articles/{number}.md",
        id=f"articles/{number}/",
        url=f"articles/{number}/",
        title=str(number),
        headline=str(number),
        date=datetime(2026, 5, 1, tzinfo=UTC),
        body="",
        body_line=1,
    )


TEXTS = st.lists(st.text(), min_size=1, max_size=20)


@given(TEXTS)
def test_every_word_of_any_text_is_found_in_its_article_and_no_other(texts: list[str]) -> None:
    findables = [
        Findable(f"{number}/", "", "", "", (), (), findable_words(parse_fragment(""), text))
        for number, text in enumerate(texts)
    ]
    index = read_index(bundle_files(findables))
    for number, text in enumerate(texts):
        found = {word for word, points in index.points.items() if f"{number}/" in points}
        assert found == set(words_of(text))


@given(st.text(alphabet="abc", min_size=3), st.text())
def test_words_that_begin_alike_are_in_one_file(beginning: str, end: str) -> None:
    assert shard_of(beginning + end) == shard_of(beginning[:3])
    assert 0 <= shard_of(end) < SHARDS


def test_bundles_of_a_build_in_part_are_those_of_a_clean_one(
    blog: BlogFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rapport.features.search.index.LARGEST", 2)
    for count in (3, 4, 5):
        path = f"docs/articles/{count}.md"
        first = article(title="One", date="2026-05-01", body=f"Edited {count} times.\n")
        more = article(title=f"Article {count}", date="2026-05-02")
        blog.write({"docs/articles/1.md": first, path: more})
        in_part = _index_files(blog.build())
        assert in_part == _index_files(blog.build("clean"))
    assert {path.split("/")[1] for path in in_part if path.count("/") == 2} == {"0", "1"}


def _index_files(site: BuiltSite) -> dict[str, bytes]:
    found = {path: data for path, data in site.files().items() if path.startswith("search/")}
    assert found
    return found
