"""The pages of lists of articles, and what an article's own page shows."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, TypeAlias

from msgspec import Struct

from rapport.blog.blog import main_tags
from rapport.blog.listing import DisplayDate, Entry, ListingPage, paginate, pinned_on_top
from rapport.blog.output import NewPage, Values
from rapport.features.articles.related_links import RelatedLink, related_links

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import datetime

    from rapport.blog.article import Article
    from rapport.blog.author import Author
    from rapport.blog.blog import Blog
    from rapport.blog.checklist import Checklist
    from rapport.blog.reader import SiteReader
    from rapport.blog.tag import Tag
    from rapport.blog.texts import Texts


_MOST_TAGS = 4


def home_pages(
    blog: Blog,
    title: str,
    description: str,
    per_page: int,
    texts: Texts,
    show_day: Callable[[datetime], DisplayDate],
    *,
    has_tag_pages: bool = True,
    home: str = "",
) -> Iterator[NewPage]:
    """Yield the blog's home page, with topics and pinned articles on top, and those after it.

    `home` is its URL, `blog/` if the blog is a section of the site.
    """
    tags = main_tags(blog, _MOST_TAGS) if has_tag_pages else ()
    for listed in paginate(home, blog.articles, per_page):
        page = pinned_on_top(listed, blog.articles) if listed.is_front else listed
        yield NewPage(
            url=page.url,
            template="home.html",
            title=title if page.is_front else _span(page, texts, show_day),
            values=_home,
            given=(page, tags),
            description=description,
            sources=page.sources,
            is_in_nav=page.is_front,
        )


def _span(page: ListingPage, texts: Texts, show_day: Callable[[datetime], DisplayDate]) -> str:
    """Return the title of a page after the front: its days, which stay the same."""
    assert page.first is not None
    assert page.last is not None
    first, last = show_day(page.first).text, show_day(page.last).text
    return texts.gettext("Articles from %(first)s to %(last)s", first=first, last=last)


_ARCHIVE_IN_ONE = 300
"""Up to this many articles the archive lists all of them; above, it links to the years."""


def archive_pages(blog: Blog, texts: Texts) -> Iterator[NewPage]:
    """Yield the archive of all years, and one page a year."""
    is_short = len(blog.articles) <= _ARCHIVE_IN_ONE
    years = [
        (year, tuple([article.source for article in group]))
        for year, group in sorted(blog.by_year.items(), reverse=True)
    ]
    shown = tuple([(year, group if is_short else ()) for year, group in years])
    yield NewPage(
        url="archive/",
        template="archive.html",
        title=texts.gettext("Archive"),
        values=_archive,
        given=(shown, tuple([(year, len(group)) for year, group in years])),
        description=texts.gettext("Every article, newest first."),
        sources=tuple([source for _, group in shown for source in group]),
        is_in_nav=True,
    )
    for year, group in years:
        yield NewPage(
            url=f"archive/{year}/",
            template="archive.html",
            title=str(year),
            values=_one_year,
            given=(year, group),
            description=texts.gettext("Every article of %(year)s, newest first.", year=year),
            sources=group,
        )


def author_pages(blog: Blog, per_page: int) -> Iterator[NewPage]:
    """Yield each author's pages."""
    for author, articles in blog.by_author.items():
        for page in paginate(author.page_url, articles, per_page):
            yield NewPage(
                url=page.url,
                template="author.html",
                title=author.name,
                values=_author,
                given=(author, page),
                description=author.description,
                sources=page.sources,
            )


def _listing(reader: SiteReader, page: ListingPage) -> Values:
    return {"listing": page, "entries": [reader.entry(source) for source in page.sources]}


def _home(reader: SiteReader, page: ListingPage, tags: Sequence[Tag]) -> Values:
    return {**_listing(reader, page), "main_tags": tags, "shows_pins": page.is_front}


Years: TypeAlias = "Sequence[tuple[int, Sequence[str]]]"


def _archive(reader: SiteReader, years: Years, counts: Sequence[tuple[int, int]]) -> Values:
    shown = [(year, [reader.entry(source) for source in group]) for year, group in years]
    return {"years": shown, "counts": dict(counts)}


def _one_year(reader: SiteReader, year: int, sources: Sequence[str]) -> Values:
    return {"years": [(year, [reader.entry(source) for source in sources])], "is_year": True}


def _author(reader: SiteReader, author: Author, page: ListingPage) -> Values:
    return {**_listing(reader, page), "author": author}


class ArticleView(Struct, frozen=True):
    """What an article's page shows besides its text.

    `linked_authors` are the slugs of the authors who have a page: unlisted articles alone don't
    give them one. `older` and `newer` are not among the `related` ones. `overdue_since` is the date
    of the last review, if that is too long ago.
    """

    entry: Entry
    description: str
    authors: tuple[Author, ...]
    linked_authors: frozenset[str]
    updated: DisplayDate | None
    reviewed: DisplayDate | None
    overdue_since: DisplayDate | None
    newer: Entry | None
    older: Entry | None
    related: tuple[Entry, ...]
    related_links: tuple[RelatedLink, ...]
    checklists: tuple[Checklist, ...]
    toc: Any


def _linked(reader: SiteReader, article: Article) -> frozenset[str]:
    slugs = [author.slug for author in article.authors]
    if not article.is_unlisted:
        return frozenset(slugs)
    return frozenset([slug for slug in slugs if reader.get("has-author-page", slug)])


def article_view(
    reader: SiteReader, source: str, show_day: Callable[[datetime], DisplayDate], toc: object
) -> ArticleView:
    """Return what the page of an article shows."""
    article, entry = reader.article(source), reader.entry(source)
    related = reader.get("related", source)
    older, newer = (
        near if near not in related else "" for near in reader.get("neighbours", source)
    )
    is_old = reader.get("overdue", source)
    return ArticleView(
        entry=entry,
        description=entry.summary,
        authors=article.authors,
        linked_authors=_linked(reader, article),
        updated=None if article.updated is None else show_day(article.updated),
        reviewed=None if article.reviewed is None else show_day(article.reviewed),
        overdue_since=show_day(article.reviewed or article.changed) if is_old else None,
        newer=reader.entry(newer) if newer else None,
        older=reader.entry(older) if older else None,
        related=tuple([reader.entry(other) for other in related]),
        related_links=related_links(article, partial(reader.get, "title")),
        checklists=tuple(reader.rendering(source).checklists),
        toc=toc,
    )
