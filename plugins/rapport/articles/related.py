"""Which other articles a reader of one may want next."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rapport.blog.article import Article
    from rapport.blog.blog import Blog

_NEAREST = 15
"""How many articles before and after are looked at, a tag: work stays in step with the blog."""


class Related:
    """Finds related articles by shared tags, rare ones first, then by nearness in time."""

    def __init__(self, blog: Blog) -> None:
        self._by_tag = blog.by_tag
        self._places: Mapping[str, Mapping[str, int]] = {
            slug: {article.source: place for place, article in enumerate(articles)}
            for slug, articles in blog.by_tag.items()
        }

    def to(self, article: Article, most: int = 5) -> tuple[Article, ...]:
        """Return up to `most` articles that share a tag with `article`, the closest first."""
        scores: dict[str, float] = {}
        candidates: dict[str, Article] = {}
        for tag in article.tags:
            group = self._by_tag[tag.slug]
            weight = 1 / len(group).bit_length()
            place = self._places[tag.slug][article.source]
            for other in group[max(0, place - _NEAREST) : place + _NEAREST + 1]:
                if other is not article:
                    candidates[other.source] = other
                    scores[other.source] = scores.get(other.source, 0) + weight

        def rank(source: str) -> tuple[float, float, str]:
            apart = abs((candidates[source].date - article.date).total_seconds())
            return -scores[source], apart, source

        return tuple(candidates[source] for source in sorted(scores, key=rank)[:most])
