"""From the files of the docs folder to the blog: each file is a task, and the blog is their sum."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterable, Mapping, Sequence

from rapport.blog.alike import find_alike, join_alike
from rapport.blog.article import Article
from rapport.blog.author import Authors
from rapport.blog.blog import Blog, find_conflicts, find_updates_to_come, gather
from rapport.blog.front_matter import BlogSettings, folders_of
from rapport.blog.previous import with_former_urls
from rapport.blog.stages import Asked, BlogRead
from rapport.blog.tag import Vocabulary
from rapport.engine.graph import Graph
from rapport.engine.workers import spread
from rapport.site.companions import ReadText, read_companions
from rapport.site.source_tasks import (
    ARTICLE,
    PAGE,
    SourceTasks,
    read_front_matter,
    read_problems,
    read_visibility,
    written_images,
)


def read_blog(
    asked: Asked,
    graph: Graph,
    sources: Mapping[str, str],
    read: ReadText,
    path_of: Callable[[str], str],
    letters: Iterable[str] = (),
) -> BlogRead:
    """Return the blog as the docs folder holds it, with every problem found.

    `sources` are the Markdown files, each with where its page would stand if it is not an article;
    `path_of` names the file of a source to the graph. `letters` are no pages, but those that want
    one.
    """
    beside = read_companions(asked, read)
    own = [source for source in sorted(sources) if _may_be_article(source, asked)]
    pages = sorted(sources.keys() - set(own))
    found = sorted({*own, *letters})
    settings = blog_settings(asked, beside.vocabulary, beside.authors)
    SourceTasks(asked, settings, path_of).define(graph, frozenset(found), frozenset(pages))
    graph.update(ARTICLE, found, spread)
    graph.update(PAGE, pages, spread)
    as_written = read_front_matter(graph, found)
    if asked.previous:
        as_written = list(with_former_urls(as_written, asked.previous, is_flat=asked.is_flat))
    articles = join_alike(as_written, beside.vocabulary, beside.authors)
    known = {article.source for article in articles}
    return BlogRead(
        asked=asked,
        vocabulary=beside.vocabulary,
        authors=beside.authors,
        redirects=beside.redirects,
        all_articles=tuple(articles),
        as_written=tuple(as_written),
        unreadable=frozenset(own) - known,
        blog=_gathered(asked, articles, beside.vocabulary),
        problems=(
            *beside.problems,
            *read_problems(graph, ARTICLE, found),
            *read_problems(graph, PAGE, pages),
            *find_conflicts(articles, _taken(asked, sources, pages)),
            *find_alike(as_written, beside.vocabulary, beside.authors),
            *find_updates_to_come(articles, asked.now),
        ),
        images={
            **{source: written_images(graph, source, is_article=True) for source in known},
            **{source: written_images(graph, source, is_article=False) for source in pages},
        },
        outputs=dict(sources),
        visibility=read_visibility(graph, pages),
    )


def _taken(asked: Asked, sources: Mapping[str, str], pages: Iterable[str]) -> dict[str, str]:
    """Return the files of ordinary pages in lower case, with what messages call their sources."""
    return {sources[page].casefold(): posixpath.join(asked.docs_path, page) for page in pages}


def _gathered(asked: Asked, articles: Sequence[Article], vocabulary: Vocabulary) -> Blog:
    return gather(
        articles,
        vocabulary,
        asked.now,
        asked.timezone,
        language=asked.locale,
        with_unpublished=asked.with_unpublished,
    )


def blog_settings(asked: Asked, vocabulary: Vocabulary, authors: Authors) -> BlogSettings:
    """Return what articles are read by."""
    return BlogSettings(
        timezone=asked.timezone,
        vocabulary=vocabulary,
        authors=authors,
        articles_dirs=asked.articles_dirs,
        letters_dir=asked.letters_dir,
        addresses=asked.addresses,
        docs_path=asked.docs_path,
        allow_keys=asked.allow_keys,
        rendered=asked.rendered,
    )


def _may_be_article(source: str, asked: Asked) -> bool:
    return is_article(source, asked.articles_dirs) and source not in asked.named_pages


def is_article(source: str, articles_dirs: Iterable[str]) -> bool:
    """Return whether a Markdown file is an article: below a folder, and not its own index."""
    folder, name = posixpath.split(source)
    is_index = posixpath.splitext(name)[0] in ("index", "README") and folder in articles_dirs
    return bool(folders_of(source, articles_dirs)) and not is_index
