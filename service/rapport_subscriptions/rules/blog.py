"""The blog as described by its manifest `blog.json`: URL, topics, consent texts, articles."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from rapport_subscriptions.errors import BlogUnknownError
from rapport_subscriptions.rules.article import read_articles
from rapport_subscriptions.rules.checklist import Checklist, read_checklists
from rapport_subscriptions.rules.look import OUR_LOOK, Look, read_look
from rapport_subscriptions.rules.texts import Texts, texts_for

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from rapport_subscriptions.rules.article import Article
    from rapport_subscriptions.rules.letter import Letter
    from rapport_subscriptions.rules.series import Series

MANIFEST_VERSION = 1


@dataclass(frozen=True)
class Blog:
    """The blog's facts that the service needs."""

    url: str
    title: str
    topics: Mapping[str, str]
    wordings: Mapping[str, str]
    articles: tuple[Article, ...] = ()
    timezone: str = ""
    """The blog's time zone, `Europe/Paris`; empty if its manifest has none."""
    language: str = "en"
    texts_name: str = ""
    """The service's catalogue, if it is not that of `language`: `de-formal`."""
    former_topics: Mapping[str, str] = field(default_factory=dict)
    """The current slugs of renamed topics: `{"interviews": "job-interviews"}`."""
    unmailed: frozenset[str] = frozenset()
    """The ids of articles that their authors keep out of letters (`mail: false`)."""
    checklists: Mapping[str, tuple[Checklist, ...]] = field(default_factory=dict)
    """The checklists of articles, by the articles' ids."""
    letters: Mapping[str, Letter] = field(default_factory=dict)
    """The letters that its authors wrote, by name; they are not on its site."""
    series: Mapping[str, Series] = field(default_factory=dict)
    """The series that readers can get by email, by their names."""
    is_flat: bool = False
    """Whether its pages are files, `subscribe/confirmed.html`."""
    look: Look = OUR_LOOK

    @property
    def texts(self) -> Texts:
        """The service's own texts, in the blog's language."""
        return texts_for(self.texts_name or self.language)

    @property
    def origin(self) -> str:
        """The blog's origin, `https://blog.example`, as browsers send it."""
        parts = urlsplit(self.url)
        return f"{parts.scheme}://{parts.netloc}"

    def page(self, path: str) -> str:
        """Return the address of one of the blog's pages, `subscribe/confirmed/`."""
        file = f"{path.rstrip('/')}.html" if self.is_flat else path
        return f"{self.url.rstrip('/')}/{file}"

    def wordings_of(self, series: str) -> Mapping[str, str]:
        """Return what readers agree to, by version: of a series, or for `""` of articles."""
        if not series:
            return self.wordings
        return self.series[series].wordings if series in self.series else {}

    def topic_names(self, slugs: tuple[str, ...]) -> tuple[str, ...]:
        """Return the names of topics; a removed one keeps its slug."""
        return tuple(self.topics.get(slug, slug) for slug in self.current_topics(slugs))

    def current_topics(self, slugs: Sequence[str]) -> tuple[str, ...]:
        """Return topics by their current slugs, without duplicates."""
        current = (self.former_topics.get(slug, slug) for slug in slugs)
        return tuple(dict.fromkeys(current))


NO_BLOG = Blog(url="", title="", topics={}, wordings={})
"""For commands that need the database only."""


def read_blog(text: str, *, url: str | None = None) -> Blog:
    """Return the blog that a manifest describes; `url` overrides the URL in it."""
    try:
        manifest = json.loads(text)
    except ValueError as error:
        raise BlogUnknownError(f"blog.json is not JSON: {error}") from error
    if not isinstance(manifest, dict) or manifest.get("version") != MANIFEST_VERSION:
        raise BlogUnknownError(f"blog.json is not a manifest of version {MANIFEST_VERSION}")
    named = manifest.get("url")
    address = url or named
    if not isinstance(address, str) or urlsplit(address).scheme not in {"http", "https"}:
        raise BlogUnknownError('blog.json names no "url" that starts with http:// or https://')
    wordings = manifest.get("wordings")
    if not isinstance(wordings, dict) or not wordings:
        raise BlogUnknownError(
            'blog.json has no "wordings": enable `rapport/subscribe` in mkdocs.yml and build again'
        )
    return Blog(
        url=address,
        title=str(manifest.get("title") or address),
        topics=MappingProxyType(_topics(manifest.get("topics") or [])),
        wordings=MappingProxyType({str(key): str(value) for key, value in wordings.items()}),
        articles=read_articles(manifest.get("articles"), str(named or address), url=address),
        timezone=str(manifest.get("timezone") or ""),
        language=str(manifest.get("language") or "en"),
        texts_name=str(manifest.get("texts") or ""),
        former_topics=MappingProxyType(_former_topics(manifest.get("topics") or [])),
        unmailed=_unmailed(manifest.get("articles")),
        checklists=MappingProxyType(read_checklists(manifest.get("articles"))),
        is_flat=manifest.get("use_directory_urls") is False,
        look=read_look(manifest.get("look")),
    )


def _topics(entries: object) -> dict[str, str]:
    if not isinstance(entries, list):
        raise BlogUnknownError('"topics" in blog.json is not a list')
    topics: dict[str, str] = {}
    for entry in entries:
        if not isinstance(entry, dict) or "slug" not in entry:
            raise BlogUnknownError('"topics" in blog.json has an entry without "slug"')
        topics[str(entry["slug"])] = str(entry.get("name") or entry["slug"])
    return topics


def _former_topics(entries: list[dict[str, object]]) -> dict[str, str]:
    """Return former slugs, `{"slug": "job-interviews", "former": ["interviews"]}`, to current ones.

    A slug that is a topic's now is not another one's former slug.
    """
    current = {str(entry["slug"]) for entry in entries}
    topics: dict[str, str] = {}
    for entry in entries:
        former = entry.get("former")
        for slug in former if isinstance(former, list) else ():
            if str(slug) not in current:
                topics[str(slug)] = str(entry["slug"])
    return topics


def _unmailed(entries: object) -> frozenset[str]:
    """Return the ids of articles with `"mail": false`; without an id the URL is the id."""
    return frozenset(
        str(entry.get("id") or entry.get("url"))
        for entry in (entries if isinstance(entries, list) else ())
        if isinstance(entry, dict) and entry.get("mail") is False
    )
