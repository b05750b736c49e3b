"""The index of some articles: where each word occurs, in files of similar words.

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
"""The number of files for a bundle's words. More make queries smaller, and builds slower."""

CARDS_A_FILE = 64
"""The number of articles whose titles are in one file."""

IN_TITLE = 8
IN_TAG = 5
_POINTS = 16
_FIRST = 0x5D
_HEAD = 3
_COMMON = 0.9
_ENOUGH = 5
_TELLING = 3

Places = dict[str, list[int]]
"""Occurrences of a word: an article's number times 16, plus its points there; ascending."""


class Findable(Struct, frozen=True):
    """An article as the index contains it; `url` is site-relative, `day` as readers see it."""

    url: str
    title: str
    day: str
    moment: str
    tags: tuple[str, ...]
    synonyms: tuple[str, ...]
    words: str

    def card(self) -> tuple[str, str, str, str, tuple[str, ...]]:
        """Return what results show of it at first."""
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
    """Return the names of the files with titles for this many articles."""
    return [f"cards-{number}.json" for number in range(-(-articles // CARDS_A_FILE))]


def shard_of(word: str) -> int:
    """Return the file of a word: words with the same beginning share one, typos included."""
    return crc32(word[:_HEAD].encode(errors="replace")) % SHARDS


def find_places(articles: Iterable[Findable]) -> Places:
    """Return the occurrences of each word, in the articles' order."""
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
    """Return occurrences as text: one character for the distance from each article to the next."""
    characters = []
    before = 0
    for place in places:
        characters.append(chr(_FIRST + place - before))
        before = place & -_POINTS
    return "".join(characters)


def sample_files(places: Mapping[str, Sequence[int]], articles: int) -> dict[str, str]:
    """Return a bundle's facts about the whole blog: frequent words, and words for corrections.

    Articles are assigned to bundles at random, so that one bundle represents all.
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
