"""Files of unpublished articles, and ordinary pages that are held back."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from mkdocs.structure.files import InclusionLevel

from rapport.blog.problem import Problem, Severity
from rapport.host.nav import nav_paths

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files

    from rapport.blog.build_state import BlogRead


def keep_unpublished_out(files: Files, build: BlogRead) -> None:
    """Leave out the files in the folder of an unpublished article: its images and the like."""
    published = {posixpath.dirname(article.source) for article in build.blog.published}
    folders = {
        posixpath.dirname(article.source)
        for article in build.all_articles
        if posixpath.basename(article.source) in ("index.md", "README.md")
    } - published
    for file in list(files):
        if not file.is_documentation_page() and _is_within(file.src_uri, folders, published):
            files.remove(file)


def _is_within(path: str, folders: set[str], published: set[str]) -> bool:
    """Return whether the nearest article folder around `path` is that of an unpublished article."""
    folder = posixpath.dirname(path)
    while folder:
        if folder in published:
            return False
        if folder in folders:
            return True
        folder = posixpath.dirname(folder)
    return False


def keep_pages_back(files: Files, config: MkDocsConfig, site: BlogRead) -> list[Problem]:
    """Leave out expired ordinary pages, and keep unlisted ones out of the navigation.

    Returns a warning for each unlisted page that `nav` names nevertheless.
    """
    problems = []
    named = set(nav_paths(config.nav))
    for source, page in site.visibility.items():
        file = files.get_file_from_path(source)
        if file is None:
            continue
        if page.is_over(site.settings.now) and not site.settings.with_unpublished:
            file.inclusion = InclusionLevel.EXCLUDED
        elif page.is_unlisted and source not in named:
            file.inclusion = InclusionLevel.NOT_IN_NAV
        elif page.is_unlisted:
            message = "this page is `unlisted`, and `nav` in mkdocs.yml names it."
            hint = "Remove it from one of the two."
            path = site.path_of(source)
            at = (path, page.line, 1)
            problems.append(Problem(*at, "unlisted-in-nav", message, hint, Severity.WARNING))
    return problems
