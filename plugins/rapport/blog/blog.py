"""The whole blog: what is published now, in every order that its pages need."""

from __future__ import annotations

from itertools import chain, pairwise
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeVar

from msgspec import Struct

from rapport.blog.alphabet import alphabetical
from rapport.blog.problem import Problem
from rapport.blog.redirect import aliases_below_pages
from rapport.blog.tag import Tag, Vocabulary
from rapport.blog.urls import output_path

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import datetime, tzinfo

    from rapport.blog.article import Article
    from rapport.blog.author import Author

_Key = TypeVar("_Key")
_NO_TAGS: Mapping[str, tuple[Tag, ...]] = MappingProxyType({})


class Blog(Struct, frozen=True):
    """The published articles, newest first, and the same by tag, author and year.

    `unlisted` articles, and the pages of letters, have pages and are in no list. `unpublished` are
    drafts, scheduled articles and expired ones; they are on no page, except in a preview, where
    they are among `articles` or `unlisted` too. `page_tags` are the tags of ordinary pages, by
    source.
    """

    now: datetime
    articles: tuple[Article, ...]
    unlisted: tuple[Article, ...]
    unpublished: tuple[Article, ...]
    tags: tuple[Tag, ...]
    by_tag: Mapping[str, tuple[Article, ...]]
    by_author: Mapping[Author, tuple[Article, ...]]
    by_year: Mapping[int, tuple[Article, ...]]
    neighbours: Mapping[str, tuple[Article | None, Article | None]]
    vocabulary: Vocabulary
    page_tags: Mapping[str, tuple[Tag, ...]]

    @property
    def published(self) -> tuple[Article, ...]:
        """All articles that have a page, listed or not."""
        return (*self.articles, *self.unlisted)

    def has_author_page(self, slug: str) -> bool:
        """Return whether an article in the lists is signed by an author with this slug."""
        return any(author.slug == slug for author in self.by_author)

    def pages_about(self, slug: str) -> tuple[str, ...]:
        """Return the sources of the ordinary pages that have a tag."""
        return tuple(
            source
            for source, tags in sorted(self.page_tags.items())
            if any(tag.slug == slug for tag in tags)
        )

    @property
    def letters(self) -> tuple[Article, ...]:
        """The pages of emailed letters, newest first; in no preview of others."""
        return tuple(
            article for article in self.unlisted if article.is_letter and article.date <= self.now
        )

    @property
    def due(self) -> tuple[Article, ...]:
        """The articles that will be published when their time comes, the next one first."""
        waiting = [
            article
            for article in self.unpublished
            if not article.is_draft and not article.is_over(max(self.now, article.date))
        ]
        return tuple(sorted(waiting, key=lambda article: article.date))

    @property
    def expired(self) -> tuple[Article, ...]:
        """The articles that have expired."""
        return tuple(article for article in self.unpublished if article.is_over(self.now))

    @property
    def changes(self) -> tuple[tuple[datetime, Article], ...]:
        """The times at which an article will be published or expire, the next one first."""
        ends = [
            (article.expires, article)
            for article in (*self.published, *self.due)
            if article.expires and article.expires > self.now
        ]
        begins = [(article.date, article) for article in self.due]
        return tuple(sorted((*begins, *ends), key=lambda change: (change[0], change[1].path)))


def gather(
    articles: Iterable[Article],
    vocabulary: Vocabulary,
    now: datetime,
    zone: tzinfo,
    *,
    language: str = "en",
    with_unpublished: bool = False,
    page_tags: Mapping[str, tuple[Tag, ...]] = _NO_TAGS,
) -> Blog:
    """Return the blog at the time `now`; years are in `zone`, and `language` orders tags."""
    everything = sorted(articles, key=lambda article: article.path)
    everything.sort(key=lambda article: article.date, reverse=True)
    hidden = tuple(
        article
        for article in everything
        if article.is_draft or article.date > now or article.is_over(now)
    )
    held_back = set() if with_unpublished else {article.source for article in hidden}
    published = [article for article in everything if article.source not in held_back]
    shown = tuple(
        article for article in published if not article.is_unlisted and not article.is_letter
    )
    used = {tag.slug: tag for article in shown for tag in article.tags}
    by_tag = _grouped(shown, lambda article: [tag.slug for tag in article.tags])
    for tag in (*chain(*page_tags.values()), *vocabulary.with_pages(used)):
        used.setdefault(tag.slug, tag)
        by_tag.setdefault(tag.slug, ())
    ordered = [None, *reversed(shown), None]
    neighbours = {
        here.source: (before, after)
        for (before, here), (_, after) in pairwise(pairwise(ordered))
        if here is not None
    }
    return Blog(
        now=now,
        articles=shown,
        unlisted=tuple(
            article for article in published if article.is_unlisted or article.is_letter
        ),
        unpublished=hidden,
        tags=tuple(sorted(used.values(), key=lambda tag: alphabetical(tag.name, language))),
        by_tag=MappingProxyType(by_tag),
        by_author=MappingProxyType(_grouped(shown, lambda article: article.authors)),
        by_year=MappingProxyType(
            _grouped(shown, lambda article: [article.date.astimezone(zone).year])
        ),
        neighbours=MappingProxyType(neighbours),
        vocabulary=vocabulary,
        page_tags={
            source: tuple([used[tag.slug] for tag in tags]) for source, tags in page_tags.items()
        },
    )


def main_tags(blog: Blog, most: int) -> tuple[Tag, ...]:
    """Return the `most` used topics by name; without topics in the vocabulary, the tags."""
    offered = [tag for tag in blog.tags if tag.is_topic] or blog.tags
    ranked = sorted(offered, key=lambda tag: -len(blog.by_tag[tag.slug]))[:most]
    return tuple(tag for tag in offered if tag in ranked)


def find_updates_to_come(articles: Iterable[Article], now: datetime) -> list[Problem]:
    """Return a problem for every published article whose `updated` is later than `now`."""
    return [
        _at(article, "updated", "date-order", "the article was updated in the future.", "")
        for article in articles
        if article.updated and article.date <= now < article.updated and not article.is_draft
    ]


def find_conflicts(articles: Sequence[Article], taken: Mapping[str, str]) -> list[Problem]:
    """Return what no article can know by itself: URLs and ids that clash with others'.

    `taken` maps the site's other output files to the sources that make them.
    """
    ordered = sorted(articles, key=lambda article: article.path)
    return [
        *_url_conflicts(ordered, taken),
        *_id_conflicts(ordered),
    ]


def find_taken_urls(articles: Iterable[Article], urls: Iterable[str]) -> list[Problem]:
    """Return a problem for every article at the URL of a page that the blog generates."""
    files = {output_path(url).casefold() for url in urls}
    hint = "Give it another `slug`, or another `url_format`."
    return [
        _at(article, "slug", "url-twice", f"`/{article.url}` is a page of the blog itself.", hint)
        for article in articles
        if output_path(article.url).casefold() in files
    ]


def _url_conflicts(articles: Sequence[Article], taken: Mapping[str, str]) -> list[Problem]:
    owners = dict(taken)
    problems = []
    for article in articles:
        output = output_path(article.url)
        owner = owners.setdefault(output.casefold(), article.path)
        if owner != article.path:
            message = f"the URL `/{article.url}` is also that of `{owner}`."
            hint = "Give one of the two another `slug`."
            problems.append(_at(article, "slug", "url-twice", message, hint))
    for article in articles:
        for alias in article.aliases:
            owner = owners.setdefault(output_path(alias).casefold(), article.path)
            if owner != article.path or alias == article.url:
                message = f"the alias `{alias}` is already the URL of `{owner}`."
                hint = "Remove it from `aliases`."
                problems.append(_at(article, "aliases", "alias-taken", message, hint))
    return [*problems, *aliases_below_pages(articles, owners)]


def _id_conflicts(articles: Sequence[Article]) -> list[Problem]:
    owners: dict[str, str] = {}
    problems = []
    for article in articles:
        owner = owners.setdefault(article.id, article.path)
        if owner != article.path:
            message = f"the id `{article.id}` is also that of `{owner}`."
            hint = "An id belongs to one article for good: give the newer one another."
            problems.append(_at(article, "id", "id-twice", message, hint))
    return problems


def _at(article: Article, key: str, code: str, message: str, hint: str) -> Problem:
    position = article.position(key)
    return Problem(article.path, position.line, position.column, code, message, hint)


def _grouped(
    articles: Iterable[Article], keys: Callable[[Article], Iterable[_Key]]
) -> dict[_Key, tuple[Article, ...]]:
    groups: dict[_Key, list[Article]] = {}
    for article in articles:
        for key in keys(article):
            groups.setdefault(key, []).append(article)
    return {key: tuple(group) for key, group in groups.items()}
