"""Which other articles a reader of one may want next."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rapport.blog.article import Article
    from rapport.blog.blog import Blog

_NEAREST = 15
"""How many articles before and after are looked at, a tag: work stays in step with the blog."""


class Related:
    """Finds related articles by shared tags, rare ones first, then by nearness in time."""

    def __init__(self, blog: Blog) -> None:
        self._articles = blog.articles
        numbers = {article.source: number for number, article in enumerate(blog.articles)}
        self._numbers = numbers
        self._times = [article.date.timestamp() for article in blog.articles]
        self._groups = {
            slug: [numbers[article.source] for article in articles]
            for slug, articles in blog.by_tag.items()
        }
        self._places = {
            slug: {number: place for place, number in enumerate(group)}
            for slug, group in self._groups.items()
        }

    def to(self, article: Article, most: int = 5) -> tuple[Article, ...]:
        """Return up to `most` articles that share a tag with `article`, the closest first."""
        own = self._numbers[article.source]
        scores: dict[int, float] = {}
        for tag in article.tags:
            group = self._groups[tag.slug]
            weight = 1 / len(group).bit_length()
            place = self._places[tag.slug][own]
            for number in group[max(0, place - _NEAREST) : place + _NEAREST + 1]:
                scores[number] = scores.get(number, 0.0) + weight
        scores.pop(own, None)
        times, now = self._times, self._times[own]
        ranked = sorted(
            (-score, abs(times[number] - now), number) for number, score in scores.items()
        )
        return tuple(self._articles[number] for _, _, number in ranked[:most])
