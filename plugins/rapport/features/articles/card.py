"""What other sites and search engines learn about a page: Open Graph, and JSON-LD."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from urllib.parse import quote, urljoin

from msgspec import Struct

from rapport.blog.urls import absolute, as_file

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rapport.blog.article import Article
    from rapport.blog.checklist import Checklist
    from rapport.blog.social_image import SocialImage

_NOT_IN_SCRIPTS = {ord(character): f"\\u{ord(character):04x}" for character in "<>&\u2028\u2029"}


class Card(Struct, frozen=True):
    """A page as others show it (ogp.me); addresses are absolute, times in RFC 3339.

    `json_ld` is a schema.org `BlogPosting`, safe inside a `<script>`; empty for other pages.
    """

    kind: str
    title: str
    description: str
    url: str
    image: SocialImage | None = None
    published: str = ""
    updated: str = ""
    authors: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    json_ld: str = ""


def page_card(title: str, description: str, url: str, image: SocialImage | None) -> Card:
    """Return the card of a page that is not an article."""
    return Card("website", title, description, url, image)


def article_card(
    article: Article,
    description: str,
    image: SocialImage | None,
    words: int,
    blog: BlogFacts,
    checklists: Sequence[Checklist] = (),
) -> Card:
    """Return the card of an article; `image` is its own, or the generated one."""
    address = absolute(blog.url, blog.address(article.url)) if blog.url else ""
    url = article.canonical or address
    published, updated = article.date.isoformat(), article.changed.isoformat()
    document = {
        "@context": "https://schema.org",
        "@type": "BlogPosting",
        "headline": article.title,
        "description": description,
        "url": url,
        "mainEntityOfPage": url,
        "datePublished": published,
        "dateModified": updated,
        "inLanguage": article.language or blog.language,
        "wordCount": words,
        "keywords": [tag.name for tag in article.tags],
        "image": image.url if image else "",
        "author": [
            _without_empty(
                {
                    "@type": "Person",
                    "name": author.name,
                    "url": urljoin(blog.url, author.url or quote(blog.address(author.page_url)))
                    if blog.url
                    else "",
                    "description": author.description,
                }
            )
            for author in article.authors
        ],
        "hasPart": [checklist.item_list(url) for checklist in checklists],
        "isPartOf": _without_empty({"@type": "Blog", "name": blog.name, "url": blog.url}),
        "publisher": _without_empty({"@type": "Organization", "name": blog.name, "url": blog.url}),
    }
    return Card(
        kind="article",
        title=article.title,
        description=description,
        url=url,
        image=image,
        published=published,
        updated=updated,
        authors=tuple(author.name for author in article.authors),
        tags=tuple(tag.name for tag in article.tags),
        json_ld=in_script(json.dumps(_without_empty(document), ensure_ascii=False)),
    )


class BlogFacts(Struct, frozen=True):
    """The facts about the blog in all cards; `url` ends with a slash, or is empty.

    `is_flat` if pages are files, `articles/a.html`.
    """

    name: str
    url: str
    language: str
    is_flat: bool = False

    def address(self, url: str) -> str:
        """Return the site's address of the page at a URL."""
        return as_file(url) if self.is_flat else url


def in_script(text: str) -> str:
    """Return JSON that can't end the `<script>` around it, and means the same."""
    return text.translate(_NOT_IN_SCRIPTS)


def _without_empty(document: dict[str, object]) -> dict[str, object]:
    return {key: value for key, value in document.items() if value not in ("", [], None)}
