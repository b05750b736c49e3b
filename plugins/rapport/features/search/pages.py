"""The search page; without JavaScript it leads to the topics and the archive."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rapport.blog.blog import main_tags
from rapport.blog.output import NewPage, Values

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rapport.blog.blog import Blog
    from rapport.blog.reader import SiteReader
    from rapport.blog.tag import Tag
    from rapport.blog.texts import Texts

_MOST_TAGS = 24


def search_page(blog: Blog, texts: Texts) -> NewPage:
    """Return the page at `search/`."""
    tags = main_tags(blog, _MOST_TAGS)
    return NewPage(
        "search/",
        "search.html",
        texts.gettext("Search"),
        _values,
        (tags,),
        texts.gettext("Search the articles and their checklists."),
    )


def _values(_: SiteReader, tags: Sequence[Tag]) -> Values:
    return {"main_tags": tags}
