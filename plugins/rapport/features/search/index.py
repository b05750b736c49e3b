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
"""Approximate size of a bundle: larger ones make edits slower, smaller ones need more requests."""

FORMAT = "1"
"""If this changes, browsers discard their stored index."""

FOLDER = "search/"
"""The folder of the index, relative to the site."""


def bundle_count(articles: int) -> int:
    """Return the number of bundles for this many articles: a power of two, which seldom grows."""
    count = 1
    while articles > count * LARGEST:
        count *= 2
    return count


def bundle_of(article: Article, count: int) -> int:
    """Return an article's bundle, by its id alone, so that no other article moves it."""
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
    """Return `index.json`: the number of articles in each bundle, and a digest of its files."""
    facts = {"bundles": versions, "sizes": sizes, "shards": SHARDS, "cards": CARDS_A_FILE}
    return json.dumps(facts, separators=(",", ":")).encode()


def version_of(parts: Iterable[str]) -> str:
    """Return a version of these texts, eight letters and digits."""
    return blake2b("\0".join((FORMAT, *parts)).encode(errors="replace"), digest_size=4).hexdigest()
