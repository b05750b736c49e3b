"""The page to search on; without JavaScript it leads to the topics and the archive."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rapport.blog.output import NewPage

if TYPE_CHECKING:
    from rapport.blog.blog import Blog
    from rapport.blog.tag import Tag
    from rapport.blog.texts import Texts

_MOST_TAGS = 24


def search_page(blog: Blog, texts: Texts) -> NewPage:
    """Return the page at `search/`."""
    tags = main_tags(blog)
    return NewPage(
        "search/",
        "search.html",
        texts.gettext("Search"),
        lambda _: {"main_tags": tags},
        texts.gettext("Search the articles and their checklists."),
        shows=(),
        facts=repr(tags),
    )


def main_tags(blog: Blog) -> tuple[Tag, ...]:
    """Return the topics, by name; where there are none, the tags with the most articles."""
    topics = [tag for tag in blog.tags if tag.is_topic]
    most = sorted(blog.tags, key=lambda tag: -len(blog.by_tag[tag.slug]))[:_MOST_TAGS]
    return tuple(sorted(topics or most, key=lambda tag: (tag.name.casefold(), tag.slug)))
