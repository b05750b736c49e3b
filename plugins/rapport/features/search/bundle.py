"""The index of some articles: in which of them a word stands, in files of words alike.

`search-index.js` reads what is written here.
"""

from __future__ import annotations

import json
from collections import defaultdict
from typing import TYPE_CHECKING
from zlib import crc32

from msgspec import Struct

from rapport.features.search.words import words_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

SHARDS = 24
"""As many files hold a bundle's words. More make a query smaller, and builds slower."""

CARDS_A_FILE = 64
"""As many articles' titles stand in one file."""

IN_TITLE = 8
IN_TAG = 5
_POINTS = 16
_FIRST = 0x5D
_HEAD = 3
_COMMON = 0.9
_ENOUGH = 5
_TELLING = 3

Places = dict[str, list[int]]
"""Where a word stands: an article's number times 16, plus its points there; rising."""


class Findable(Struct, frozen=True):
    """An article as the index takes it; `url` is relative to the site, `day` as readers see it."""

    url: str
    title: str
    day: str
    moment: str
    tags: tuple[str, ...]
    synonyms: tuple[str, ...]
    words: str

    def card(self) -> tuple[str, str, str, str, tuple[str, ...]]:
        """Return what results show of it at once."""
        return self.url, self.title, self.day, self.moment, self.tags


def bundle_files(articles: Sequence[Findable]) -> dict[str, str]:
    """Return all files of a bundle by name: `0.txt` to `23.txt`, `cards-0.json` and so on."""
    places = find_places(articles)
    shards: list[list[str]] = [[] for _ in range(SHARDS)]
    for word in sorted(places):
        shards[shard_of(word)].append(f"{word} {_written(places[word])}")
    files = {f"{number}.txt": "\n".join(lines) for number, lines in enumerate(shards)}
    for name in card_files(len(articles)):
        start = len(files) - SHARDS
        some = articles[start * CARDS_A_FILE : (start + 1) * CARDS_A_FILE]
        files[name] = _json([article.card() for article in some])
    return files


def card_files(articles: int) -> list[str]:
    """Return the names of the files with titles that so many articles need."""
    return [f"cards-{number}.json" for number in range(-(-articles // CARDS_A_FILE))]


def shard_of(word: str) -> int:
    """Return the file of a word: words that begin alike are together, typos as well."""
    return crc32(word[:_HEAD].encode(errors="replace")) % SHARDS


def find_places(articles: Iterable[Findable]) -> Places:
    """Return where each word stands, in the articles' order."""
    places: Places = defaultdict(list)
    for number, article in enumerate(articles):
        first = number * _POINTS
        for place, line in enumerate(article.words.split("\n"), first + 1):
            for word in line.split():
                places[word].append(place)
        for word in dict.fromkeys(words_of(article.title)):
            places[word].append(first + IN_TITLE)
        names = " ".join((*article.tags, *article.synonyms))
        for word in dict.fromkeys(words_of(names)):
            places[word].append(first + IN_TAG)
    return places


def _written(places: Iterable[int]) -> str:
    """Return places as text: each a character, for how far it is from the article before."""
    characters = []
    before = 0
    for place in places:
        characters.append(chr(_FIRST + place - before))
        before = place & -_POINTS
    return "".join(characters)


def sample_files(places: Mapping[str, Sequence[int]], articles: int) -> dict[str, str]:
    """Return what a bundle tells of the whole blog: words that tell little, and words to guess.

    Bundles are drawn by chance, so that one speaks for all.
    """
    often = articles * _COMMON
    common = [
        word
        for word, places_of_word in places.items()
        if articles >= _ENOUGH and len({place // _POINTS for place in places_of_word}) > often
    ]
    telling = (
        word
        for word, places_of_word in places.items()
        if sum(place % _POINTS for place in places_of_word) >= _TELLING
    )
    return {"common.txt": "\n".join(sorted(common)), "words.txt": "\n".join(sorted(telling))}


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
