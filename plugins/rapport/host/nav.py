"""The navigation and the titles of pages, as others show them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from mkdocs.structure.nav import Navigation, Section
from mkdocs.structure.pages import Page
from mkdocs.utils.meta import get_data

from rapport.blog.heading import split_heading

if TYPE_CHECKING:
    from mkdocs.structure import StructureItem
    from mkdocs.structure.files import File, Files

    from rapport.blog.article import Article

_HEADING = re.compile(r"^ {0,3}#[^\n]*|^[^\n]+\n=+", re.MULTILINE)


def nav_text(nav: Navigation) -> str:
    """Return the part of the navigation that pages show, with titles of ordinary pages."""
    return repr([_nav_item(item) for item in nav.items])


def _nav_item(item: StructureItem) -> object:
    if isinstance(item, Section):
        return item.title, [_nav_item(child) for child in item.children]
    if not isinstance(item, Page) or item.file.generated_by is not None:
        return item.title, getattr(item, "url", "")
    text, meta = get_data(item.file.content_string)
    return item.title, item.url, sorted(map(str, meta.items())), _HEADING.findall(text)


def nav_titles(nav: object) -> Iterator[tuple[str, str]]:
    """Yield the pages that the blog's navigation names, with the titles it gives them."""
    if isinstance(nav, dict):
        for title, value in nav.items():
            if isinstance(value, str):
                yield value, str(title)
            else:
                yield from nav_titles(value)
    elif isinstance(nav, list):
        for item in nav:
            yield from nav_titles(item)


def nav_paths(nav: object) -> Iterator[str]:
    """Yield the paths and addresses that the blog's navigation names."""
    if isinstance(nav, str):
        yield nav
    elif isinstance(nav, dict | list):
        for item in nav.values() if isinstance(nav, dict) else nav:
            yield from nav_paths(item)


def first_page(item: StructureItem) -> StructureItem | None:
    """Return the first page or link in a part of the navigation, at any depth."""
    if not isinstance(item, Section):
        return item
    return next(filter(None, map(first_page, item.children)), None)


def top_section(page: Page) -> Section | None:
    """Return the part of the navigation in which a page stands, the outermost one."""
    section, parent = None, page.parent
    while parent is not None:
        section, parent = parent, parent.parent
    return section


def find_page(files: Files, articles: Mapping[str, Article], target: str) -> tuple[str, str] | None:
    """Return title and URL of the page at a path below the docs folder, `about.md#who`."""
    path, mark, anchor = target.partition("#")
    file = files.get_file_from_path(path)
    if file is None or not file.is_documentation_page():
        return None
    return _title_of(file, articles), file.url + mark + anchor


def _title_of(file: File, articles: Mapping[str, Article]) -> str:
    if file.src_uri in articles:
        return articles[file.src_uri].title
    text, meta = get_data(file.content_string)
    return str(meta.get("title") or split_heading(text)[0] or file.name)
