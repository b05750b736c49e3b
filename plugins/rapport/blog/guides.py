"""Articles in an order: the parts of a series, and the articles of a stage."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import Struct

from rapport.blog.article import Article
from rapport.blog.problem import Problem, Severity
from rapport.blog.urls import slug


class Stage(Struct, frozen=True):
    """A stage of the readers' journey, `looking`; `first` says what to do first."""

    slug: str
    name: str
    description: str = ""
    first: str = ""

    @property
    def page_url(self) -> str:
        """The stage's page, relative to the site: `stages/looking/`."""
        return f"stages/{self.slug}/"

    def takes(self, article: Article) -> bool:
        """Return whether an article is for this stage, by its name or slug."""
        return self.slug in map(slug, article.stages) or self.name in article.stages


class Series(Struct, frozen=True):
    """Articles that belong together; `sources` are its parts in order."""

    slug: str
    name: str
    sources: tuple[str, ...]

    @property
    def page_url(self) -> str:
        """The series' page, relative to the site: `series/the-first-weeks/`."""
        return f"series/{self.slug}/"


def in_order(articles: Iterable[Article]) -> list[Article]:
    """Return articles by their `order`, then those without one by date, the oldest first."""
    return sorted(
        articles,
        key=lambda article: (
            article.order is None,
            article.order or 0,
            article.date,
            article.path,
        ),
    )


def all_series(articles: Iterable[Article]) -> list[Series]:
    """Return the series of a blog by their first part's date, spellings of one name as one."""
    parts: dict[str, list[Article]] = {}
    for article in articles:
        if article.series:
            parts.setdefault(slug(article.series), []).append(article)
    return [
        Series(key, min(group, key=_age).series, tuple([part.source for part in in_order(group)]))
        for key, group in sorted(parts.items(), key=lambda item: _age(min(item[1], key=_age)))
    ]


def find_idle_guides(articles: Iterable[Article]) -> Iterator[Problem]:
    """Yield a warning for every stage and series that has no effect without `rapport/guides`."""
    for article in articles:
        for key, written in (("stage", article.stages), ("series", article.series)):
            if written:
                place = article.position(key)
                message = f"`{key}` shows nothing without the plugin that makes guides."
                hint = "Add `rapport/guides` to `plugins`."
                where = (article.path, place.line, place.column)
                yield Problem(*where, "guides-missing", message, hint, Severity.WARNING)


def _age(article: Article) -> tuple[float, str]:
    return article.date.timestamp(), article.path
