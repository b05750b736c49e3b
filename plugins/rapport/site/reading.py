"""From the files of the docs folder to the blog: each file is a task, and the blog is their sum."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterable, Mapping
from collections.abc import Set as AbstractSet

import msgspec
from msgspec.structs import replace

from rapport.blog.article import Article
from rapport.blog.author import Authors
from rapport.blog.blog import find_conflicts, find_updates_to_come, gather
from rapport.blog.front_matter import BlogSettings, folders_of, read_article
from rapport.blog.front_matter_block import check_page, split_front_matter
from rapport.blog.links import Link, find_links
from rapport.blog.other_markdown import find_other_markdown
from rapport.blog.page_visibility import LISTED, PageVisibility
from rapport.blog.previous import with_former_urls
from rapport.blog.problem import Problem
from rapport.blog.stages import Asked, BlogRead
from rapport.blog.tag import Vocabulary
from rapport.engine.digests import digest
from rapport.engine.graph import Graph
from rapport.engine.tasks import Reader, Source, Task
from rapport.engine.workers import spread
from rapport.site.companions import (
    ReadText,
    decoded,
    read_authors_file,
    read_redirects_file,
    read_vocabulary_file,
)

_encode = msgspec.json.Encoder().encode
_head = msgspec.json.Decoder(Article)
_links = msgspec.json.Decoder(tuple[Link, ...])
_visibility = msgspec.json.Decoder(PageVisibility)
_problems = msgspec.json.Decoder(list[Problem])

Written = tuple[Link, ...]


def read_blog(
    asked: Asked,
    graph: Graph,
    sources: Mapping[str, str],
    read: ReadText,
    path_of: Callable[[str], str],
) -> BlogRead:
    """Return the blog as the docs folder holds it, with every problem found.

    `sources` are the Markdown files, each with where its page would stand if it is not an article;
    `path_of` names the file of a source to the graph.
    """
    vocabulary, problems = read_vocabulary_file(asked, read)
    authors, more = read_authors_file(asked, read)
    problems += more
    redirects, more = read_redirects_file(asked, read)
    problems += more
    settings = blog_settings(asked, vocabulary, authors)
    found = {
        source
        for source in sources
        if is_article(source, asked.articles_dirs) and source not in asked.named_pages
    }
    pages = sources.keys() - found
    _define(graph, asked, settings, path_of, found, pages)
    graph.update("article-source", sorted(found), spread)
    graph.update("page-source", sorted(pages), spread)
    articles: list[Article] = []
    for source in sorted(found):
        problems += _problems.decode(graph.value(f"article-source/problems {source}") or "[]")
        if head := graph.value(f"article-source/front-matter {source}"):
            articles.append(_head.decode(head))
    for source in sorted(pages):
        problems += _problems.decode(graph.value(f"page-source/problems {source}") or "[]")
    taken = {
        sources[source].casefold(): posixpath.join(asked.docs_path, source) for source in pages
    }
    if asked.previous:
        articles = list(with_former_urls(articles, asked.previous, is_flat=asked.is_flat))
    problems += find_conflicts(articles, vocabulary, taken)
    problems += find_updates_to_come(articles, asked.now)
    known = {article.source for article in articles}
    return BlogRead(
        asked=asked,
        vocabulary=vocabulary,
        authors=authors,
        all_articles=tuple(articles),
        unreadable=frozenset(source for source in found if source not in known),
        blog=gather(
            articles,
            vocabulary,
            asked.now,
            asked.timezone,
            language=asked.locale,
            with_unpublished=asked.with_unpublished,
        ),
        problems=tuple(problems),
        images={
            source: _decoded_links(graph, f"{kind}/images {source}")
            for kind, several in (("article-source", known), ("page-source", pages))
            for source in several
        },
        outputs=dict(sources),
        visibility={
            source: _visibility.decode(text)
            for source in sorted(pages)
            if (text := graph.value(f"page-source/visibility {source}"))
        },
        redirects=redirects,
    )


def blog_settings(asked: Asked, vocabulary: Vocabulary, authors: Authors) -> BlogSettings:
    """Return what articles are read by."""
    return BlogSettings(
        timezone=asked.timezone,
        vocabulary=vocabulary,
        authors=authors,
        articles_dirs=asked.articles_dirs,
        addresses=asked.addresses,
        docs_path=asked.docs_path,
        allow_keys=asked.allow_keys,
        rendered=asked.rendered,
    )


def is_article(source: str, articles_dirs: Iterable[str]) -> bool:
    """Return whether a Markdown file is an article: below a folder, and not its own index."""
    folder, name = posixpath.split(source)
    is_index = posixpath.splitext(name)[0] in ("index", "README") and folder in articles_dirs
    return bool(folders_of(source, articles_dirs)) and not is_index


def written_links(graph: Graph, source: str, *, is_article: bool) -> Written:
    """Return the links of a text as they are written, with their lines in the file."""
    kind = "article-source" if is_article else "page-source"
    return _decoded_links(graph, f"{kind}/links {source}")


def _decoded_links(graph: Graph, name: str) -> Written:
    text = graph.value(name)
    return _links.decode(text) if text else ()


def _define(
    graph: Graph,
    asked: Asked,
    settings: BlogSettings,
    path_of: Callable[[str], str],
    articles: AbstractSet[str],
    pages: AbstractSet[str],
) -> None:
    names = [type(feature).__name__ for feature in asked.features]
    common = digest(repr(settings), names)
    graph.define("reading", Source(lambda _: settings, lambda _: common, is_shared=True))

    def article(reader: Reader, source: str) -> Mapping[str, str]:
        reader.note("reading")
        reader.note("versions")
        path = posixpath.join(settings.docs_path, source)
        text, problems = _read_file(reader, path_of(source), path)
        found = None
        if text is not None:
            found, problems = read_article(text, source, settings)
        if found is None:
            return {"problems": _text(problems)}
        for feature in asked.features:
            problems += feature.check(found)
        if not _survives(found):
            reader.cannot_track("its front matter holds values that are no plain data")
        links = find_links(found.body, found.body_line)
        return {
            "front-matter": _text(replace(found, body="")),
            "body": found.body,
            "links": _text(links) if links else "",
            "images": _text([each for each in links if each.is_image]) if links else "",
            "problems": _text(problems) if problems else "",
        }

    def page(reader: Reader, source: str) -> Mapping[str, str]:
        reader.note("reading")
        reader.note("versions")
        path = posixpath.join(settings.docs_path, source)
        text, problems = _read_file(reader, path_of(source), path)
        if text is None:
            return {"problems": _text(problems)}
        head, _ = split_front_matter(text, path)
        links = find_links(head.body, head.body_line)
        visibility, problems = check_page(text, path, settings.timezone)
        if not asked.is_beside:
            rendered = settings.rendered
            problems += find_other_markdown(head.body, path, head.body_line, rendered)
        return {
            "visibility": "" if visibility == LISTED else _text(visibility),
            "links": _text(links) if links else "",
            "images": _text([each for each in links if each.is_image]) if links else "",
            "problems": _text(problems) if problems else "",
        }

    graph.define("article-source", Task(article, articles.__contains__))
    graph.define("page-source", Task(page, pages.__contains__))


def _survives(article: Article) -> bool:
    """Return whether all that the author wrote for the theme is plain JSON."""
    return (
        not article.extra or _head.decode(_encode(replace(article, body=""))).extra == article.extra
    )


def _text(value: object) -> str:
    return _encode(value).decode()


def _read_file(reader: Reader, name: str, path: str) -> tuple[str | None, list[Problem]]:
    """Return the text of a source, or what is wrong with its file."""
    try:
        data = reader.get("file", name)
    except OSError as error:
        reader.cannot_track("a file can't be read")
        message = f"the file can't be read: {error.strerror}."
        hint = "Look at its rights, or where it leads."
        return None, [Problem(path, 1, 1, "unreadable", message, hint)]
    return decoded(data, path)
