"""The index of the whole blog, in bundles of articles: an edit makes one of them anew."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property, partial
from hashlib import blake2b
from typing import TYPE_CHECKING

from rapport.blog.output import NewFile
from rapport.features.search.bundle import (
    CARDS_A_FILE,
    SHARDS,
    Findable,
    bundle_files,
    card_files,
    find_places,
    sample_files,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

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


@dataclass
class Bundle:
    """Articles that are indexed together; `version` is another when what they show is.

    `findable` gives what the index takes of an article; it is asked only if a file must be made.
    """

    number: int
    articles: Sequence[Article]
    version: str
    findable: Callable[[Article], Findable]

    @cached_property
    def _findables(self) -> list[Findable]:
        return [self.findable(article) for article in self.articles]

    @cached_property
    def _files(self) -> dict[str, str]:
        return bundle_files(self._findables)

    @cached_property
    def _sample(self) -> dict[str, str]:
        return sample_files(find_places(self._findables), len(self.articles))

    def _file(self, name: str) -> bytes:
        return self._files[name].encode()

    def _sample_file(self, name: str) -> bytes:
        return self._sample[name].encode()

    def files(self, key: str) -> Iterator[NewFile]:
        """Yield the bundle's files; `key` stands for all else that they follow from."""
        shards = [f"{number}.txt" for number in range(SHARDS)]
        for name in [*shards, *card_files(len(self.articles))]:
            path = f"{FOLDER}{self.number}/{name}"
            yield NewFile(path, partial(self._file, name), key + self.version)

    def samples(self, key: str) -> Iterator[NewFile]:
        """Yield what this bundle tells of the whole blog."""
        for name in ("common.txt", "words.txt"):
            path = f"{FOLDER}{name}"
            yield NewFile(path, partial(self._sample_file, name), key + self.version)


def index_files(bundles: Sequence[Bundle], key: str) -> Iterator[NewFile]:
    """Yield all files of the index; `key` stands for the version of what writes them."""
    sizes = [len(bundle.articles) for bundle in bundles]
    facts = {
        "bundles": [bundle.version for bundle in bundles],
        "sizes": sizes,
        "shards": SHARDS,
        "cards": CARDS_A_FILE,
    }
    text = json.dumps(facts, separators=(",", ":")).encode()
    yield NewFile(f"{FOLDER}index.json", text, key + version_of([text.decode()]))
    yield from bundles[0].samples(key)
    for bundle in bundles:
        yield from bundle.files(key)


def version_of(parts: Iterable[str]) -> str:
    """Return eight letters and digits that stand for these texts."""
    return blake2b("\0".join((FORMAT, *parts)).encode(errors="replace"), digest_size=4).hexdigest()
