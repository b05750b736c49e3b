"""The pages that lists of articles need, and what an article's own page shows."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from rapport.blog.blog import main_tags
from rapport.blog.listing import Day, Entry, ListingPage, paginate, pinned_on_top
from rapport.blog.output import MakeEntry, NewPage, Values

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import datetime

    from rapport.blog.article import Article
    from rapport.blog.author import Author
    from rapport.blog.blog import Blog
    from rapport.blog.tag import Tag
    from rapport.blog.texts import Texts
    from rapport.features.articles.further import FurtherLink
    from rapport.features.articles.related import Related


_MOST_TAGS = 10


def home_pages(
    blog: Blog,
    title: str,
    description: str,
    per_page: int,
    texts: Texts,
    *,
    has_tag_pages: bool = True,
) -> Iterator[NewPage]:
    """Yield the home page, with the topics and pinned articles on top, and those behind it."""
    tags = main_tags(blog, _MOST_TAGS) if has_tag_pages else ()
    for listed in paginate("", blog.articles, per_page):
        page = pinned_on_top(listed, blog.articles, per_page) if listed.is_front else listed
        yield NewPage(
            url=page.url,
            template="home.html",
            title=title if page.is_front else _span(page, texts),
            values=partial(_home, page, tags),
            description=description,
            shows=page.articles,
            facts=repr((page.newer_url, page.older_url, page.is_front and tags)),
            is_in_nav=page.is_front,
        )


def _span(page: ListingPage, texts: Texts) -> str:
    """Return what a page behind the front is called, by its number from the oldest."""
    return texts.gettext("Earlier articles, page %(number)s", number=page.number)


_ARCHIVE_IN_ONE = 300
"""Up to so many articles the archive lists them all; above, it leads to the years."""


def archive_pages(blog: Blog, texts: Texts) -> Iterator[NewPage]:
    """Yield the archive of all years, and one page a year."""
    is_short = len(blog.articles) <= _ARCHIVE_IN_ONE

    def everything(make: MakeEntry) -> Values:
        shown = [(year, [make(one) for one in group] if is_short else []) for year, group in years]
        return {"years": shown, "counts": counts}

    years: list[tuple[int, tuple[Article, ...]]] = sorted(blog.by_year.items(), reverse=True)
    counts = {year: len(group) for year, group in years}
    yield NewPage(
        url="archive/",
        template="archive.html",
        title=texts.gettext("Archive"),
        values=everything,
        description=texts.gettext("Every article, newest first."),
        shows=blog.articles if is_short else (),
        facts=repr(counts),
        is_in_nav=True,
    )
    for year, group in years:
        yield NewPage(
            url=f"archive/{year}/",
            template="archive.html",
            title=texts.gettext("Articles of %(year)s", year=year),
            values=partial(_one_year, year, group),
            description=texts.gettext("Every article of %(year)s, newest first.", year=year),
            shows=group,
        )


def author_pages(blog: Blog, per_page: int) -> Iterator[NewPage]:
    """Yield each author's pages."""
    for author, articles in blog.by_author.items():
        for page in paginate(author.page_url, articles, per_page):
            yield NewPage(
                url=page.url,
                template="author.html",
                title=author.name,
                values=partial(_author, author, page),
                description=author.description,
                shows=page.articles,
                facts=repr((author, page.newer_url, page.older_url)),
            )


def _listing(page: ListingPage, make: MakeEntry) -> Values:
    return {"listing": page, "entries": [make(article) for article in page.articles]}


def _home(page: ListingPage, tags: Sequence[Tag], make: MakeEntry) -> Values:
    return {**_listing(page, make), "main_tags": tags}


def _one_year(year: int, articles: Sequence[Article], make: MakeEntry) -> Values:
    return {"years": [(year, [make(article) for article in articles])], "is_year": True}


def _author(author: Author, page: ListingPage, make: MakeEntry) -> Values:
    return {**_listing(page, make), "author": author}


@dataclass(frozen=True, slots=True)
class ArticleView:
    """What an article's page shows beside its text.

    `overdue_since` is when somebody last looked at its advice, if that is too long ago.
    """

    entry: Entry
    description: str
    authors: tuple[Author, ...]
    updated: Day | None
    reviewed: Day | None
    overdue_since: Day | None
    newer: Entry | None
    older: Entry | None
    related: tuple[Entry, ...]
    further: tuple[FurtherLink, ...]
    toc: Any


def shown_beside(article: Article, blog: Blog, related: Related) -> list[Article | None]:
    """Return the articles that the page of `article` leads to, None where there is no neighbour."""
    return [*blog.neighbours[article.source], *related.to(article)]


def article_view(
    article: Article,
    blog: Blog,
    related: Related,
    make: MakeEntry,
    show_day: Callable[[datetime], Day],
    toc: object,
    *,
    further: tuple[FurtherLink, ...] = (),
    is_old: bool = False,
) -> ArticleView:
    """Return what the page of `article` shows; only when all articles are rendered."""
    older, newer = blog.neighbours[article.source]
    own = make(article)
    return ArticleView(
        entry=own,
        description=own.summary,
        authors=article.authors,
        updated=None if article.updated is None else show_day(article.updated),
        reviewed=None if article.reviewed is None else show_day(article.reviewed),
        overdue_since=show_day(article.reviewed or article.changed) if is_old else None,
        newer=None if newer is None else make(newer),
        older=None if older is None else make(older),
        related=tuple(make(other) for other in related.to(article)),
        further=further,
        toc=toc,
    )
