"""The page of each tag, and the index of all topics."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from rapport.blog.alphabet import first_letter
from rapport.blog.listing import ListingPage, paginate
from rapport.blog.output import NewFiles, NewPage, Values
from rapport.blog.redirect import redirect

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from rapport.blog.blog import Blog
    from rapport.blog.reader import SiteReader
    from rapport.blog.tag import Tag
    from rapport.blog.texts import Texts


class TagNode(Struct, frozen=True):
    """A tag in the index, with the number of its articles and pages, and the tags below it."""

    tag: Tag
    count: int
    pages: int
    children: tuple[TagNode, ...]


def tag_pages(blog: Blog, per_page: int, texts: Texts) -> Iterator[NewPage]:
    """Yield the index of all tags, and the pages of each."""
    description = texts.ngettext(
        "%(num)s topic of the blog, with its articles.",
        "All %(num)s topics of the blog, each with its articles.",
        len(blog.tags),
    )
    yield NewPage(
        url="tags/",
        template="tags.html",
        title=texts.gettext("Topics"),
        values=_index,
        given=_lines(blog, texts.language),
        description=description,
        is_in_nav=True,
    )
    tree = TagTree(blog)
    for tag in blog.tags:
        around = tree.around(tag)
        for page in paginate(tag.page_url, blog.by_tag[tag.slug], per_page):
            shown = around if page.is_front else replace(around, related=(), pages=())
            yield NewPage(
                url=page.url,
                template="tag.html",
                title=tag.name,
                values=_tag,
                given=(tag, page, shown),
                description=tag.description,
                sources=page.sources,
            )


def synonym_pages(
    blog: Blog, site_url: str, lang: str, address: Callable[[str], str] = str
) -> Iterator[NewFiles]:
    """Yield the pages at the addresses of synonyms, which redirect to their tags."""
    taken = {tag.slug for tag in blog.tags}
    for tag in blog.tags:
        for name in tag.former_slugs:
            if name not in taken:
                yield redirect(f"tags/{name}/", address(tag.page_url), tag.name, site_url, lang)


_LETTERS_FROM = 40
"""From this many tags on, the index is grouped by letter."""


Letters = tuple[tuple[str, tuple[TagNode, ...]], ...]


def _lines(blog: Blog, language: str) -> tuple[tuple[TagNode, ...], Letters]:
    lines = index(blog)
    is_long = len(blog.tags) >= _LETTERS_FROM
    return lines, tuple(by_letter(lines, language)) if is_long else ()


def _index(_: SiteReader, lines: tuple[TagNode, ...], letters: Letters) -> Values:
    return {"tags": lines, "letters": letters}


def index(blog: Blog) -> tuple[TagNode, ...]:
    """Return the tags of the blog as a forest, ordered by name."""
    return TagTree(blog).below("")


def by_letter(lines: Iterable[TagNode], language: str) -> Iterator[tuple[str, tuple[TagNode, ...]]]:
    """Yield the lines by first letter, in order; those without one are under `#`."""
    groups: dict[str, list[TagNode]] = {}
    for line in lines:
        groups.setdefault(first_letter(line.tag.name, language), []).append(line)
    for letter, group in groups.items():
        yield letter, tuple(group)


class Around(Struct, frozen=True):
    """The tags that a tag's page leads to, and the sources of the ordinary pages."""

    parent: Tag | None
    children: tuple[Tag, ...]
    related: tuple[Tag, ...]
    pages: tuple[str, ...]


class TagTree:
    """The tags of a blog by slug and by parent."""

    def __init__(self, blog: Blog) -> None:
        self._blog = blog
        self._tags = {tag.slug: tag for tag in blog.tags}
        self._children: dict[str, list[Tag]] = {}
        for tag in blog.tags:
            parent = tag.parent if tag.parent in self._tags else ""
            self._children.setdefault(parent, []).append(tag)

    def below(self, parent: str) -> tuple[TagNode, ...]:
        """Return the tags below `parent` with all below them; an empty one is the top."""
        return tuple(
            TagNode(
                tag,
                len(self._blog.by_tag[tag.slug]),
                len(self._blog.pages_about(tag.slug)),
                self.below(tag.slug),
            )
            for tag in self._children.get(parent, ())
        )

    def around(self, tag: Tag) -> Around:
        """Return the tags that the page of `tag` links to."""
        return Around(
            parent=self._tags.get(tag.parent),
            children=tuple(self._children.get(tag.slug, ())),
            related=self.related(tag),
            pages=self._blog.pages_about(tag.slug),
        )

    def related(self, tag: Tag, most: int = 6) -> tuple[Tag, ...]:
        """Return the tags most often used together with `tag`, except those above and below it."""
        family = {tag.slug, tag.parent, *(child.slug for child in self._children.get(tag.slug, ()))}
        beside = Counter(
            other.slug
            for article in self._blog.by_tag[tag.slug]
            for other in article.tags
            if other.slug not in family
        )
        ranked = sorted(beside, key=lambda slug: (-beside[slug], slug))
        return tuple(self._tags[slug] for slug in ranked[:most])


def _tag(reader: SiteReader, tag: Tag, page: ListingPage, around: Around) -> Values:
    return {
        "tag": tag,
        "listing": page,
        "entries": [reader.entry(source) for source in page.sources],
        "related_tags": around.related,
        "parent": around.parent,
        "children": around.children,
        "pages_about": [found for path in around.pages if (found := reader.get("title", path))],
    }
