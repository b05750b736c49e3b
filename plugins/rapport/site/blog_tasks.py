"""From the files of the docs folder to the blog: each file is a task, the blog combines them."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterable, Mapping, Sequence

from rapport.blog.alike import find_alike, join_alike
from rapport.blog.article import Article
from rapport.blog.author import Authors
from rapport.blog.blog import Blog, find_conflicts, find_updates_to_come, gather
from rapport.blog.build_state import BlogRead, SiteSettings
from rapport.blog.front_matter import BlogSettings, folders_of
from rapport.blog.page_visibility import LISTED, PageVisibility
from rapport.blog.previous import with_former_urls
from rapport.blog.tag import Tag, Vocabulary
from rapport.engine.graph import Graph
from rapport.engine.workers import spread
from rapport.site.companions import ReadText, read_companions
from rapport.site.source_tasks import (
    ARTICLE,
    PAGE,
    SourceTasks,
    read_front_matter,
    read_problems,
    read_tags,
    read_visibility,
    written_images,
)


def read_blog(
    site_settings: SiteSettings,
    graph: Graph,
    sources: Mapping[str, str],
    read: ReadText,
    path_of: Callable[[str], str],
    letters: Iterable[str] = (),
) -> BlogRead:
    """Return the blog in the docs folder, with every problem found.

    `sources` are the Markdown files, each with the URL that its page would have if it is not an
    article; `path_of` names the file of a source to the graph. `letters` are not pages, unless they
    are archived.
    """
    beside = read_companions(site_settings, read)
    article_sources = [
        source for source in sorted(sources) if _may_be_article(source, site_settings)
    ]
    pages = sorted(sources.keys() - set(article_sources))
    texts = sorted({*article_sources, *letters})
    settings = blog_settings(site_settings, beside.vocabulary, beside.authors)
    SourceTasks(site_settings, settings, path_of).define(graph, frozenset(texts), frozenset(pages))
    graph.update(ARTICLE, texts, spread)
    graph.update(PAGE, pages, spread)
    as_written = read_front_matter(graph, texts)
    if site_settings.previous:
        as_written = list(
            with_former_urls(as_written, site_settings.previous, is_flat=site_settings.is_flat)
        )
    articles = join_alike(as_written, beside.vocabulary, beside.authors)
    known = {article.source for article in articles}
    visibility = read_visibility(graph, pages)
    tagged = _shown_tags(read_tags(graph, pages), visibility, site_settings)
    return BlogRead(
        settings=site_settings,
        vocabulary=beside.vocabulary,
        authors=beside.authors,
        redirects=beside.redirects,
        all_articles=tuple(articles),
        as_written=tuple(as_written),
        unreadable=frozenset(article_sources) - known,
        blog=_gathered(site_settings, articles, beside.vocabulary, tagged),
        problems=(
            *beside.problems,
            *read_problems(graph, ARTICLE, texts),
            *read_problems(graph, PAGE, pages),
            *find_conflicts(articles, _taken(site_settings, sources, pages)),
            *find_alike(as_written, beside.vocabulary, beside.authors),
            *find_updates_to_come(articles, site_settings.now),
        ),
        images={
            **{source: written_images(graph, source, is_article=True) for source in known},
            **{source: written_images(graph, source, is_article=False) for source in pages},
        },
        outputs=dict(sources),
        visibility=visibility,
    )


def _taken(
    site_settings: SiteSettings, sources: Mapping[str, str], pages: Iterable[str]
) -> dict[str, str]:
    """Return the output files of ordinary pages in lower case, with their sources' names."""
    return {
        sources[page].casefold(): posixpath.join(site_settings.docs_path, page) for page in pages
    }


def _shown_tags(
    tags: Mapping[str, tuple[Tag, ...]],
    visibility: Mapping[str, PageVisibility],
    site_settings: SiteSettings,
) -> dict[str, tuple[Tag, ...]]:
    """Return the tags of those ordinary pages that lists may lead to."""

    def is_listed(source: str) -> bool:
        shown = visibility.get(source, LISTED)
        return not (shown.is_unlisted or shown.is_over(site_settings.now))

    return {source: named for source, named in tags.items() if is_listed(source)}


def _gathered(
    site_settings: SiteSettings,
    articles: Sequence[Article],
    vocabulary: Vocabulary,
    page_tags: Mapping[str, tuple[Tag, ...]],
) -> Blog:
    return gather(
        articles,
        vocabulary,
        site_settings.now,
        site_settings.timezone,
        language=site_settings.locale,
        with_unpublished=site_settings.with_unpublished,
        page_tags=page_tags,
    )


def blog_settings(
    site_settings: SiteSettings, vocabulary: Vocabulary, authors: Authors
) -> BlogSettings:
    """Return the settings with which articles are read."""
    return BlogSettings(
        timezone=site_settings.timezone,
        vocabulary=vocabulary,
        authors=authors,
        articles_dirs=site_settings.articles_dirs,
        letters_dir=site_settings.letters_dir,
        addresses=site_settings.addresses,
        docs_path=site_settings.docs_path,
        allow_keys=site_settings.allow_keys,
        rendered=site_settings.rendered,
    )


def _may_be_article(source: str, site_settings: SiteSettings) -> bool:
    return (
        is_article(source, site_settings.articles_dirs) and source not in site_settings.named_pages
    )


def is_article(source: str, articles_dirs: Iterable[str]) -> bool:
    """Return whether a Markdown file is an article: below a folder, and not its own index."""
    folder, name = posixpath.split(source)
    is_index = posixpath.splitext(name)[0] in ("index", "README") and folder in articles_dirs
    return bool(folders_of(source, articles_dirs)) and not is_index
