"""`blog.json`: what was published, for the next build, the publishing hook and the service."""

from __future__ import annotations

import json
from hashlib import sha256
from typing import TYPE_CHECKING

from rapport.blog.language_tag import direction, language_attributes
from rapport.blog.listing import describe
from rapport.blog.urls import absolute, as_file

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from rapport.blog.article import Article
    from rapport.blog.blog import Blog
    from rapport.blog.rendering import Rendering

VERSION = 1


def manifest(
    blog: Blog,
    renderings: Mapping[str, Rendering],
    *,
    site_url: str,
    title: str,
    language: str,
    wordings: Mapping[str, str],
    timezone: str = "UTC",
    is_flat: bool = False,
) -> str:
    """Return the manifest as JSON, an article a line; `renderings` are by its source.

    `is_flat` where pages are files, `articles/a.html`.

    In a preview it names what is not published too, and says so: nobody is mailed about a draft.
    """
    address = as_file if is_flat else str
    hidden = {article.source for article in blog.unpublished}
    articles = ",\n".join(
        _json(
            _article(article, renderings[article.source], site_url, language, address)
            | ({"unpublished": True} if article.source in hidden else {})
        )
        for article in blog.articles
    )
    head = {
        "version": VERSION,
        "url": site_url,
        "title": title,
        "language": language,
        "timezone": timezone,
        **({"use_directory_urls": False} if is_flat else {}),
    }
    rest = {
        "topics": [{"slug": tag.slug, "name": tag.name} for tag in blog.vocabulary.topics],
        "wordings": dict(wordings),
    }
    return f'{_json(head)[:-1]},\n"articles": [\n{articles}\n],\n{_json(rest)[1:]}\n'


_json = json.JSONEncoder(ensure_ascii=False).encode


def _article(
    article: Article,
    rendering: Rendering,
    site_url: str,
    language: str,
    address: Callable[[str], str],
) -> dict[str, object]:
    return {
        "id": article.id,
        "url": absolute(site_url, address(article.url)),
        "title": article.title,
        "date": article.date.isoformat(),
        "updated": _moment(article.updated),
        "aliases": list(article.aliases),
        "tags": [tag.slug for tag in article.tags],
        "authors": [author.name for author in article.authors],
        "summary": describe(article, rendering),
        "digest": sha256(
            f"{article.title}\0{rendering.digest}".encode(errors="replace")
        ).hexdigest(),
        **_other_language(article, language),
    }


def _other_language(article: Article, language: str) -> dict[str, str]:
    """Return what an article has of its own of the language and the direction of its words."""
    attributes = language_attributes(article.language, article.direction, language)
    if not attributes:
        return {}
    tag = article.language or language
    return {"language": tag, "direction": article.direction or direction(tag)}


def _moment(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()
