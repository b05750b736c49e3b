"""The named values that pages and files read: what each is, and what stands for it.

| kind | key | value |
|---|---|---|
| `article` | source | the front matter of an article |
| `entry` | source | the article as lists show it |
| `rendering/html`, `/text`, `/toc` … | source | a part of what its Markdown became |
| `due`, `overdue` | source | whether it waits for its time; whether its advice is old |
| `neighbours` | source | the sources of the articles before and after it, empty if none |
| `linked-tags` | source | the slugs of its tags that have pages |
| `page-tags` | source | the tags of an ordinary page |
| `has-author-page` | slug | whether an author has a page |
| `title` | path, `about.md#who` | title and URL of a page, or None |
| `media` | source | a file of the site that is not a page, or None |
| `settings`, `nav`, `values`, `versions` | | what every page follows from |

A feature adds kinds of its own by `define`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from rapport.blog.listing import Entry, entry
from rapport.blog.media import find_media
from rapport.blog.review import is_overdue
from rapport.engine.digests import digest
from rapport.engine.graph import Graph
from rapport.engine.tasks import Memo, Reader, Source, Task
from rapport.site.reader import RecordingReader

if TYPE_CHECKING:
    from collections.abc import Callable

    from rapport.blog.article import Article
    from rapport.blog.build_state import BlogRead


def define_values(graph: Graph, site: BlogRead) -> None:
    """Define the named values that follow from the blog itself."""
    settings, articles = site.settings, {article.source: article for article in site.all_articles}

    written = {article.source: article for article in site.as_written}
    joined = {source for source, article in articles.items() if written.get(source) is not article}

    def article_digest(source: str) -> str:
        known = graph.digest(f"article-source/front-matter {source}")
        if source in joined:
            article = articles[source]
            names = [tag.name for tag in article.tags]
            known = digest(known, *names, *[author.name for author in article.authors])
        return digest(known, *articles[source].aliases) if settings.previous else known

    def overdue(source: str) -> bool:
        article = articles[source]
        last_look = article.reviewed or article.changed
        return is_overdue(last_look, settings.now, settings.review_after)

    def neighbours(source: str) -> tuple[str, str]:
        before, after = site.blog.neighbours.get(source, (None, None))
        return (before.source if before else "", after.source if after else "")

    def linked_tags(source: str) -> tuple[str, ...]:
        return tuple([tag.slug for tag in articles[source].tags if tag.slug in site.blog.by_tag])

    way = (
        settings.manner,
        settings.locale,
        settings.timezone.key,
        settings.has_tag_pages,
        settings.is_flat,
    )
    graph.define("article", Source(articles.__getitem__, article_digest))
    graph.define("due", plain_source(lambda source: articles[source].date > settings.now))
    graph.define("over", plain_source(lambda source: articles[source].is_over(settings.now)))
    graph.define("overdue", plain_source(overdue))
    graph.define("linked-tags", plain_source(linked_tags))
    graph.define("page-tags", plain_source(lambda source: site.blog.page_tags.get(source, ())))
    graph.define("has-author-page", plain_source(site.blog.has_author_page))
    graph.define("neighbours", plain_source(neighbours))
    graph.define("way", Source(lambda _: way, lambda _: repr(way), is_shared=True))
    graph.define("entry", Memo(_entry_maker(site)))
    graph.define("social-image", Source(lambda _: None, lambda _: ""))
    for feature in settings.features:
        for kind, definition in feature.define(site, graph.value).items():
            graph.define(kind, _with_site_reader(definition))


def _with_site_reader(definition: Source | Memo | Task) -> Source | Memo | Task:
    """Let a feature's function read the site by articles and entries."""
    if not isinstance(definition, Memo):
        return definition
    make: Callable[[RecordingReader, str], object] = definition.make  # type: ignore[assignment]
    return Memo(lambda engine, key: make(RecordingReader(engine), key))


def plain_source(value: Callable[[str], object]) -> Source:
    """Return a source whose value is cheap, and has a `repr` that stands for it."""
    return Source(value, lambda key: repr(value(key)))


def _entry_maker(site: BlogRead) -> Callable[[Reader, str], Entry]:
    settings = site.settings

    def make(engine: Reader, source: str) -> Entry:
        reader = RecordingReader(engine)
        engine.note("way")
        article: Article = reader.article(source)
        entry_values = entry(
            article,
            reader.rendering(source),
            settings.manner,
            is_due=reader.get("due", source),
            is_over=reader.get("over", source),
        )
        if article.image and (media := find_media(reader, article.image, source)):
            entry_values = replace(entry_values, picture=media.url)
        if not settings.has_tag_pages:
            return replace(entry_values, tags=())
        if not article.is_unlisted:
            return entry_values
        linked = reader.get("linked-tags", source)
        return replace(
            entry_values, tags=tuple([tag for tag in entry_values.tags if tag.slug in linked])
        )

    return make
