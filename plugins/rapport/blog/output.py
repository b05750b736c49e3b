"""What features add to a site: pages from templates, and files."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from msgspec import Struct

from rapport.blog.reader import SiteReader

Values = Mapping[str, Any]


def no_values(_: SiteReader) -> Values:
    """Return nothing: the template needs only what every page gets."""
    return {}


class NewPage(Struct, frozen=True):
    """A page at a site-relative `url` from a template.

    `values(reader, *given)` returns the template's values. It is a pure function of what it reads
    and of `given`, which are plain values with their own `repr`: the page is rebuilt if one of them
    changed. `sources` are the articles that it lists: the sitemap dates the page by the last change
    among them.
    """

    url: str
    template: str
    title: str
    values: Callable[..., Values] = no_values
    given: tuple[Any, ...] = ()
    description: str = ""
    sources: tuple[str, ...] = ()
    is_in_nav: bool = False
    is_in_search: bool = False

    @property
    def request(self) -> str:
        """All inputs of the page as text, except what it reads."""
        made_by = f"{self.values.__module__}.{self.values.__qualname__}"
        return repr((self.url, self.template, self.title, self.description, made_by, self.given))


class NewFiles(Struct, frozen=True):
    """Files that are made together; `make(reader, *given)` returns their contents by path.

    Paths are relative to the site's root; the content of a file may be another file, to be copied.
    `name` distinguishes these files from all others of the site.
    """

    name: str
    make: Callable[..., Mapping[str, bytes | Path]]
    given: tuple[Any, ...] = ()

    @property
    def request(self) -> str:
        """All inputs of the files as text, except what is read."""
        return repr((self.name, f"{self.make.__module__}.{self.make.__qualname__}", self.given))


def one_file(path: str, content: bytes | Path) -> NewFiles:
    """Return a finished file as what a feature adds."""
    return NewFiles(path, _finished, (path, content))


def _finished(_: SiteReader, path: str, content: bytes | Path) -> Mapping[str, bytes | Path]:
    return {path: content}
