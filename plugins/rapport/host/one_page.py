"""The page of one article, made again at once when its body changed and nothing else."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from mkdocs.commands.build import _build_page

from rapport.blog.front_matter import read_article
from rapport.blog.links import find_images
from rapport.host.build import build_of
from rapport.host.pages import ArticlePage
from rapport.host.plan import why_full
from rapport.host.reading import blog_settings
from rapport.host.renderer import Renderer

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig

    from rapport.blog.article import Article
    from rapport.host.build import Build

_NEW = ".new"


def make_page_again(config: MkDocsConfig, path: Path) -> str | None:
    """Write the page of the article at `path` as the next build will, and return its URL.

    `config` is that of a build that ended well. Returns None, and writes nothing, where more than
    the text of one article's body changed, or can't be told: only a whole build knows then.
    """
    build = build_of(config)
    page = _page(config, build, path)
    if page is None or build.env is None or why_full(config):
        return None
    article = _read(config, build, page.article, path)
    if article is None:
        return None
    renderer = Renderer(build.files, config, {})
    rendered = renderer.render(article.body, page.file)
    page.article = article
    build.renderings[article.source] = rendered.rendering
    build.forget_entry(article)
    page.take(rendered.rendering, lambda: rendered.lookups)
    page.read_source(config)
    page.render(config, build.files)
    goal = Path(config.site_dir, page.file.dest_uri)
    page.file.abs_dest_path = str(goal.with_name(goal.name + _NEW))
    _build_page(page, config, build.files.documentation_pages(), build.nav, build.env)
    os.replace(page.file.abs_dest_path, goal)
    return page.url


def _page(config: MkDocsConfig, build: Build, path: Path) -> ArticlePage | None:
    try:
        source = path.resolve().relative_to(Path(config.docs_dir).resolve()).as_posix()
    except ValueError:
        return None
    file = build.files.src_uris.get(source)
    return file.page if file is not None and isinstance(file.page, ArticlePage) else None


def _read(config: MkDocsConfig, build: Build, old: Article, path: Path) -> Article | None:
    """Return the article as it is now, if only its body differs from the `old` one."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except (OSError, UnicodeDecodeError):
        return None
    article, problems = read_article(text, old.source, blog_settings(config, build))
    if article is None or problems or any(check(article) for check in build.checks):
        return None
    if _images(article) != _images(old):
        return None
    same = replace(old, body=article.body, body_line=article.body_line, positions=article.positions)
    return article if article == same else None


def _images(article: Article) -> list[str]:
    return [image.target for image in find_images(article.body)]
