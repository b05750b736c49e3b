"""Where other systems have pages of categories, which are tags here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rapport.blog.redirect import Redirect
from rapport.blog.urls import output_path

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rapport.blog.build_state import BlogRead

_FOLDERS = ("category", "categories")
"""Of Material and WordPress, and of Hugo and Jekyll."""


def former_categories(site: BlogRead) -> Iterator[Redirect]:
    """Yield the addresses that the categories of articles had elsewhere, where nothing else is.

    A category that is a synonym now had its address by that name, `category/e-mails/`.
    """
    blog, home = site.blog, site.settings.home
    named = {name for article in blog.articles for name in article.categories}
    used = [tag for tag in blog.tags if tag.slug in named]
    taken = {*site.outputs.values(), *(output_path(line.old) for line in site.redirects)}
    for article in blog.published:
        taken.update(map(output_path, (article.url, *article.aliases)))
    for folder in _FOLDERS if used else ():
        lines = {f"{home}{folder}/": "tags/"}
        for tag in used:
            for name in (tag.slug, *tag.former_slugs):
                lines.setdefault(f"{home}{folder}/{name}/", tag.page_url)
        for old, new in lines.items():
            if output_path(old) not in taken:
                yield Redirect(old, new)
