"""From the files of the docs folder to articles."""

from __future__ import annotations

from pathlib import Path
from posixpath import basename, dirname, join, splitext
from typing import TYPE_CHECKING

from mkdocs.structure.files import File

from rapport.blog.blog import find_conflicts, find_updates_to_come, gather
from rapport.blog.digest import digest
from rapport.blog.front_matter import BlogSettings, read_article
from rapport.blog.head import check_page, split_head
from rapport.blog.heading import split_heading
from rapport.blog.links import find_images
from rapport.blog.previous import with_former_urls
from rapport.blog.problem import Problem
from rapport.host.article_json import (
    Reading,
    can_be_kept,
    from_json,
    head_keys,
    to_json,
)
from rapport.host.build import Build, build_of, docs_path
from rapport.host.plan import versions

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files

    from rapport.blog.article import Article


def read_blog(files: Files, config: MkDocsConfig, build: Build) -> None:
    """Read every article among the blog's `files` into `build`, with every problem found."""
    settings = blog_settings(config, build)
    reader = _Reader(settings, build)
    articles: list[Article] = []
    taken: dict[str, str] = {}
    for file in files.documentation_pages():
        path = join(settings.docs_path, file.src_uri)
        text, problems = _read_text(file, path)
        if text is not None and is_article(file.src_uri, build.articles_dir):
            reading = reader.read(text, file.src_uri)
            article, problems = reading.article, reading.problems
            build.images[file.src_uri] = reading.images
            if reading.keys is not None:
                build.head_keys[file.src_uri] = reading.keys
            if article is None:
                build.unreadable.add(file.src_uri)
            else:
                articles.append(article)
        elif text is not None:
            taken[file.dest_uri.casefold()] = path
            problems = check_page(text, path)
        build.problems += problems
    if build.previous:
        is_flat = not config.use_directory_urls
        articles = list(with_former_urls(articles, build.previous, is_flat=is_flat))
        build.head_keys.clear()
    build.all_articles = tuple(articles)
    build.problems += find_conflicts(articles, build.vocabulary, taken)
    build.problems += find_updates_to_come(articles, build.now)
    build.blog = gather(
        articles,
        build.vocabulary,
        build.now,
        build.timezone,
        language=build.locale,
        with_unpublished=build.with_unpublished,
    )


def blog_settings(config: MkDocsConfig, build: Build) -> BlogSettings:
    """Return what articles are read by, once vocabulary and authors are known."""
    return BlogSettings(
        timezone=build.timezone,
        vocabulary=build.vocabulary,
        authors=build.authors,
        articles_dir=build.articles_dir,
        docs_path=docs_path(config),
    )


class _Reader:
    """Reads articles, or takes what an earlier build read of the same text."""

    def __init__(self, settings: BlogSettings, build: Build) -> None:
        self._settings = settings
        self._build = build
        names = [f"{check.__module__}.{check.__qualname__}" for check in build.checks]
        self._common = digest(repr(settings), names, versions())

    def read(self, text: str, source: str) -> Reading:
        plan = self._build.plan
        if plan is None:
            return self._read(text, source)
        key = digest(self._common, source, text)
        kept_key, kept = plan.heads.get(source, ("", ""))
        if kept_key == key:
            body = split_heading(split_head(text, source)[0].body)[1]
            return from_json(kept, body)
        reading = self._read(text, source)
        self._build.changed.add(source)
        if can_be_kept(reading.article):
            plan.cache.keep_head(source, key, to_json(reading))
        return reading

    def _read(self, text: str, source: str) -> Reading:
        article, problems = read_article(text, source, self._settings)
        if article is None:
            return Reading(None, problems, [])
        for check in self._build.checks:
            problems += check(article)
        images = find_images(article.body, article.body_line)
        return Reading(article, problems, images, head_keys(article))


def is_article(source: str, articles_dir: str) -> bool:
    """Return whether a Markdown file is an article: below the folder, and not its own index."""
    folder = articles_dir.strip("/") + "/"
    return source.startswith(folder) and not (
        dirname(source) + "/" == folder and splitext(basename(source))[0] in ("index", "README")
    )


def read_companion(config: MkDocsConfig, name: str) -> tuple[str | None, str, list[Problem]]:
    """Return the text of a file beside the articles (`tags.yml`), its path, and problems.

    The text is None where there is no such file.
    """
    path = join(docs_path(config), name)
    build_of(config).companions.add(name)
    file = File(name, config.docs_dir, config.site_dir, config.use_directory_urls)
    if not Path(str(file.abs_src_path)).is_file():
        return None, path, []
    text, problems = _read_text(file, path)
    return text, path, problems


def _read_text(file: File, path: str) -> tuple[str | None, list[Problem]]:
    try:
        data = file.content_bytes
    except OSError as error:
        message = f"the file can't be read: {error.strerror}."
        return None, [
            Problem(path, 1, 1, "unreadable", message, "Look at its rights, or where it leads.")
        ]
    try:
        return data.decode("utf-8-sig"), []
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        column = error.start - data.rfind(b"\n", 0, error.start)
        message = f"byte 0x{data[error.start]:02x} is not UTF-8."
        hint = "Save the file as UTF-8."
        return None, [Problem(path, line, column, "not-utf-8", message, hint)]
