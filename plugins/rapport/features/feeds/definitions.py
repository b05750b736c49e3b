"""Which feeds a blog has, and where they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from rapport.blog.guides import all_series
from rapport.blog.urls import slug
from rapport.features.feeds.feed import Feed, FeedEntry, Person
from rapport.features.feeds.valid_text import uri

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from rapport.blog.article import Article
    from rapport.blog.blog import Blog
    from rapport.blog.build_state import SiteSettings
    from rapport.blog.tag import Tag
    from rapport.features.feeds.settings import FeedSettings


class FeedDefinition(Struct, frozen=True):
    """The content of one feed; `folder` holds its files, and so do the folders `copies`.

    `sources` are those of its newest articles, as many as it holds. `former` are its former
    addresses, `tag/cv/feed/`. `has_page` if the folder is a page, too; the feed of letters belongs
    to the home page.
    """

    folder: str
    title: str
    description: str
    sources: tuple[str, ...]
    name: str = ""
    copies: tuple[str, ...] = ()
    former: tuple[str, ...] = ()
    has_page: bool = True


def feed_definitions(
    blog: Blog, settings: FeedSettings, site_settings: SiteSettings
) -> Iterator[FeedDefinition]:
    """Yield the main feed, then those of letters, tags, authors and series that have a page.

    They contain no drafts and no scheduled articles.
    """
    hidden = {article.source for article in blog.unpublished}
    shown = tuple(
        article
        for article in blog.articles
        if article.source not in hidden and settings.match_path.match(article.source)
    )
    sources = {article.source for article in shown}
    places = {article.source: place for place, article in enumerate(shown)}
    yield FeedDefinition(
        "",
        settings.title,
        settings.description,
        _sources(shown, settings),
        former=tuple([url for url in settings.former_addresses if _TAG not in url]),
    )
    if blog.letters:
        name = site_settings.texts.pgettext("by email", "Letters")
        yield FeedDefinition(
            folder=f"{site_settings.letters_dir}/",
            title=f"{name} · {settings.title}",
            description=site_settings.texts.gettext("Letters that subscribers got by email."),
            sources=_sources(blog.letters, settings),
            name=name,
            has_page=False,
        )
    taken = {tag.slug for tag in blog.tags}
    for tag in blog.tags:
        family = _family(tag, blog.vocabulary.tags.values())
        yield FeedDefinition(
            folder=tag.page_url,
            title=f"{tag.name} · {settings.title}",
            description=tag.description,
            sources=_sources(_of_family(blog, family, places), settings),
            name=tag.name,
            copies=_synonym_folders(tag, taken) if settings.with_synonyms else (),
            former=tuple(_former(tag, taken, settings)),
        )
    for author, articles in blog.by_author.items():
        yield FeedDefinition(
            folder=author.page_url,
            title=f"{author.name} · {settings.title}",
            description=author.description,
            sources=_sources(
                [article for article in articles if article.source in sources], settings
            ),
            name=author.name,
        )
    for series in all_series(shown) if site_settings.has_guides else ():
        parts = set(series.sources)
        yield FeedDefinition(
            folder=series.page_url,
            title=f"{series.name} · {settings.title}",
            description="",
            sources=_sources([article for article in shown if article.source in parts], settings),
            name=series.name,
        )


def _sources(articles: Sequence[Article], settings: FeedSettings) -> tuple[str, ...]:
    """Return the newest articles, as many as a feed holds."""
    return tuple([article.source for article in articles[: settings.length]])


def _of_family(blog: Blog, family: Iterable[str], places: Mapping[str, int]) -> tuple[Article, ...]:
    """Return the articles with at least one of the tags, each once, in the order of `places`."""
    feeds = {
        article.source: article
        for slug_ in family
        for article in blog.by_tag.get(slug_, ())
        if article.source in places
    }
    return tuple(sorted(feeds.values(), key=lambda article: places[article.source]))


def make_feed(
    definition: FeedDefinition,
    settings: FeedSettings,
    address: Callable[[str], str],
    entries: Iterable[FeedEntry] = (),
) -> Feed:
    """Return the feed of `definition`, with the entries of its articles."""
    return Feed(
        site_url=settings.site_url,
        folder=definition.folder,
        page_url=address(definition.folder if definition.has_page else ""),
        id=uri((settings.id_base or settings.site_url) + definition.folder),
        title=definition.title,
        description=definition.description,
        language=settings.language,
        author=Person(settings.title, url=settings.site_url),
        entries=tuple(entries),
        rights=settings.rights,
        image=settings.image,
        ttl=settings.ttl,
        hub=settings.hub,
    )


def _family(tag: Tag, vocabulary: Iterable[Tag]) -> set[str]:
    """Return the slugs of a tag and of all tags below it."""
    family = {tag.slug}
    tags = list(vocabulary)
    while True:
        below = {child.slug for child in tags if child.parent in family} - family
        if not below:
            return family
        family |= below


_TAG = "{tag}"


def _former(tag: Tag, taken: set[str], settings: FeedSettings) -> Iterator[str]:
    """Yield the former addresses of a tag's feed, by its slug and by those it had."""
    for name in (tag.slug, *(old for old in tag.former_slugs if old not in taken)):
        for address in settings.former_addresses:
            if _TAG in address:
                yield address.replace(_TAG, name)


def _synonym_folders(tag: Tag, taken: set[str]) -> tuple[str, ...]:
    slugs = dict.fromkeys(slug(synonym) for synonym in tag.synonyms)
    return tuple(f"tags/{name}/" for name in slugs if name not in taken)
