"""One spelling of each tag, a page for each, and the index of topics."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rapport.blog.feature import Feature
from rapport.blog.server_lines import AddressMove
from rapport.features.tags.pages import synonym_pages, tag_pages

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rapport.blog.build_state import BlogRead
    from rapport.blog.output import NewFiles, NewPage


class TagsFeature(Feature):
    """Tags with pages of their own, by a vocabulary in a file below the docs folder."""

    def __init__(self, vocabulary_file: str) -> None:
        self.vocabulary_file = vocabulary_file

    def pages(self, site: BlogRead) -> Iterable[NewPage]:
        """Return the index of topics and the pages of each tag."""
        return tag_pages(site.blog, site.settings.per_page, site.settings.texts)

    def moved(self, site: BlogRead) -> Iterable[AddressMove]:
        """Return the addresses of synonyms."""
        taken = {tag.slug for tag in site.blog.tags}
        for tag in site.blog.tags:
            for name in tag.former_slugs:
                if name not in taken:
                    yield AddressMove(
                        site.settings.address(f"tags/{name}/"), site.settings.address(tag.page_url)
                    )

    def files(self, site: BlogRead) -> Iterable[NewFiles]:
        """Return the pages at the addresses of synonyms."""
        settings = site.settings
        return synonym_pages(site.blog, settings.site_url, settings.locale, settings.address)
