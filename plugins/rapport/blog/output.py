"""What features ask the host to make: pages from templates, and files as they are."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rapport.blog.article import Article
from rapport.blog.listing import Entry

Values = Mapping[str, Any]
MakeEntry = Callable[[Article], Entry]
"""Gives an article as lists show it; only to be called when all articles are rendered."""


@dataclass(frozen=True, slots=True)
class NewPage:
    """A page at a site-relative `url` from a template; `values` is asked when all is rendered.

    `shows` are the articles and `facts` all else that `values` follow from, so that the page is
    made again only when one of them changes; without `shows` it is made each time. `length` is how
    many lines a list has of which `facts` tell, so that a long one gets a process of its own.
    """

    url: str
    template: str
    title: str
    values: Callable[[MakeEntry], Values] = field(default=lambda _: {})
    description: str = ""
    shows: tuple[Article, ...] | None = None
    facts: str | Callable[[], str] = ""
    is_in_nav: bool = False
    is_in_search: bool = False
    length: int = 0


@dataclass(frozen=True, slots=True)
class NewFile:
    """A file of the site at `path`, relative to its root.

    `key` stands for all that `content` follows from: the same key, the same bytes. Without one
    the file is made each time; with one, `content` may be a function that is asked if needed, or
    the path of a finished file that is copied.
    """

    path: str
    content: bytes | Path | Callable[[], bytes]
    key: str = ""
