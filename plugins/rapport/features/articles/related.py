"""Which other articles a reader of one may want to read next."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rapport.blog.article import Article
    from rapport.blog.blog import Blog

_NEAREST = 15
"""How many articles before and after are examined for each tag, so that work grows linearly."""
_MOST = 4


Line = list[Any]
"""A source, its time in seconds since 1970, and the slugs of its tags."""


class Related:
    """Finds related articles by shared tags, rare ones first, then by closeness in time."""

    def __init__(self, blog: Blog) -> None:
        self._articles = blog.articles
        self._by_tag = blog.by_tag
        self._numbers = {article.source: number for number, article in enumerate(blog.articles)}
        self._times = [article.date.timestamp() for article in blog.articles]
        self._found: dict[int, list[int]] = {}

    def shape(self) -> list[Line]:
        """Return everything that the results depend on, an article a line, newest first."""
        return [
            [article.source, time, [tag.slug for tag in article.tags]]
            for article, time in zip(self._articles, self._times, strict=True)
        ]

    def know(self, shape: Sequence[Line], ranks: Sequence[Sequence[int]]) -> None:
        """Take over the results that `known` gave for a blog of this `shape`, if they hold.

        A result follows from the neighbouring articles under each of an article's tags, and from
        how common these tags are.
        """
        now = self.shape()
        if now == shape:
            self._found = {number: list(answer) for number, answer in enumerate(ranks)}
            return
        unmoved = dict(_unmoved(shape, now))
        for old, answer in enumerate(ranks):
            if old in unmoved:
                self._found[unmoved[old]] = [self._numbers[shape[number][0]] for number in answer]

    def __len__(self) -> int:
        """Return the number of articles whose result is known already."""
        return len(self._found)

    def known(self) -> list[list[int]]:
        """Return the results for all articles, as positions in the blog."""
        return [self._to(number) for number in range(len(self._articles))]

    def to(self, article: Article) -> tuple[Article, ...]:
        """Return up to five articles that share a tag with `article`, the closest first."""
        numbers = self._to(self._numbers[article.source])
        return tuple(self._articles[number] for number in numbers)

    def sources(self) -> dict[str, list[str]]:
        """Return the sources of the related articles of each article, by its source."""
        names = [article.source for article in self._articles]
        return {
            names[own]: [names[number] for number in self._to(own)] for own in range(len(names))
        }

    def _to(self, number: int) -> list[int]:
        rank = self._found.get(number)
        if rank is None:
            rank = self._found[number] = self._rank(number)
        return rank

    def _rank(self, own: int) -> list[int]:
        scores: dict[int, float] = {}
        for tag in self._articles[own].tags:
            group, places = self._groups[tag.slug]
            weight = 1 / len(group).bit_length()
            place = places[own]
            for number in group[max(0, place - _NEAREST) : place + _NEAREST + 1]:
                scores[number] = scores.get(number, 0.0) + weight
        scores.pop(own, None)
        times, now = self._times, self._times[own]
        ranked = sorted(
            (-score, abs(times[number] - now), number) for number, score in scores.items()
        )
        return [number for _, _, number in ranked[:_MOST]]

    @cached_property
    def _groups(self) -> dict[str, tuple[list[int], dict[int, int]]]:
        """The positions of each tag's articles in the blog, and the position of each among them."""
        groups = {}
        for slug, articles in self._by_tag.items():
            numbers = [self._numbers[article.source] for article in articles]
            groups[slug] = numbers, {number: place for place, number in enumerate(numbers)}
        return groups


def _unmoved(old: Sequence[Line], new: Sequence[Line]) -> Iterator[tuple[int, int]]:
    """Yield the articles, by their positions in both blogs, whose neighbourhood is unchanged."""
    old_groups, new_groups = _by_tag(old), _by_tag(new)
    stirred = {
        source
        for slug, group in new_groups.items()
        for source, _ in _stirred(old_groups.get(slug, []), group)
    }
    places = {line[0]: place for place, line in enumerate(old)}
    for place, line in enumerate(new):
        before = places.get(line[0])
        if before is not None and old[before] == line and line[0] not in stirred:
            yield before, place


def _by_tag(lines: Sequence[Line]) -> dict[str, list[tuple[str, float]]]:
    groups: dict[str, list[tuple[str, float]]] = {}
    for source, time, tags in lines:
        for tag in tags:
            groups.setdefault(tag, []).append((source, time))
    return groups


def _stirred(
    old: Sequence[tuple[str, float]], new: Sequence[tuple[str, float]]
) -> Sequence[tuple[str, float]]:
    """Return those of `new` whose neighbours or weight differ from `old`."""
    if old == new:
        return []
    if len(old).bit_length() != len(new).bit_length():
        return new
    ahead = _same(old, new)
    behind = _same(old[ahead:][::-1], new[ahead:][::-1])
    return new[max(0, ahead - _NEAREST) : len(new) - behind + _NEAREST]


def _same(one: Sequence[object], other: Sequence[object]) -> int:
    """Return the length of the common beginning of both."""
    pairs = zip(one, other, strict=False)
    differs = (place for place, (a, b) in enumerate(pairs) if a != b)
    return next(differs, min(len(one), len(other)))
