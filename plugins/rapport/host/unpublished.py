"""What belongs to articles that are not published."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mkdocs.structure.files import Files

    from rapport.blog.stages import BlogRead


def keep_unpublished_out(files: Files, build: BlogRead) -> None:
    """Leave out what lies in the own folder of an unpublished article: its images and the like."""
    published = {posixpath.dirname(article.source) for article in build.blog.articles}
    folders = {
        posixpath.dirname(article.source)
        for article in build.all_articles
        if posixpath.basename(article.source) in ("index.md", "README.md")
    } - published
    for file in list(files):
        if not file.is_documentation_page() and _is_within(file.src_uri, folders, published):
            files.remove(file)


def _is_within(path: str, folders: set[str], published: set[str]) -> bool:
    """Return whether the nearest folder of an article around `path` is an unpublished one's."""
    folder = posixpath.dirname(path)
    while folder:
        if folder in published:
            return False
        if folder in folders:
            return True
        folder = posixpath.dirname(folder)
    return False
