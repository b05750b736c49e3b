"""`blog.json`: what was published, for the next build, the publishing hook and the service."""

from __future__ import annotations

import json
from hashlib import sha256
from typing import TYPE_CHECKING

from msgspec import Struct

from rapport.blog.language_tag import direction, language_attributes
from rapport.blog.urls import absolute, as_file

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import datetime

    from rapport.blog.article import Article
    from rapport.blog.checklist import Checklist, ChecklistItem
    from rapport.blog.tag import Tag

VERSION = 1


class PublishedArticle(Struct, frozen=True):
    """An article in the manifest; `html_digest` is that of its text's HTML.

    `is_hidden` if only a preview shows it. The newsletter shows its `checklists` as text.
    """

    article: Article
    summary: str
    html_digest: str
    is_hidden: bool = False
    checklists: tuple[Checklist, ...] = ()


class ManifestFacts(Struct, frozen=True):
    """The manifest's facts about the blog; `is_flat` if pages are files, `articles/a.html`.

    `topics` are the tags that readers can subscribe to, `wordings` the consent texts by version.
    `texts` is `de-formal` for a blog in German that addresses its readers formally. `look` is the
    brand, for emails and the pages of the service.
    """

    site_url: str
    title: str
    language: str
    timezone: str
    topics: tuple[Tag, ...]
    wordings: tuple[tuple[str, str], ...]
    is_flat: bool = False
    texts: str = ""
    look: Mapping[str, object] | None = None


def manifest(articles: Iterable[PublishedArticle], facts: ManifestFacts) -> str:
    """Return the manifest as JSON, one article a line.

    In a preview it includes unpublished articles, and marks them: nobody is emailed about a draft.
    """
    site_url, language = facts.site_url, facts.language
    address = as_file if facts.is_flat else str
    lines = ",\n".join(
        [
            _json(
                _article(article, site_url, language, address)
                | ({"unpublished": True} if article.is_hidden else {})
            )
            for article in articles
        ]
    )
    head = {
        "version": VERSION,
        "url": site_url,
        "title": facts.title,
        "language": language,
        **({"texts": facts.texts} if facts.texts not in ("", language) else {}),
        "timezone": facts.timezone,
        **({"use_directory_urls": False} if facts.is_flat else {}),
        **({"look": facts.look} if facts.look else {}),
    }
    rest = {
        "topics": [_topic(tag) for tag in facts.topics],
        "wordings": dict(facts.wordings),
    }
    return f'{_json(head)[:-1]},\n"articles": [\n{lines}\n],\n{_json(rest)[1:]}\n'


_json = json.JSONEncoder(ensure_ascii=False).encode


def _article(
    published: PublishedArticle,
    site_url: str,
    language: str,
    address: Callable[[str], str],
) -> dict[str, object]:
    article = published.article
    return {
        "id": article.id,
        "url": absolute(site_url, address(article.url)),
        "title": article.title,
        "date": article.date.isoformat(),
        "updated": _moment(article.updated),
        "aliases": list(article.aliases),
        "tags": [tag.slug for tag in article.tags],
        "authors": [author.name for author in article.authors],
        "summary": article.description or published.summary,
        "digest": sha256(
            f"{article.title}\0{published.html_digest}".encode(errors="replace")
        ).hexdigest(),
        **({} if article.is_mailed else {"mail": False}),
        **_checklists(published.checklists if article.is_mailed else ()),
        **_other_language(article, language),
    }


def _checklists(checklists: tuple[Checklist, ...]) -> dict[str, object]:
    """Return what letters show of checklists; each is at `#id` on its article's page."""
    named = [
        {
            "id": checklist.id,
            "title": checklist.title,
            "items": [_item(item) for item in checklist.items],
        }
        for checklist in checklists
    ]
    return {"checklists": named} if named else {}


def _item(item: ChecklistItem) -> dict[str, object]:
    below = [_item(child) for child in item.items]
    return {"text": item.text, **({"items": below} if below else {})}


def _topic(tag: Tag) -> dict[str, object]:
    """Return a topic; subscribers of its `former` slugs count as its own."""
    former = tag.former_slugs
    return {"slug": tag.slug, "name": tag.name, **({"former": former} if former else {})}


def _other_language(article: Article, language: str) -> dict[str, str]:
    """Return the language and direction of an article's words, if they differ from the blog's."""
    attributes = language_attributes(article.language, article.direction, language)
    if not attributes:
        return {}
    tag = article.language or language
    return {"language": tag, "direction": article.direction or direction(tag)}


def _moment(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()
