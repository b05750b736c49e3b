"""The addresses above those of articles and authors, which readers reach by shortening a URL."""

from __future__ import annotations

from posixpath import dirname
from typing import TYPE_CHECKING

from rapport.blog.redirect import redirect
from rapport.blog.urls import output_path

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from rapport.blog.output import NewFiles


def parent_redirects(
    urls: Iterable[str],
    taken: Collection[str],
    title: str,
    site_url: str,
    lang: str,
    home: str = "",
) -> Iterator[NewFiles]:
    """Yield a redirect to the blog's home page for every folder of `urls` that has no page.

    `urls` are site-relative, `articles/2026/x/`; `taken` are files that the site has anyway,
    `articles/index.html`. `title` is the home page's, and `home` its URL.
    """
    folders = {folder for url in urls for folder in _above(url)}
    for folder in sorted(folders):
        if output_path(f"{folder}/") not in taken:
            yield redirect(f"{folder}/", home, title, site_url, lang)


def _above(url: str) -> Iterator[str]:
    """Yield `articles/2026` and `articles` for `articles/2026/x/`."""
    folder = dirname(url.rstrip("/"))
    while folder:
        yield folder
        folder = dirname(folder)
