"""From articles to entries of feeds."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode
from uuid import NAMESPACE_URL, uuid5

from msgspec import Struct

from rapport.blog.language_tag import language_attributes
from rapport.blog.listing import describe
from rapport.blog.rendering import SUMMARY_LENGTH, Rendering
from rapport.features.feeds.content import PART, SizeOf, with_image_sizes
from rapport.features.feeds.feed import Category, ChecklistLink, FeedEntry, FeedImage, Person
from rapport.features.feeds.valid_text import clean, has_scheme, uri

if TYPE_CHECKING:
    from collections.abc import Callable

    from rapport.blog.article import Article
    from rapport.blog.author import Author
    from rapport.features.feeds.settings import FeedSettings


class Site(Struct, frozen=True):
    """What entries need to know of the rest of the site.

    `address` returns the absolute address of a page (`articles/x/`); `picture` an article's image,
    None if it has none; `describe` the article in `SUMMARY_LENGTH` characters, as in lists.
    """

    address: Callable[[str], str]
    picture: Callable[[Article], FeedImage | None]
    size_of: SizeOf
    describe: Callable[[Article], str]


def entry_id(article: Article, id_base: str) -> str:
    """Return the permanent id of an article, a URI (RFC 4287, section 4.2.6).

    The id in a former blog's feeds (`guid`) is kept if it is a URI; so is an `id` that is one. An
    id that is a path was the article's first URL, below `id_base`. Any other becomes `urn:uuid:…`,
    which is independent of the domain (RFC 9562, section 5.5).
    """
    text = clean(article.id)
    if article.guid and has_scheme(clean(article.guid)):
        return clean(article.guid).strip()
    if has_scheme(text):
        return uri(text)
    if "/" in text:
        return uri(id_base + text.lstrip("/"))
    return uuid5(NAMESPACE_URL, text).urn


def feed_entry(
    article: Article, rendering: Rendering, settings: FeedSettings, site: Site
) -> FeedEntry:
    """Return the entry of `article`, with its whole text unless summaries are wanted."""
    page = site.address(article.url)
    has_comments = settings.comments.has((article.extra or {}).get("comments"))
    return FeedEntry(
        id=entry_id(article, settings.id_base or settings.site_url),
        guid=clean(article.guid).strip(),
        url=_with_parameters(uri(page), settings),
        title=article.title,
        summary=_describe(article, rendering, settings, site),
        content=_content(article, rendering, settings, site) if settings.is_full else "",
        language=article.language if article.language != settings.language else "",
        published=article.date,
        updated=article.updated,
        authors=tuple(_person(author, settings.site_url, site) for author in article.authors),
        categories=tuple(Category(tag.name, site.address(tag.page_url)) for tag in article.tags),
        picture=site.picture(article),
        checklists=tuple(
            ChecklistLink(checklist.title, f"{page}#{checklist.id}")
            for checklist in rendering.checklists
        ),
        comments=page + settings.comments_path if has_comments else "",
    )


def _content(article: Article, rendering: Rendering, settings: FeedSettings, site: Site) -> str:
    """Return the whole text; if its language differs from the feed's, the HTML says which it is."""
    html = with_image_sizes(rendering.parts[PART], site.size_of)
    attributes = language_attributes(article.language, article.direction, settings.language)
    return f"<div{attributes}>{html}</div>" if attributes else html


def _describe(article: Article, rendering: Rendering, settings: FeedSettings, site: Site) -> str:
    if settings.summary_length == SUMMARY_LENGTH:
        return site.describe(article)
    return describe(article, rendering, settings.summary_length)


def _with_parameters(url: str, settings: FeedSettings) -> str:
    if not settings.url_parameters:
        return url
    return f"{url}?{urlencode(settings.url_parameters)}"


def _person(author: Author, site_url: str, site: Site) -> Person:
    def absolute(address: str) -> str:
        if not address or has_scheme(address):
            return address
        return site_url + address.lstrip("/")

    url = absolute(author.url) or site.address(author.page_url)
    return Person(author.name, author.email, url, absolute(author.avatar))
