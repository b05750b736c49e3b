"""WordPress: the XML of *Tools › Export* (WXR), in one or several files."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from rapport.importing.model import ImportedBlog, ReaderList
from rapport.importing.notes import dropped, to_do
from rapport.importing.sources.dates import common_zone
from rapport.importing.sources.wordpress_library import Library, authors_of, read_library
from rapport.importing.sources.wordpress_post import UNSORTED, read_post
from rapport.importing.sources.xml_stream import elements, fields

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rapport.importing.model import ImportedArticle

NAME = "WordPress"
HOW = "the .xml of Tools › Export › All content; a folder or .zip with several parts is read too"
_FEEDS = (
    "feed/",
    "feed/atom/",
    "feed/rss/",
    "feed/rss2/",
    "comments/feed/",
    "rss/",
    "rss2/",
    "atom/",
)
_OUTSIDE = frozenset(("trash", "auto-draft", "spam"))


def recognises(beginning: bytes) -> bool:
    """Return whether a file that begins so is an export of WordPress."""
    return b"wordpress.org/export" in beginning or b"<wp:wxr_version" in beginning


@dataclass
class WordPress:
    """A blog from one export; `paths` are its files."""

    paths: Sequence[Path]

    @cached_property
    def library(self) -> Library:
        """What several posts share, read once."""
        return read_library(self.paths)

    def blog(self) -> ImportedBlog:
        """Return all but the posts."""
        library = self.library
        notes = []
        if library.menu:
            titles = ", ".join(f"“{title}”" for title in library.menu)
            notes.append(to_do(f"the menu held {titles}: write it as `nav` into mkdocs.yml."))
        if library.meta:
            names = ", ".join(f"`{key}` ({count})" for key, count in library.meta.most_common())
            notes.append(dropped(f"custom fields that nothing here reads: {names}."))
        if library.authors:
            notes.append(dropped("email addresses of authors: feeds would publish them."))
        return ImportedBlog(
            system=NAME,
            name=library.title,
            description=library.description,
            url=library.url,
            language=library.language,
            timezone=common_zone(library.offsets),
            authors=authors_of(library),
            tags=tuple(tag for tag in library.tags.values() if tag.name.lower() not in UNSORTED),
            feeds=_FEEDS,
            lists=tuple(
                address
                for (_, slug), tag in library.tags.items()
                if tag.name.lower() in UNSORTED
                for address in tag.addresses
            ),
            left=tuple(library.left.items()),
            # those of posts that come lead to their posts, which claim them first
            others=tuple(page for pages in library.pages_of_files.values() for page in pages),
            media=tuple(picture.url for picture in library.pictures.values()),
            notes=tuple(notes),
            readers=(
                ReaderList(
                    "subscribers.csv",
                    "If readers subscribed by Jetpack, *Jetpack › Newsletter › Subscribers* gives"
                    " it as CSV; MailPoet and others have an export, too.",
                ),
            ),
        )

    def articles(self) -> Iterator[ImportedArticle]:
        """Yield posts and pages as they stand in the export."""
        library = self.library
        for path in self.paths:
            for item in elements(path, frozenset(("item",))):
                values = fields(item)
                status = values.get("wp:status", "publish")
                if (
                    values.get("wp:post_type", "post") in ("post", "page")
                    and status not in _OUTSIDE
                ):
                    yield read_post(item, values, library)
