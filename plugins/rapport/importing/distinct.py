"""Remove repeated articles, and give articles with the same number different keys."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from rapport.importing.model import BlogSource, ImportedArticle, ImportedBlog


@dataclass
class DistinctSource:
    """A source whose articles have unique keys; `repeated` counts the duplicates."""

    source: BlogSource
    repeated: int = field(default=0, init=False)

    def blog(self) -> ImportedBlog:
        """Return all but the articles."""
        return self.source.blog()

    def articles(self) -> Iterator[ImportedArticle]:
        """Yield the articles, in the same order and with the same keys each time.

        One of the same key, title, address and date is the same one; the second of a key that is
        another one gets `#2` behind it.
        """
        self.repeated = 0
        seen: dict[str, list[tuple[str, str, datetime | None]]] = {}
        for article in self.source.articles():
            marks = (article.title, article.address, article.date)
            of_key = seen.setdefault(article.key, [])
            if marks in of_key:
                self.repeated += 1
                continue
            of_key.append(marks)
            number = len(of_key)
            yield article if number == 1 else replace(article, key=f"{article.key}#{number}")

    @property
    def left(self) -> list[tuple[str, int]]:
        """What was left out, for the report."""
        return [("items that the source holds twice", self.repeated)] if self.repeated else []
