"""What a first question costs a reader of a thousand articles."""

from __future__ import annotations

from datetime import UTC, datetime
from random import Random
from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace
from playwright.sync_api import expect

from rapport.blog.article import Article
from rapport.blog.fragment import parse_fragment
from rapport.features.search.bundle import Findable, bundle_files, find_places, sample_files
from rapport.features.search.findable import findable_words
from rapport.features.search.index import FOLDER, bundle_name, in_bundles, index_text
from tests.blog_folder import article
from tests.browser.search.conftest import build, open_search, serving

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page

    from tests.browser.search.conftest import CountingServer

ARTICLES = 1000
WORDS = 600
VOCABULARY = 30_000
FIRST_QUESTION = 200_000
"""Bytes, compressed, with everything that the search brings along."""

OWN_SCRIPTS = 12_000


def texts(random: Random) -> Iterator[str]:
    """Yield articles whose words are as many, and as unevenly used, as those of English."""
    syllables = [a + b for a in "bcdfglmnprstvz" for b in ("a", "e", "i", "o", "u", "er", "ing")]
    vocabulary = [
        "".join(random.choices(syllables, k=random.choice((1, 2, 2, 3, 3, 4))))
        for _ in range(VOCABULARY)
    ]
    weights = [1 / (rank + 2.7) for rank in range(VOCABULARY)]
    for _ in range(ARTICLES):
        yield " ".join(random.choices(vocabulary, weights, k=WORDS))


@pytest.fixture(scope="module")
def long_texts() -> list[str]:
    return list(texts(Random(1)))


@pytest.fixture(scope="module")
def large_site(
    tmp_path_factory: pytest.TempPathFactory, long_texts: list[str]
) -> Iterator[CountingServer]:
    """A site whose index has a thousand articles; each result's page is that of the first."""
    body = f"{long_texts[0]}\n\n!!! checklist\n    - [ ] One.\n    - [ ] Two.\n"
    source = article(title="Long", date="2026-05-01", id="long", body=body)
    folder = build(tmp_path_factory.mktemp("large"), {"long.md": source})
    first = Article(
        path="docs/articles/long.md",
        source="articles/long.md",
        id="0",
        url="articles/long/",
        title="Long",
        headline="Long",
        date=datetime(2026, 5, 1, tzinfo=UTC),
        body="",
        body_line=1,
    )
    articles = [replace(first, id=str(number)) for number in range(ARTICLES)]

    def findable(each: Article) -> Findable:
        text = long_texts[int(each.id)]
        title = " ".join(text.split()[:6])
        words = findable_words(parse_fragment(""), text)
        url = f"articles/long/?{each.id}"
        return Findable(url, title, "1 May 2026", "2026-05-01", ("Tag", "Other tag"), (), words)

    bundles = [[findable(listed) for listed in some] for some in in_bundles(articles)]
    sizes = [len(bundle) for bundle in bundles]
    (folder / FOLDER / "index.json").write_bytes(index_text(["v"] * len(bundles), sizes))
    for name, text in sample_files(find_places(bundles[0]), sizes[0]).items():
        (folder / FOLDER / name).write_text(text)
    for number, bundle in enumerate(bundles):
        (folder / bundle_name(number)).mkdir(exist_ok=True)
        for name, text in bundle_files(bundle).items():
            (folder / bundle_name(number) / name).write_text(text)
    with serving(folder) as server:
        yield server


def test_a_first_question_of_two_words_stays_in_its_budget(
    page: Page, large_site: CountingServer, long_texts: list[str]
) -> None:
    usual = sorted(set(long_texts[7].split()), key=lambda word: (len(word), word))[-40:]
    question = " ".join(usual[:2])
    page.goto(large_site.url)
    page.wait_for_load_state("networkidle")
    del large_site.sent[:]
    search = open_search(page)
    search.find(question)
    expect(search.said).to_contain_text("articles")
    expect(search.titles.first).to_be_visible()
    expect(search.root.locator(".site-search__excerpt").first).not_to_be_empty()
    page.wait_for_load_state("networkidle")
    sent = dict(large_site.sent)
    kinds = ("site-search.", "search.css", "index.json", "common.txt", "cards-", "articles/long/")
    assert all(any(kind in path for path in sent) for kind in kinds), sent
    shards = [size for path, size in sent.items() if path.split("?")[0].count("/") == 2]
    assert sum(shards) > 20_000, "the index is as large as a real one"
    assert sum(sent.values()) <= FIRST_QUESTION
    scripts = sum(size for path, size in sent.items() if path.endswith(".js"))
    assert 0 < scripts <= OWN_SCRIPTS


def test_an_answer_asks_for_each_file_once_and_the_same_question_for_none(
    page: Page, large_site: CountingServer, long_texts: list[str]
) -> None:
    page.goto(large_site.url)
    first, second = page.evaluate(
        """async (question) => {
            const { Index } = await import("./assets/javascripts/search-index.js");
            const index = await Index.open();
            const { fetch } = globalThis;
            const turns = [];
            for (let turn = 0; turn < 2; turn += 1) {
                const asked = [];
                globalThis.fetch = (...request) => {
                    asked.push(String(request[0]));
                    return fetch(...request);
                };
                const { hits } = await index.find(question, true);
                if (!hits.length) throw new Error("nothing was found");
                await Promise.all(hits.slice(0, 10).map((hit) => index.card(hit)));
                turns.push(asked);
            }
            return turns;
        }""",
        " ".join(long_texts[7].split()[:3]),
    )
    assert first
    assert len(set(first)) == len(first)
    assert second == []
