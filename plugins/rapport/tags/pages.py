"""The page of each tag, and the index of all topics."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from rapport.blog.listing import ListingPage, paginate
from rapport.blog.output import MakeEntry, NewPage, Values

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rapport.blog.blog import Blog
    from rapport.blog.tag import Tag


@dataclass(frozen=True, slots=True)
class TagLine:
    """A tag in the index, with the number of its articles and the tags below it."""

    tag: Tag
    count: int
    children: tuple[TagLine, ...]


def tag_pages(blog: Blog, per_page: int) -> Iterator[NewPage]:
    """Yield the index of all tags, and the pages of each."""
    description = f"All {len(blog.tags)} topics of the blog, each with its articles."
    yield NewPage(
        "tags/", "tags.html", "Topics", lambda _: {"tags": index(blog)}, description, is_in_nav=True
    )
    for tag in blog.tags:
        for page in paginate(tag.page_url, blog.by_tag[tag.slug], per_page):
            yield NewPage(
                url=page.url,
                template="tag.html",
                title=tag.name,
                values=partial(_tag, blog, tag, page),
                description=tag.description,
                shows=page.articles,
                facts=repr(
                    (tag, page.newer_url, page.older_url, [*_around(blog, tag, page).values()])
                ),
            )


def index(blog: Blog) -> tuple[TagLine, ...]:
    """Return the tags of the blog as a forest, by name."""
    present = {tag.slug for tag in blog.tags}

    def below(parent: str) -> tuple[TagLine, ...]:
        return tuple(
            TagLine(tag, len(blog.by_tag[tag.slug]), below(tag.slug))
            for tag in blog.tags
            if (tag.parent if tag.parent in present else "") == parent
        )

    return below("")


def related_tags(blog: Blog, tag: Tag, most: int = 6) -> tuple[Tag, ...]:
    """Return the tags that stand most often beside `tag` on an article."""
    beside = Counter(
        other.slug
        for article in blog.by_tag[tag.slug]
        for other in article.tags
        if other.slug != tag.slug
    )
    known = {one.slug: one for one in blog.tags}
    ranked = sorted(beside, key=lambda slug: (-beside[slug], slug))
    return tuple(known[slug] for slug in ranked[:most])


def _tag(blog: Blog, tag: Tag, page: ListingPage, make: MakeEntry) -> Values:
    return {
        "tag": tag,
        "listing": page,
        "entries": [make(article) for article in page.articles],
        **_around(blog, tag, page),
    }


def _around(blog: Blog, tag: Tag, page: ListingPage) -> Values:
    """Return the tags that a tag's page leads to."""
    return {
        "related_tags": related_tags(blog, tag) if page.is_front else (),
        "parent": next((one for one in blog.tags if one.slug == tag.parent), None),
        "children": tuple(one for one in blog.tags if one.parent == tag.slug),
    }
