"""Which other articles a reader of one may want next."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rapport.blog.article import Article
    from rapport.blog.blog import Blog

_NEAREST = 15
"""How many articles before and after are looked at, a tag: work stays in step with the blog."""
_MOST = 4


class Related:
    """Finds related articles by shared tags, rare ones first, then by nearness in time."""

    def __init__(self, blog: Blog) -> None:
        self._articles = blog.articles
        self._by_tag = blog.by_tag
        self._numbers = {article.source: number for number, article in enumerate(blog.articles)}
        self._times = [article.date.timestamp() for article in blog.articles]
        self._found: dict[int, list[int]] = {}

    def shape(self) -> Iterator[object]:
        """Yield all that the answers depend on."""
        for article, time in zip(self._articles, self._times, strict=True):
            yield article.source, time, [tag.slug for tag in article.tags]

    def know(self, found: list[list[int]]) -> None:
        """Take the answers that `known` gave for a blog of the same shape."""
        self._found = dict(enumerate(found))

    def known(self) -> list[list[int]]:
        """Return the answers for all articles, as their places in the blog."""
        return [self._to(number) for number in range(len(self._articles))]

    def to(self, article: Article) -> tuple[Article, ...]:
        """Return up to five articles that share a tag with `article`, the closest first."""
        numbers = self._to(self._numbers[article.source])
        return tuple(self._articles[number] for number in numbers)

    def _to(self, own: int) -> list[int]:
        found = self._found.get(own)
        if found is None:
            found = self._found[own] = self._rank(own)
        return found

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
        """The places of each tag's articles in the blog, and the place of each among them."""
        groups = {}
        for slug, articles in self._by_tag.items():
            numbers = [self._numbers[article.source] for article in articles]
            groups[slug] = numbers, {number: place for place, number in enumerate(numbers)}
        return groups
