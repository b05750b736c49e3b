"""The index of the whole blog, in bundles of articles: an edit rebuilds one of them."""

from __future__ import annotations

import json
from hashlib import blake2b
from typing import TYPE_CHECKING

from rapport.features.search.bundle import CARDS_A_FILE, SHARDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rapport.blog.article import Article

LARGEST = 320
"""Articles in a bundle, about: more make an edit slower, fewer make a query ask for more files."""

FORMAT = "1"
"""Another one, and browsers forget what they kept of the index."""

FOLDER = "search/"
"""Where the index is, relative to the site."""


def bundle_count(articles: int) -> int:
    """Return into how many bundles so many articles go: a power of two, so that it seldom grows."""
    count = 1
    while articles > count * LARGEST:
        count *= 2
    return count


def bundle_of(article: Article, count: int) -> int:
    """Return an article's bundle; its id alone decides, so that no other article moves it."""
    drawn = blake2b(article.id.encode(errors="replace"), digest_size=4).digest()
    return int.from_bytes(drawn, "big") % count


def in_bundles(articles: Sequence[Article]) -> list[list[Article]]:
    """Return the articles of each bundle, in their order."""
    bundles: list[list[Article]] = [[] for _ in range(bundle_count(len(articles)))]
    for article in articles:
        bundles[bundle_of(article, len(bundles))].append(article)
    return bundles


def bundle_name(number: int) -> str:
    """Return the folder of a bundle's files."""
    return f"{FOLDER}{number}/"


def index_text(versions: Sequence[str], sizes: Sequence[int]) -> bytes:
    """Return `index.json`: how many articles each bundle has, and what stands for its files."""
    facts = {"bundles": versions, "sizes": sizes, "shards": SHARDS, "cards": CARDS_A_FILE}
    return json.dumps(facts, separators=(",", ":")).encode()


def version_of(parts: Iterable[str]) -> str:
    """Return eight letters and digits that stand for these texts."""
    return blake2b("\0".join((FORMAT, *parts)).encode(errors="replace"), digest_size=4).hexdigest()
